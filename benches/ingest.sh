#!/bin/sh
# From a CSV file to one series in a database: whole processes, interleaved, medians and ratios. Bars I1 and I2.
#
#   benches/ingest.sh FILE.csv [TIMES]     after `cargo build --release --example ingest_one`
#
# FILE.csv is the full extract of NHS England's waiting times, unpacked. TIMES (1) reads it so many times over, as one file.
# Beside the product: xsv and sqlite3, where they are on the PATH; polars, where PYTHON (python3) has it. What is not found is
# left out, and said. ROUNDS (7) rounds; INGEST_ONE names another program to measure. Needs python3 for the clock.
set -eu
file=${1:?a file}
export INGEST_ONE="${INGEST_ONE:-target/release/examples/ingest_one}" ROUNDS="${ROUNDS:-7}" PYTHON="${PYTHON:-python3}"
work=$(mktemp -d "${TMPDIR:-/tmp}/headway-ingest.XXXXXX")
trap 'rm -rf "$work"' EXIT
if [ "${2:-1}" -gt 1 ]; then
    cp "$file" "$work/many.csv"
    for _ in $(seq 2 "$2"); do tail -n +2 "$file" >>"$work/many.csv"; done
    file=$work/many.csv
fi
cat >"$work/xsv.sh" <<'XSV'
rm -f "$2/xsv.db"
xsv search -s 'Treatment Function Code' '^C_110$' "$1" | xsv select 'Provider Org Code,Gt 00 To 01 Weeks SUM 1' >"$2/xsv.csv"
sqlite3 "$2/xsv.db" 'CREATE TABLE figure (place TEXT, value TEXT)' '.mode csv' ".import --skip 1 $2/xsv.csv figure"
sqlite3 "$2/xsv.db" 'SELECT CAST(sum(value) AS INTEGER), 0 FROM figure' -separator ' '
XSV
cat >"$work/lazy.py" <<'POLARS'
import os, sqlite3, sys
import polars

rows = (polars.scan_csv(sys.argv[1], infer_schema=False)
        .filter(polars.col("Treatment Function Code") == "C_110")
        .select(["Provider Org Code", "Gt 00 To 01 Weeks SUM 1"])
        .collect(engine="streaming").rows())
database = sqlite3.connect(os.path.join(sys.argv[2], "polars.db"))
database.execute("DROP TABLE IF EXISTS figure")
database.execute("CREATE TABLE figure (place TEXT, value TEXT)")
database.executemany("INSERT INTO figure VALUES (?, ?)", rows)
database.commit()
total = database.execute("SELECT sum(value) FROM figure").fetchone()[0]
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(int(total), peak)
POLARS
python3 - "$file" "$work" <<'CLOCK'
import os, shutil, statistics, subprocess, sys, time

file, work = sys.argv[1:]
rounds, python = int(os.environ["ROUNDS"]), os.environ["PYTHON"]
tools = {"headway": lambda: [os.environ["INGEST_ONE"], file, os.path.join(work, "state")]}
missing = [tool for tool in ("xsv", "sqlite3") if not shutil.which(tool)]
if missing:
    print(f"left out: xsv ({', '.join(missing)} not on the PATH)")
else:
    tools["xsv"] = lambda: ["sh", os.path.join(work, "xsv.sh"), file, work]
if subprocess.run([python, "-c", "import polars"], stderr=subprocess.DEVNULL).returncode:
    print(f"left out: polars ({python} has none; set PYTHON)")
else:
    tools["polars lazy"] = lambda: [python, os.path.join(work, "lazy.py"), file, work]

open(file, "rb").read()
walls, peaks, cpus, said = ({tool: [] for tool in tools} for _ in range(4))
for round in range(rounds + 1):
    for tool, command in tools.items():
        shutil.rmtree(os.path.join(work, "state"), ignore_errors=True)
        os.mkdir(os.path.join(work, "state"))
        before, started = os.times(), time.perf_counter()
        answer = subprocess.run(command(), stdout=subprocess.PIPE, check=True, text=True).stdout.split()
        wall, after = time.perf_counter() - started, os.times()
        if round:  # the first warms caches
            walls[tool].append(wall)
            cpus[tool].append(after.children_user + after.children_system - before.children_user - before.children_system)
            peaks[tool].append(int(answer[1]) / 1024)
            said[tool].append(answer[0])

if len({total for totals in said.values() for total in totals}) != 1:
    sys.exit(f"the tools disagree: {said}")
print(f"{os.path.getsize(file) / 1e6:.0f} MB, {rounds} rounds, load {os.getloadavg()[0]:.1f}, sum {said['headway'][0]}")
ours = statistics.median(walls["headway"])
for tool in tools:
    wall, peak = statistics.median(walls[tool]), max(peaks[tool])
    memory = f", peak {peak:.1f} MiB" if peak else ""
    ratio = "" if tool == "headway" else f"; headway takes {ours / wall:.2f} of it"
    print(f"{tool}: median {wall * 1000:.0f} ms ({min(walls[tool]) * 1000:.0f} to {max(walls[tool]) * 1000:.0f}), CPU {statistics.median(cpus[tool]) * 1000:.0f} ms{memory}{ratio}")
CLOCK
