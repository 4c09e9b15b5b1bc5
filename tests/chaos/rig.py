"""What the chaos tests share: recordings, ledgers, pipelines that are started and may be killed."""
import json
import os
import random
import subprocess
import sys

BUILD, RUNS = os.path.abspath(sys.argv[1]), int(sys.argv[2])
LEDGER, TOY = BUILD + "/bin/ledger", BUILD + "/tests/toy"
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENUE = ["--venue", ROOT + "/examples/venues/binance.toml"]
TOYS = [[TOY, "gate"], [TOY, "place"], [TOY, "settle"]]
counts = {"passed": 0, "failed": 0, "skipped": 0}
ENV = {k: v for k, v in os.environ.items() if not k.startswith("TRADEUTILS_")}


def check(name, holds, detail=""):
    counts["passed" if holds else "failed"] += 1
    if not holds:
        print("FAIL %s%s" % (name, ": " + str(detail).strip() if detail else ""))


def skip(name, why):
    counts["skipped"] += 1
    print("skipped: %s: %s" % (name, why))


def recording(path, instants, mode="replay", session="toy"):
    """Hourly candles of a seeded random walk; a sync after each instant of a replay."""
    rng, close, ts = random.Random(7), 100.0, 1_700_000_000_000_000
    with open(path, "w") as out:
        def put(**event):
            out.write(json.dumps(event, separators=(",", ":")) + "\n")
        put(type="session", ts=ts, id=session, mode=mode, source="toy", pace="max")
        for seq in range(1, instants + 1):
            start, ts = ts, ts + 3_600_000_000
            opened, close = close, round(close * rng.uniform(0.98, 1.021), 2)
            put(type="candle", ts=ts, venue="x", symbol="BTC-USD", tf="1h", start=start, open=opened,
                high=max(opened, close), low=min(opened, close), close=close, volume=5)
            if mode == "replay":
                put(type="sync", ts=ts, seq=seq)
        put(type="end", ts=ts, source="toy", events=instants, status=0)


def ledger(*args, **kw):
    return subprocess.run([LEDGER, *args], capture_output=True, text=True, env=ENV, **kw)


def fresh(path, kind=None, currency="USD"):
    for end in ("", "-wal", "-shm", ".sync"):
        if os.path.exists(path + end):
            os.remove(path + end)
    ledger("init", "--ledger", path, *(["--kind", kind] if kind else []))
    ledger("deposit", "10000", currency, "--ledger", path)


def start(feed, path, extra=(), preexec=None, stages=None):
    """The pipeline as processes; the last one writes to PATH.out."""
    procs, source = [], open(feed)
    out = open(path + ".out", "w")
    stages = stages or [[*toy, "--ledger", path, *extra] for toy in TOYS]
    for i, words in enumerate(stages):
        p = subprocess.Popen(words, stdin=source, env=ENV, preexec_fn=preexec, stderr=subprocess.PIPE,
                             stdout=out if i == len(stages) - 1 else subprocess.PIPE)
        source.close()
        source = p.stdout
        procs.append(p)
    out.close()
    return procs


def finish(procs, timeout=60):
    """Statuses and what they said; the pipes between are theirs."""
    for p in procs[:-1]:
        p.stdout.close()
    said = [p.stderr.read().decode() for p in procs]
    return [p.wait(timeout) for p in procs], "".join(said)


def replay(feed, path):
    return finish(start(feed, path))


def head(path):
    return ledger("head", "--ledger", path).stdout.strip()


def holds(path):
    r = ledger("verify", "--ledger", path)
    return r.returncode == 0, r.stdout + r.stderr
