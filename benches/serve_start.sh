#!/bin/sh
# From the start of the process to the first answer with status 200, in milliseconds; the median of ROUNDS starts (20).
#
#   benches/serve_start.sh [run|serve] [path of the program]      after `cargo build --release`
#
# The state folder is made by one `headway publish` beforehand, so that a snapshot exists: bar S7. Before `run` is measured it
# runs for WARM seconds (10), since its first look at every source changes what is shown; nothing is fetched: every download
# goes to a port where nobody listens. Whole processes, whole requests: what is measured includes fork, exec, the loader and a
# new connection. Needs python3.
set -eu
command=${1:-run}
headway=${2:-target/release/headway}
state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT
export HEADWAY_STATE="$state" HEADWAY_BASE_URL=http://127.0.0.1 HEADWAY_CONNECT_TO=127.0.0.1:9 HEADWAY_LOG=off
"$headway" publish >/dev/null
python3 - "$headway" "$command" "${ROUNDS:-20}" "${WARM:-10}" <<'PYTHON'
import signal, socket, statistics, subprocess, sys, time

headway, command, rounds, warm = sys.argv[1:5]
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
arguments = [headway, command, "--listen", f"127.0.0.1:{port}"]


def first_answer(then=0.0):
    started = time.perf_counter()
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.perf_counter() - started < 10:
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=5) as door:
                    door.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    if door.recv(65536).startswith(b"HTTP/1.1 200"):
                        answered = (time.perf_counter() - started) * 1000
                        time.sleep(then)
                        return answered
            except OSError:
                time.sleep(0.0005)
        sys.exit("no answer within ten seconds")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


first_answer(float(warm) if command == "run" else 0.0)
times = sorted(first_answer() for _ in range(int(rounds)))
print(f"{command}: median {statistics.median(times):.1f} ms, fastest {times[0]:.1f}, slowest {times[-1]:.1f}, {rounds} starts")
PYTHON
