#!/bin/sh
# From a publisher's new figure to the page of a running server, in milliseconds; the median and the most of ROUNDS changes (12).
#
#   benches/freshness.sh [path of the program]      after `cargo build --release`
#
# A rehearsal publisher serves a made-up answer of one ONS series whose last figure and day of release change every round;
# `headway ingest --once` fetches it, and a running `headway run` is asked for the series until the new figure is there. Counted
# from the commit (the store's generation moves, looked at every half millisecond) and from the start of the ingest process.
# Needs python3.
set -eu
exec python3 - "${1:-target/release/headway}" "${ROUNDS:-12}" <<'PYTHON'
import http.client, json, os, shutil, signal, socket, sqlite3, statistics, subprocess, sys, tempfile, threading, time

headway, rounds = sys.argv[1], int(sys.argv[2])
ADDRESS = "www.ons.gov.uk/economy/grossdomesticproductgdp/timeseries/ihyq/qna/data"
PAGES = ["/series/gdp.growth.uk.quarter/figures.csv"]
work = tempfile.mkdtemp(prefix="headway-freshness.")
state, site = os.path.join(work, "state"), os.path.join(work, "publishers")
os.makedirs(os.path.dirname(os.path.join(site, ADDRESS)))


def free():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def put(round):
    point = lambda year, quarter, value: {"date": f"{year} Q{quarter}", "value": value, "label": f"{year} Q{quarter}"}
    quarters = [point(year, quarter, "0.5") for year in range(1990, 2026) for quarter in range(1, 5)]
    quarters[-1]["value"] = f"0.{round % 9 + 1}"
    answer = {"quarters": quarters, "description": {"releaseDate": f"2026-0{round // 27 + 1}-{round % 27 + 1:02}T09:30:00.000Z"}}
    path = os.path.join(site, ADDRESS)
    with open(path + ".new", "w") as file:
        json.dump(answer, file)
    os.replace(path + ".new", path)
    return f"2025 Q4,{quarters[-1]['value']},"


def get(port, path):
    door = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    door.request("GET", path)
    return door.getresponse().read().decode()


publisher, port = free(), free()
settings = ["--state", state, "--connect-to", f"127.0.0.1:{publisher}", "--now", "2026-11-23T12:00:00Z"]
environment = dict(os.environ, HEADWAY_LOG="error")
started = [subprocess.Popen([headway, "replay", site, "--listen", f"127.0.0.1:{publisher}"], env=environment)]
try:
    started.append(subprocess.Popen([headway, "run", *settings, "--listen", f"127.0.0.1:{port}"], env=environment, stderr=subprocess.DEVNULL))
    deadline = time.monotonic() + 60
    while True:
        try:
            if "<html" in get(port, "/"):
                break
        except OSError:
            pass
        if time.monotonic() > deadline:
            sys.exit("the server does not answer")
        time.sleep(0.05)
    time.sleep(float(os.environ.get("SETTLE", "20")))  # what the server fetches at its start is over
    from_commit, from_start = [], []
    look = sqlite3.connect(f"file:{os.path.join(state, 'headway.db')}?mode=ro", uri=True)
    revised = lambda: look.execute("SELECT count(*) FROM figure").fetchone()[0]
    for round in range(rounds + 1):
        before, expected = revised(), put(round)
        begun = time.perf_counter()
        ingest = subprocess.Popen([headway, "ingest", "--once", "--source", "ons-ihyq", *settings], env=environment, stdout=subprocess.DEVNULL)
        while revised() == before:
            if ingest.poll() not in (None, 0) or time.perf_counter() - begun > 60:
                sys.exit("the ingest recorded nothing")
            time.sleep(0.0005)
        committed = time.perf_counter()
        while expected not in get(port, PAGES[0]):
            if time.perf_counter() - committed > 60:
                sys.exit(f"{expected} is not shown:\n" + get(port, PAGES[0])[-400:])
            time.sleep(0.002)
        shown = time.perf_counter()
        ingest.wait()
        if round:
            from_commit.append((shown - committed) * 1000)
            from_start.append((shown - begun) * 1000)
    for words, times in (("commit", from_commit), ("start of the ingest process", from_start)):
        print(f"from the {words} to the page: median {statistics.median(times):.0f} ms, most {max(times):.0f}, {rounds} changes, load {os.getloadavg()[0]:.1f}")
finally:
    for process in reversed(started):
        process.send_signal(signal.SIGTERM)
        process.wait()
    shutil.rmtree(work, ignore_errors=True)
PYTHON
