#!/bin/sh
# From the start of the process to the first answer with status 200, in milliseconds; the median of ROUNDS starts (20), interleaved.
# Bar S7.
#
#   benches/serve_start.sh [path of the program] [state folder]      after `cargo build --release`
#
# `headway serve` and `headway run` on a state folder with a store and a snapshot of it, made by one `headway publish`; and nginx
# with the same page in a file, where it is on the PATH. Whole processes, whole requests: what is measured includes fork, exec,
# the loader and a new connection. A folder that is named is used as it is, for example a large one made by
# `HEADWAY_BENCH_SERIES=10000 HEADWAY_BENCH_STATE=folder cargo bench --bench record none`. Nothing is fetched meanwhile: the
# clock stands still, and the right to run each source is held by this script. Needs python3.
set -eu
export PATH="$PATH:/usr/sbin"
exec python3 - "${1:-target/release/headway}" "${ROUNDS:-20}" "${2:-}" <<'PYTHON'
import fcntl, os, shutil, signal, socket, sqlite3, statistics, subprocess, sys, tempfile, time

headway, rounds, folder = sys.argv[1:4]
work = tempfile.mkdtemp(prefix="headway-start.")
os.chmod(work, 0o755)
state = folder or os.path.join(work, "state")


def free():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def ask(port):
    with socket.create_connection(("127.0.0.1", port), timeout=5) as door:
        door.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = b""
        while more := door.recv(65536):
            answer += more
        return answer


def first_answer(command, port):
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    try:
        while time.perf_counter() - started < 10:
            try:
                if ask(port).startswith(b"HTTP/1.1 200"):
                    return (time.perf_counter() - started) * 1000
            except OSError:
                time.sleep(0.0005)
        sys.exit(f"no answer within ten seconds: {command}")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


ours, theirs = free(), free()
settings = ["--state", state, "--listen", f"127.0.0.1:{ours}", "--base-url", "http://headway.test", "--now", "2026-11-23T12:00:00Z", "--freeze"]
environment = dict(os.environ, HEADWAY_LOG="off")
try:
    subprocess.run([headway, "publish", *settings], stdout=subprocess.DEVNULL, env=environment, check=True)
    os.makedirs(os.path.join(state, "incoming"), exist_ok=True)
    sources = subprocess.run([headway, "source", "list", *settings], stdout=subprocess.PIPE, text=True, env=environment, check=True).stdout
    locks = [open(os.path.join(state, "incoming", line.split("\t")[0] + ".lock"), "w") for line in sources.splitlines()]
    for lock in locks:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    starts = {command: ([headway, command, *settings], ours) for command in ("serve", "run")}
    if shutil.which("nginx"):
        process = subprocess.Popen(starts["serve"][0], stdout=subprocess.DEVNULL, env=environment)
        while True:
            try:
                page = ask(ours).split(b"\r\n\r\n", 1)[1]
                break
            except OSError:
                time.sleep(0.01)
        process.terminate()
        process.wait()
        with open(os.path.join(work, "index.html"), "wb") as file:
            file.write(page)
        with open(os.path.join(work, "nginx.conf"), "w") as file:
            temporary = " ".join(f"{kind}_temp_path {work}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
            file.write(f"worker_processes 2; daemon off; pid {work}/nginx.pid; error_log {work}/error.log; events {{}}\n"
                       f"http {{ access_log off; {temporary} server {{ listen 127.0.0.1:{theirs}; root {work}; }} }}\n")
        starts["nginx"] = (["nginx", "-p", work, "-c", os.path.join(work, "nginx.conf")], theirs)
    else:
        print("left out: no nginx on the PATH")
    times = {name: [] for name in starts}
    for round in range(int(rounds) + 1):
        for name, start in starts.items():
            taken = first_answer(*start)
            if round:  # the first warms caches
                times[name].append(taken)
    rows = sqlite3.connect(os.path.join(state, "headway.db")).execute("SELECT count(*) FROM figure").fetchone()[0]
    print(f"a store of {rows:,} figures, {os.path.getsize(os.path.join(state, 'headway.db')) / 1e6:.0f} MB; load {os.getloadavg()[0]:.1f}")
    for name, taken in times.items():
        beside = f"; {statistics.median(taken) / statistics.median(times['nginx']):.1f} times nginx" if "nginx" in times else ""
        print(f"{name}: median {statistics.median(taken):.1f} ms, fastest {min(taken):.1f}, slowest {max(taken):.1f}, {rounds} starts{beside}")
finally:
    shutil.rmtree(work, ignore_errors=True)
PYTHON
