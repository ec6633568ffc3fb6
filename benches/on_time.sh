#!/bin/sh
# A release morning in rehearsal: 20 sources on 8 hosts release in the same second; how long until each figure stands on its page.
#
#   benches/on_time.sh [path of the program]      after `cargo build --release`
#
# A rehearsal publisher serves the file of the month before until the second of the release, and the new one from then on. One host
# answers 429 (Retry-After: 30) for the first minute, one takes 20 seconds for every answer, one answers 500 for good. `headway run`
# stands in front with the gaps, waits and limits of the real thing (--real-pace), and is asked for the page of every series until
# the new figure is there. Counted from when the file can first be had: the second of the release, or LATE (0) seconds after it, where
# the publishers are late. Prints a line a source, the median and the most, and how often each host was asked. Needs python3; takes
# about two minutes.
set -eu
exec python3 - "${1:-target/release/headway}" <<'PYTHON'
import collections, datetime, http.client, json, math, os, re, shutil, signal, socket, statistics, subprocess, sys, tempfile, threading, time, zoneinfo

headway, work = sys.argv[1], tempfile.mkdtemp(prefix="headway-on-time.")
state, data, site = (os.path.join(work, name) for name in ("state", "data", "publishers"))
LEAD, LONGEST, LATE = 25, 150, int(os.environ.get("LATE", "0"))
BEFORE, AFTER = "1041", "2063"
OLD, NEW = "month,count\n2026-08,1040\n2026-09,%s\n" % BEFORE, "month,count\n2026-08,1040\n2026-09,%s\n2026-10,%s\n" % (BEFORE, AFTER)
sources = []


def put(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def put_release(address, before, after, script=""):
    path = os.path.join(site, address)
    if before is not None:
        put(path, before)
    put(path + ".next", after)
    scripts.append((path + ".headway.toml", script))


def add(kind, host, hosts, locate):
    id = f"s{len(sources) + 1:02}"
    sources.append((id, kind, host))
    put(os.path.join(data, "sources", id + ".toml"), f'''title = "Counts {id}"
publisher = "Office"
page = "https://{host}/"
licence = {{ name = "Open Government Licence v3.0", open = true }}
hosts = {json.dumps(hosts)}
schedule = "0 3 1 1 *"

[[route]]
locate = {locate}
format = {{ kind = "csv" }}

[[series]]
id = "{id}.count"
title = "Counts {id}"
unit = "pumps"
place = "United Kingdom"
population = "all homes"
granularity = "month"
check = {{ max_jump = 100000 }}

[series.select]
period = {{ column = "month" }}
value = "count"
''')
    return id


def add_fixed(kind, host, script=""):
    id = f"s{len(sources) + 1:02}"
    put_release(f"{host}/data/{id}.csv", OLD, NEW, script)
    add(kind, host, [host], f'{{ kind = "fixed", address = "https://{host}/data/{id}.csv" }}')


def add_collection(kind):
    host, assets, id = "www.gov.uk", "assets.publishing.service.gov.uk", f"s{len(sources) + 1:02}"
    documents = [{"title": f"{id}: {month} 2026", "base_path": f"/government/statistics/{id}-{month.lower()}"} for month in ("September", "October")]
    collection = lambda count: json.dumps({"links": {"documents": documents[:count]}})
    edition = lambda month: json.dumps({"title": f"{id}: {month}", "details": {"attachments": [{"url": f"https://{assets}/media/{id}{month.lower()}/counts.csv"}]}})
    put_release(f"{host}/api/content/government/collections/{id}", collection(1), collection(2))
    put(os.path.join(site, f"{host}/api/content/government/statistics/{id}-september"), edition("September"))
    put_release(f"{host}/api/content/government/statistics/{id}-october", None, edition("October"))
    put(os.path.join(site, f"{assets}/media/{id}september/counts.csv"), OLD)
    put_release(f"{assets}/media/{id}october/counts.csv", None, NEW)
    add(kind, host, [host, assets], f"{{ kind = \"govuk-collection\", path = \"/government/collections/{id}\", edition = '/^{id}: (.*)/', attachment = '/csv$/' }}")


def add_link(kind):
    host, id = "www.england.nhs.uk", f"s{len(sources) + 1:02}"
    page = lambda months: "<html>" + "".join(f"<a href='/files/{id}-{month}.csv'>{month}</a>" for month in months)
    put_release(f"{host}/{id}/index.html", page(["September-2026"]), page(["October-2026", "September-2026"]))
    put(os.path.join(site, f"{host}/files/{id}-September-2026.csv"), OLD)
    put_release(f"{host}/files/{id}-October-2026.csv", None, NEW)
    add(kind, host, [host], f"{{ kind = \"page-link\", page = \"https://{host}/{id}/\", links = ['/{id}-(.*)\\.csv$/'] }}")


def free():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


doors = {}


def get(port, path):
    door = doors.setdefault(port, http.client.HTTPConnection("127.0.0.1", port, timeout=10))
    try:
        door.request("GET", path)
        return door.getresponse().read().decode()
    except (OSError, http.client.HTTPException):
        doors.pop(port).close()
        return ""


scripts = []
for _ in range(5):
    add_fixed("fixed address", "www.ons.gov.uk")
for _ in range(4):
    add_collection("GOV.UK collection")
for _ in range(3):
    add_link("link on a page")
for _ in range(2):
    add_fixed("fixed, 429 for a minute", "busy.example", "status = 429\nheaders = { retry-after = '30' }\nuntil = '{minute}'\nfrom = '{release}'\n")
add_fixed("fixed, 20 s an answer", "slow.example", "delay_ms = 20000\nfrom = '{release}'\n")
add_fixed("fixed, 500 for good", "broken.example", "status = 500\nfrom = '{release}'\n")
for host in ("c.example", "d.example"):
    for _ in range(2):
        add_fixed("fixed address", host)
for name in ("missions.toml", "challenge-types.toml", "selection.toml"):
    shutil.copy(os.path.join("data", name), data)

publisher, port = free(), free()
settings = ["--state", state, "--data", data, "--connect-to", f"127.0.0.1:{publisher}"]
quiet = dict(os.environ, HEADWAY_LOG=os.environ.get("HEADWAY_LOG", "error"))
log = open(os.path.join(work, "publisher.log"), "w+")
started = [subprocess.Popen([headway, "replay", site, "--listen", f"127.0.0.1:{publisher}"], env=dict(os.environ, HEADWAY_LOG="info"), stdout=subprocess.DEVNULL, stderr=log)]
try:
    while True:
        try:
            socket.create_connection(("127.0.0.1", publisher), 1).close()
            break
        except OSError:
            time.sleep(0.05)
    primed = subprocess.run([headway, "ingest", "--once", *settings], env=quiet, stdout=subprocess.PIPE, text=True)
    if primed.returncode:
        sys.exit(primed.stdout)
    release = math.ceil(time.time()) + LEAD
    instant = lambda after: datetime.datetime.fromtimestamp(release + after, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    for path, script in scripts:
        put(path, f"appears_at = '{instant(LATE)}'\n" + script.replace("{release}", instant(0)).replace("{minute}", instant(60)))
    local = datetime.datetime.fromtimestamp(release, zoneinfo.ZoneInfo("Europe/London")).strftime("%Y-%m-%dT%H:%M:%S")
    put(os.path.join(data, "releases.toml"), "".join(f'''[[release]]
source = "{id}"
at = "{local}"
title = "Counts {id}"
evidence = {{ known = "publisher_page", address = "https://{host}/" }}

''' for id, _, host in sources))
    started.append(subprocess.Popen([headway, "run", "--real-pace", *settings, "--listen", f"127.0.0.1:{port}"], env=quiet, stdout=subprocess.DEVNULL))
    begun = time.time()
    while "<html" not in get(port, "/"):
        if time.time() - begun > 20:
            sys.exit("the server does not answer")
        time.sleep(0.05)
    shown, pages = {}, [(id, f"/series/{id}.count") for id, _, _ in sources]
    time.sleep(max(0, release - 1 - time.time()))
    broken = {id for id, kind, _ in sources if "500" in kind}
    while time.time() < release + LONGEST and len(shown) < len(sources) - len(broken):
        for id, path in pages:
            if id not in shown and AFTER in re.sub("[,  ]", "", get(port, path)):
                shown[id] = time.time() - release - LATE
                if shown[id] < 0:
                    sys.exit(f"{id} is shown before its release")
        time.sleep(0.02)
    print(f"{'source':8}{'host':22}{'how':28}file to page")
    for id, kind, host in sources:
        print(f"{id:8}{host:22}{kind:28}" + (f"{shown[id]:8.2f} s" if id in shown else "       not shown"))
    plain = [seconds for (id, kind, _) in sources if "429" not in kind and "20 s" not in kind and (seconds := shown.get(id, math.inf if id not in broken else None)) is not None]
    could = [shown.get(id, math.inf) for id, _, _ in sources if id not in broken]
    load = os.getloadavg()[0]
    print(f"{len(plain)} sources of well publishers: median {statistics.median(plain):.2f} s, most {max(plain):.2f} s, load {load:.1f}")
    print(f"{len(could)} sources with the 429 and the slow one: median {statistics.median(could):.2f} s, most {max(could):.2f} s")
    log.flush()
    log.seek(0)
    asked = collections.defaultdict(list)
    for line in log:
        line = re.sub("\x1b\\[[0-9;]*m", "", line)
        if found := re.match(r"(\S+Z).*host=\"?([\w.]+)", line):
            at = datetime.datetime.fromisoformat(found[1].replace("Z", "+00:00")).timestamp() - release
            if at >= -0.5:
                asked[found[2]].append(at)
    for host, times in sorted(asked.items()):
        closest = min((b - a for a, b in zip(times, times[1:])), default=math.inf)
        minute = [at for at in times if at < 60]
        print(f"asked {host:34}{len(minute):4} times in the first minute, {closest:5.2f} s apart at least")
finally:
    for process in reversed(started):
        process.send_signal(signal.SIGTERM)
        process.wait()
    if os.environ.get("KEEP"):
        print(work)
    else:
        shutil.rmtree(work, ignore_errors=True)
PYTHON
