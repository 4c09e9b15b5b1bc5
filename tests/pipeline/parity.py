#!/usr/bin/env python3
"""A script run as processes in lockstep, fused, in any batch size, through random cuts, with a foreign stage between,
on one core and without the processor's extras: the same stream (its hash) and the same journal (its head).
usage: parity.py BUILD [SCRIPT...]     OTHER_BUILD=DIR adds a build of another compiler
Also: a program that holds syncs back is found out, and killed pipelines are taken up again."""
import hashlib
import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

build = os.path.abspath(sys.argv[1])
here = os.path.dirname(os.path.abspath(__file__))
root = os.path.dirname(os.path.dirname(here))
full = os.environ.get("PARITY") == "full"
other = os.environ.get("OTHER_BUILD", "")
data_folder = root + "/examples/data/binance-perp-1m-2025-05"
DATA = [data_folder + "/" + name for name in sorted(os.listdir(data_folder)) if name.endswith(".gz")]
FUNDING = root + "/examples/data/funding-assumed-2025-05.ndjson"
if os.path.exists(FUNDING):
    DATA.append(FUNDING)
RANGE = ["--from", "2025-05-06", "--to", "2025-05-20" if full else "2025-05-10"]
TOOLS = [t for t in os.listdir(build + "/bin")]
MONEY = {"exits", "signal-agg", "size", "risk-gate", "place-order", "settle"}
passed = failed = skipped = 0


def check(name, good, shown=""):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print("parity: %s: FAILED %s" % (name, shown))


def skip(name, why):
    global skipped
    skipped += 1
    print("parity: skipped: %s: %s" % (name, why))


class Way:
    """One way of running: its folder, its PATH, its environment."""

    def __init__(self, folder, bin_folder=build + "/bin", env=None):
        self.folder, self.ledger = folder, folder + "/l.db"
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        self.bin = bin_folder
        self.env = {"PATH": bin_folder + ":/usr/bin:/bin", "HOME": folder, "LC_ALL": "C", **(env or {})}

    def with_ledger(self):
        self.env["TRADEUTILS_LEDGER"] = self.ledger
        for words in (["init"], ["deposit", "10000", "USDT"]):
            subprocess.run([build + "/bin/ledger", *words], env=self.env, check=True, stdout=subprocess.DEVNULL)
        return self

    def tool(self, *words):
        done = subprocess.run([build + "/bin/" + words[0], *words[1:]], env=self.env, capture_output=True, text=True)
        return done.returncode, done.stdout.strip()

    def head(self):
        return self.tool("ledger", "head")[1] if "TRADEUTILS_LEDGER" in self.env else ""


def stream_hash(path):
    h = hashlib.sha256()
    with open(path, "rb") as f:
        for line in f:
            if not line.startswith((b'{"type":"session"', b'{"type":"sync"')):
                h.update(line)
    return h.hexdigest()


def same_values(a, b):
    """Two streams hold the same events, however their numbers are spelt."""
    with open(a, "rb") as x, open(b, "rb") as y:
        for p, q in itertools.zip_longest(x, y):
            if p != q and (p is None or q is None or json.loads(p) != json.loads(q)) and not p.startswith(b'{"type":"session"'):
                return False
    return True


def processes(way, script, prefix=()):
    out = way.folder + "/out"
    with open(out, "wb") as o, open(way.folder + "/err", "wb") as e:
        feed = subprocess.Popen([*prefix, build + "/bin/feed", *RANGE, *DATA], stdout=subprocess.PIPE, env=way.env,
                                stderr=e, cwd=root)
        sh = subprocess.Popen([*prefix, "sh", script], stdin=feed.stdout, stdout=o, stderr=e, env=way.env, cwd=root)
        feed.stdout.close()
        status = sh.wait(600)
        feed.wait()
    return status, stream_hash(out), way.head()


def fused(way, script, batch, program=build + "/tests/fused"):
    words = [program, "--batch", str(batch)]
    if "TRADEUTILS_LEDGER" in way.env:
        words += ["--ledger", way.ledger]
    with open(way.folder + "/out", "wb") as o:
        done = subprocess.run([*words, *RANGE, script, *DATA], stdout=o, stderr=subprocess.PIPE, env=way.env, cwd=root)
    said = done.stderr.decode()
    with open(way.folder + "/err", "w") as e:
        e.write(said)
    given = said.strip().splitlines()[-1].replace("hash ", "") if said else ""
    seen = stream_hash(way.folder + "/out")
    check("%s fused, batch %s: the hash it prints is its stream's" % (os.path.basename(script), batch), given == seen, said[-300:])
    return done.returncode, seen, way.head()


def wrapped(folder, tools, body):
    """A folder with each tool in a shell script around the real one."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for i, tool in enumerate(sorted(TOOLS)):
        if tool not in tools:
            os.symlink(build + "/bin/" + tool, folder + "/" + tool)
            continue
        with open(folder + "/" + tool, "w") as f:
            f.write("#!/bin/sh\n" + body.format(tool=build + "/bin/" + tool, seed=i + 1, tests=build + "/tests") + "\n")
        os.chmod(folder + "/" + tool, 0o755)
    return folder


def matrix(script, work):
    name = os.path.basename(script)
    with open(script) as f:
        text = f.read()
    used = {t for t in TOOLS if t in text.replace("|", " ").split()}
    money = bool(used & MONEY)

    def way(label, bin_folder=build + "/bin", env=None):
        w = Way(work + "/" + label, bin_folder, env)
        return w.with_ledger() if money else w

    first = way("processes")
    begin = time.monotonic()
    expected = processes(first, script)
    took = time.monotonic() - begin
    with open(first.folder + "/err") as f:
        said = f.read()
    check("%s as processes: status 0" % name, expected[0] == 0, said[-500:])
    check("%s as processes: it says something" % name, os.path.getsize(first.folder + "/out") > 100000)
    if money:
        check("%s: the ledger is proved" % name, first.tool("ledger", "verify")[0] == 0, first.tool("ledger", "verify"))
        fills = first.tool("ledger", "fills")[1].count("\n") + 1
        print("parity: %s: %d fills, %.1f s as processes, head %.12s, stream %.12s" % (name, fills, took, expected[2], expected[1]))

    for batch in (1, 7, 4096):
        got = fused(way("fused%d" % batch), script, batch)
        check("%s fused, batch %d = processes" % (name, batch), got == expected, (got, expected))
    got = processes(way("chunked", wrapped(work + "/cut", used, '{tests}/chunker {seed} | {tool} "$@" | {tests}/chunker 9{seed}')), script)
    check("%s through random cuts = processes" % name, got == expected, (got, expected))
    got = processes(way("one_core"), script, ("taskset", "-c", "0"))
    check("%s on one core = processes" % name, got == expected, (got, expected))
    plain = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-AVX,-FMA,-FMA4,-AVX512F,-AVX512VL,-AVX512BW,-AVX512DQ,-ERMS,-BMI2"}
    got = processes(way("plain_cpu", env=plain), script)
    check("%s without the processor's extras = processes" % name, got == expected, (got, expected))
    if other:
        got = processes(way("other", os.path.abspath(other) + "/bin"), script)
        check("%s of the other compiler = processes" % name, got == expected, (got, expected))
    foreign = next((t for t in ("exits", "regime", "signal-agg") if t in used), None)
    if foreign and shutil.which("jq"):
        foreign_way = way("jq", wrapped(work + "/jq_bin", {foreign}, 'jq --unbuffered -c . | {tool} "$@"'))
        got = processes(foreign_way, script)
        if got[1] != expected[1] and same_values(first.folder + "/out", foreign_way.folder + "/out"):
            got = (got[0], expected[1], got[2])  # jq writes numbers under 0.00001 its own way
        check("%s with jq before %s = processes" % (name, foreign), got == expected, (got, expected))
    else:
        skip("%s with a foreign stage" % name, "no jq" if foreign else "no place for it")
    if money:
        again = processes(first, script)
        check("%s again on its ledger: the same, nothing new" % name, again == expected, again)
    return money, expected


def buffered_jq(script, work):
    """jq without --unbuffered holds the syncs: whoever waits says so after 10 s."""
    w = Way(work + "/buffered", wrapped(work + "/buf_bin", {"size"}, 'jq -c . | {tool} "$@"')).with_ledger()
    status, _, _ = processes(w, script)
    with open(w.folder + "/err") as f:
        said = f.read()
    check("a program that buffers its output ends the run, and the stage behind which syncs get lost is named",
          status != 0 and "left `signal-agg`" in said and "--unbuffered" in said, (status, said[:400]))


def killed(script, work, expected, runs, seed):
    """kill -9 of any process at any moment; then the same replay on the same ledger."""
    rng = random.Random(seed)
    w = Way(work + "/killed").with_ledger()
    kills = 0
    for n in range(runs):
        err = open(w.folder + "/err", "ab")
        feed = subprocess.Popen([build + "/bin/feed", *RANGE, *DATA], stdout=subprocess.PIPE, env=w.env, stderr=err, cwd=root)
        sh = subprocess.Popen(["sh", script], stdin=feed.stdout, stdout=subprocess.DEVNULL, stderr=err, env=w.env, cwd=root)
        feed.stdout.close()
        time.sleep(rng.uniform(0.0, 0.9))
        children = subprocess.run(["pgrep", "-P", str(sh.pid)], capture_output=True, text=True).stdout.split()
        victims = [int(c) for c in children] + [feed.pid]
        victim = rng.choice(victims)
        if sh.poll() is None:
            try:
                os.kill(victim, signal.SIGKILL)
                kills += 1
            except ProcessLookupError:
                pass
        try:
            sh.wait(180)
        except subprocess.TimeoutExpired:
            check("kill %d: the pipeline ends after a stage was killed" % n, False)
            sh.kill()
        feed.wait()
        err.close()
        code, said = w.tool("ledger", "verify")
        check("kill %d: the ledger is proved" % n, code == 0, said[-300:])
    final = processes(w, script)
    with open(w.folder + "/err") as f:
        said = f.read()
    check("after %d kills the replay ends as if nothing had happened" % kills, final == expected, (final, expected, said[-500:]))
    check("the ledger is proved after that", w.tool("ledger", "verify")[0] == 0)


def idle_latency(script, work):
    """One line through an idle pipe."""
    w = Way(work + "/idle")
    p = subprocess.Popen(["sh", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=w.env, cwd=root)
    took, right = [], True
    for i in range(30):
        line = b'{"type":"beat","ts":%d}\n' % (i + 1)
        begin = time.monotonic()
        os.write(p.stdin.fileno(), line)
        right = right and os.read(p.stdout.fileno(), 4096) == line
        took.append(time.monotonic() - begin)
    p.stdin.close()
    p.wait()
    check("a line goes through an idle pipeline before the next comes", right)
    check("and takes a small part of a second", sorted(took)[15] < 0.2, took)


with tempfile.TemporaryDirectory() as work:
    scripts = sys.argv[2:]
    if not scripts:
        for folder in (here + "/scripts", root + "/examples/strategies"):
            if os.path.isdir(folder):
                scripts += [folder + "/" + s for s in sorted(os.listdir(folder)) if s.endswith(".sh")]
    trading = None
    for script in scripts:
        money, expected = matrix(os.path.abspath(script), work)
        if money and trading is None:
            trading = (os.path.abspath(script), expected)
    idle_latency(here + "/scripts/annotate.sh", work)
    if trading and not os.environ.get("PARITY_ONLY"):
        buffered_jq(trading[0], work)
        killed(trading[0], work, trading[1], 40 if full else 8, 5)
    elif not trading:
        skip("kills and buffering", "no script that trades")
print("parity: %d passed, %d failed, %d skipped" % (passed, failed, skipped))
sys.exit(1 if failed else 0)
