"""A whole strategy of real stages, and real gates side by side."""
import glob
import json
import os
import random
import signal
import sqlite3
import subprocess
import time

from rig import BUILD, ENV, ROOT, RUNS, VENUE, check, finish, fresh, head, holds, ledger, start


def strategy(path):
    """A whole strategy as processes: what a script runs, without the shell between."""
    on = ["--ledger", path]
    return [[BUILD + "/bin/" + words[0], *words[1:]] for words in (
        ["candles", "--tf", "1h"], ["indicators"], ["regime"],
        ["exits", "--on", "1m", "--strategy", "t", "--stop", "1%", "--trail", "2", "--trail-tf", "1h", *on],
        ["signal-agg", "--on", "1m", "--strategy", "t", "--buy", "rsi_14 < 30", "--sell", "rsi_14 > 65",
         "--cooldown", "5m", *on],
        ["size", "--method", "fixed", "--fraction", "4%", *VENUE, *on], ["risk-gate", *VENUE, *on],
        ["place-order", *VENUE, *on], ["settle", *VENUE, *on])]


def start_script(feed, path, script, **more):
    """A shipped strategy as a user starts it: sh SCRIPT. Its stages are the shell's children."""
    env = {**ENV, "PATH": BUILD + "/bin:" + ENV["PATH"], "TRADEUTILS_LEDGER": path, **more}
    with open(feed) as source, open(path + ".out", "w") as out:
        shell = subprocess.Popen(["sh", ROOT + "/examples/strategies/" + script], stdin=source, stdout=out,
                                 stderr=subprocess.PIPE, env=env, cwd=ROOT)
    shell.stages, until = [], time.monotonic() + 60
    while shell.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
        stages = children(shell.pid)
        if stages and stages == shell.stages:
            break
        shell.stages = stages
    return [shell]


def start_fused(path, script, words, **more):
    """The same stages in one process, on the same ledger."""
    with open(path + ".out", "w") as out:
        return [subprocess.Popen([BUILD + "/tests/fused", "--ledger", path, *words[:4], ROOT + "/examples/strategies/" + script,
                                  *words[4:]], stdout=out, stderr=subprocess.PIPE, env={**ENV, **more}, cwd=ROOT)]


def children(parent):
    found = []
    for name in os.listdir("/proc"):
        try:
            with open("/proc/%s/stat" % name) as f:
                if name.isdigit() and int(f.read().rsplit(") ", 1)[1].split()[1]) == parent:
                    found.append(int(name))
        except OSError:
            pass  # it has ended
    return sorted(found)


def kill(procs, rng):
    """SIGKILL one process of the pipeline, or all."""
    for shell in [p for p in procs if hasattr(p, "stages")]:
        every, one = rng.random() < 0.2, rng.random()
        for pid in shell.stages if every else shell.stages[int(one * len(shell.stages)):][:1]:  # none: it has ended
            if pid in children(shell.pid):
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass  # it ended meanwhile
        return
    for p in procs if rng.random() < 0.2 else [rng.choice(procs)]:
        if p.poll() is None:
            p.send_signal(signal.SIGKILL)


def strategy_kills(d, name, begin, least, feed_words, other=None):
    """Whichever process of `begin(feed, ledger)` is killed, the run can be taken up, now and then by `other`, and ends the same."""
    feed, a = "%s/%s" % (d, name), "%s/%s.db" % (d, name)
    with open(feed, "w") as out:
        subprocess.run([BUILD + "/bin/feed", *feed_words], stdout=out, check=True, env=ENV)
    fresh(a, currency="USDT")
    began = time.time()
    status, said = finish(begin(feed, a))
    took = time.time() - began
    check("%s replays" % name, set(status) == {0}, (status, said))
    whole, out = head(a), open(a + ".out").read()
    trips = ledger("pnl", "--json", "--ledger", a).stdout.count("\n")
    check("%s trades" % name, trips > least, trips)
    rng = random.Random(13)
    fresh(a, currency="USDT")
    for i in range(RUNS):
        if rng.random() < 0.2:
            fresh(a, currency="USDT")
        procs = other(a) if other and rng.random() < 0.3 else begin(feed, a)
        time.sleep(rng.uniform(0, took))
        kill(procs, rng)
        status, said = finish(procs)
        check("no stage of a killed %s finds a divergence" % name, not {70, 78} & set(status) and "diverged" not in said,
              (i, status, said))
        ok, why = holds(a)
        check("after a kill verify holds", ok, (i, why))
    status, said = finish(begin(feed, a))
    check("a killed %s can be taken up" % name, set(status) == {0}, (status, said))
    check("%s ends at the head of the undisturbed one" % name, head(a) == whole)
    check("%s prints the same bytes" % name, open(a + ".out").read() == out)


def test_strategy_kills(d):
    """The same with the real stages: every kind of exit; and the eigenvalue engine with its survival stack."""
    perps = ROOT + "/examples/data/binance-perp-1m-2025-05/"
    strategy_kills(d, "strategy", lambda feed, a: start(feed, a, stages=strategy(a)), 3,
                   ["--from", "2025-05-06", "--to", "2025-05-08T12:00", perps + "SOLUSDT-1m.csv.gz"])
    days = ["--from", "2025-05-05", "--to", "2025-05-07", *sorted(glob.glob(perps + "*.gz"))]
    strategy_kills(d, "dolphin", lambda feed, a: start_script(feed, a, "dolphin.sh", CATASTROPHE="100%"), 3, days,
                   lambda a: start_fused(a, "dolphin.sh", days, CATASTROPHE="100%"))


def test_rerun(d):
    """Every decision of a run is reached again from its script and data; another policy is told apart."""
    a, script = d + "/w.db", ROOT + "/examples/strategies/sniper.sh"
    recording = ROOT + "/examples/data/binance-perp-1m-2025-05/SOLUSDT-1m.csv.gz"
    data = ["--from", "2025-05-06", "--data", recording]
    at = {**ENV, "PATH": BUILD + "/bin:" + ENV["PATH"], "TRADEUTILS_LEDGER": a, "THRESHOLD": "0.5"}
    fresh(a, currency="USDT")
    feed = subprocess.Popen([BUILD + "/bin/feed", "--from", "2025-05-06", "--to", "2025-05-08", recording], stdout=subprocess.PIPE, env=at)
    run = subprocess.run(["sh", script], stdin=feed.stdout, capture_output=True, text=True, env=at, cwd=ROOT)
    feed.stdout.close()
    feed.wait()
    check("a script replays", run.returncode == 0, run.stderr)
    orders = [json.loads(line)["id"] for line in ledger("orders", "--json", "--ledger", a).stdout.splitlines()]
    check("it orders something", len(orders) > 0, run.stderr)
    for order in orders[:3] + orders[-1:]:
        r = subprocess.run([BUILD + "/bin/ledger", "why", order, "--rerun", "--script", script, *data],
                           capture_output=True, text=True, env=at, cwd=ROOT)
        check("a decision is reached again", r.returncode == 0 and "rerun: the same decision" in r.stdout, r.stdout + r.stderr)
        r = subprocess.run([BUILD + "/bin/ledger", "why", order, "--rerun", "--script", script, *data],
                           capture_output=True, text=True, env={**at, "POLICY": "examples/policies/growth.toml"}, cwd=ROOT)
        check("another policy is told apart", r.returncode == 1 and "rerun: another" in r.stdout, r.stdout + r.stderr)


def test_risk_gates_side_by_side(d):
    """The same with the real gate: sixteen strategies, each wants 2% of the equity twice, together at most 20%."""
    a, policy, feeds = d + "/g.db", d + "/policy.toml", []
    fresh(a, "paper", "USDT")
    with open(policy, "w") as f:
        f.write('name = "t"\nmax_trade = "5%"\nmax_asset = "20%"\nmax_exposure = "20%"\nmark_age = "10m"\n')
    ts = 1_700_000_000_000_000
    for i in range(16):
        feeds.append("%s/gate%d" % (d, i))
        with open(feeds[-1], "w") as out:
            def put(**event):
                out.write(json.dumps(event, separators=(",", ":")) + "\n")
            put(type="session", ts=ts, id="g%d" % i, mode="paper", source="t", pace="max")
            for k in range(1, 3):
                at = ts + k * 60_000_000
                put(type="candle", ts=at, venue="binance", symbol="SOL-USDT-PERP", tf="1m", start=at - 60_000_000,
                    open=100, high=100, low=100, close=100, volume=5)
                put(type="proposal", ts=at, venue="binance", symbol="SOL-USDT-PERP", id="s%d@%d" % (i, k),
                    strategy="s%d" % i, intent="open", side="buy", confidence=0.9, qty=2, kind="market", tif="IOC")
            put(type="end", ts=at, source="t", events=4, status=0)
    gates = [subprocess.Popen([BUILD + "/bin/risk-gate", "--ledger", a, "--policy", policy, *VENUE], stdin=open(f), env=ENV,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for f in feeds]
    said = [g.stderr.read().decode() for g in gates]
    check("sixteen risk-gates side by side end with 0", [g.wait(120) for g in gates] == [0] * 16, said)
    db = sqlite3.connect(a)
    approved = db.execute("SELECT count(*) FROM journal WHERE type = 'order'").fetchone()[0]
    refused = db.execute("SELECT count(*) FROM journal WHERE type = 'reject'").fetchone()[0]
    strategies = db.execute("SELECT count(DISTINCT strategy) FROM journal WHERE type = 'order'").fetchone()[0]
    db.close()
    # 10 orders of 200 are 20% of 10000; with slippage and fees reserved at worst the tenth no longer fits.
    check("they never exceed the limit together", 8 <= approved <= 10 and approved + refused == 32, (approved, refused))
    check("several strategies were served", strategies > 4, strategies)
    ok, why = holds(a)
    check("verify holds", ok, why)
