#!/bin/sh
# What a request costs the server: CPU seconds per million requests, beside nginx with the same bytes in files, interleaved.
#
#   benches/serve_load.sh [path of the program]      after `cargo build --release`
#
# Spot check of bars S1 and S2: an outcome's page in gzip, and 304 to its own ETag; wrk, one thread, 64 connections that are kept.
# CPU is that of the server's processes, from /proc. ROUNDS (3) rounds of SECONDS_A_ROUND (4). Needs nginx, wrk and python3.
set -eu
for tool in nginx wrk; do command -v "$tool" >/dev/null || PATH=$PATH:/usr/sbin command -v "$tool" >/dev/null || { echo "left out: no $tool on the PATH"; exit 0; }; done
export PATH="$PATH:/usr/sbin"
exec python3 - "${1:-target/release/headway}" "${ROUNDS:-3}" "${SECONDS_A_ROUND:-4}" <<'PYTHON'
import gzip, http.client, os, re, shutil, signal, socket, statistics, subprocess, sys, tempfile, time

headway, rounds, seconds = sys.argv[1], int(sys.argv[2]), sys.argv[3]
work = tempfile.mkdtemp(prefix="headway-load.")
os.chmod(work, 0o755)
state, page = os.path.join(work, "state"), "/outcomes/heat-pumps"
environment = dict(os.environ, HEADWAY_LOG="error")


def free():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def ask(port, headers):
    door = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    door.request("GET", page, headers=headers)
    answer = door.getresponse()
    return answer.status, dict((key.lower(), value) for key, value in answer.getheaders()), answer.read()


def wait_for(port):
    for _ in range(2000):
        try:
            return ask(port, {"Accept-Encoding": "gzip"})
        except OSError:
            time.sleep(0.01)
    sys.exit("no answer")


def cpu(leader):
    """Seconds of a process and its children, dead threads among them."""
    total = 0
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(pid) == leader or int(fields[1]) == leader:
            total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


ours, theirs, started = free(), free(), []
try:
    subprocess.run([headway, "publish", "--state", state], env=environment, stdout=subprocess.DEVNULL, check=True)
    started.append(subprocess.Popen([headway, "serve", "--state", state, "--listen", f"127.0.0.1:{ours}"], env=environment))
    status, headers, body = wait_for(ours)
    assert status == 200 and headers.get("content-encoding") == "gzip", (status, headers)
    os.makedirs(os.path.join(work, "html/outcomes"))
    for name, bytes in (("heat-pumps", gzip.decompress(body)), ("heat-pumps.gz", body)):
        with open(os.path.join(work, "html/outcomes", name), "wb") as file:
            file.write(bytes)
    with open(os.path.join(work, "nginx.conf"), "w") as file:
        file.write(f"""worker_processes 2; daemon off; pid {work}/nginx.pid; error_log {work}/error.log;
events {{ worker_connections 1024; }}
http {{ access_log off; default_type text/html; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
  client_body_temp_path {work}/a; proxy_temp_path {work}/b; fastcgi_temp_path {work}/c; uwsgi_temp_path {work}/d; scgi_temp_path {work}/e;
  open_file_cache max=1000; open_file_cache_valid 60s; gzip_static on; gzip_vary on;
  server {{ listen 127.0.0.1:{theirs}; root {work}/html;
    add_header Cache-Control "public, max-age=0"; add_header X-Content-Type-Options nosniff; }} }}
""")
    started.append(subprocess.Popen(["nginx", "-p", work, "-c", os.path.join(work, "nginx.conf")], stderr=subprocess.DEVNULL))
    servers = {"headway": (ours, started[0].pid), "nginx": (theirs, started[1].pid)}
    cases = {}
    for server, (port, _) in servers.items():
        status, headers, body = wait_for(port)
        assert status == 200 and headers.get("content-encoding") == "gzip", (server, status, headers)
        tag = headers["etag"]
        assert ask(port, {"If-None-Match": tag, "Accept-Encoding": "gzip"})[0] == 304, server
        cases[server] = {"page, gzip": ["-H", "Accept-Encoding: gzip"],
                         "304": ["-H", "Accept-Encoding: gzip", "-H", f"If-None-Match: {tag}"]}
    costs = {}
    time.sleep(float(os.environ.get("SETTLE", "5")))  # recompression is over
    for _ in range(rounds):
        for case in ("page, gzip", "304"):
            for server, (port, pid) in servers.items():
                before = cpu(pid)
                said = subprocess.run(["wrk", "-t1", "-c64", f"-d{seconds}s", *cases[server][case], f"http://127.0.0.1:{port}{page}"],
                                      stdout=subprocess.PIPE, text=True, check=True).stdout
                used = cpu(pid) - before
                requests = int(re.search(r"(\d+) requests in", said).group(1))
                assert "Socket errors" not in said and (case == "304" or "Non-2xx" not in said), said
                costs.setdefault((case, server), []).append((used / requests * 1e6, requests / float(seconds)))
    print(f"load {os.getloadavg()[0]:.1f}, {rounds} rounds of {seconds} s, page of {len(body)} bytes in gzip")
    for case in ("page, gzip", "304"):
        median = {server: statistics.median(cost for cost, _ in costs[case, server]) for server in servers}
        rate = {server: statistics.median(rate for _, rate in costs[case, server]) for server in servers}
        print(f"{case}: headway {median['headway']:.1f} CPU-s per million ({rate['headway']:,.0f}/s), nginx {median['nginx']:.1f} "
              f"({rate['nginx']:,.0f}/s); requests per CPU second {median['nginx'] / median['headway']:.2f} of nginx's")
finally:
    for process in started:
        process.send_signal(signal.SIGTERM)
        process.wait()
    shutil.rmtree(work, ignore_errors=True)
PYTHON
