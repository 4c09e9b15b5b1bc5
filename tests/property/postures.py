#!/usr/bin/env python3
"""What pulls the posture down, on a recording, through the tools: postures.py BUILD. Minutes of four perpetuals get the figures of
a healthy system; each cause is put in at one bar. The word must fall within one bar of it, and come back no faster than
2% of the gap a minute; what is absent is not zero, and what cannot be read counts as the worst."""
import json
import math
import os
import subprocess
import tempfile

from counting import BUILD, ENV, ROOT, check, finish

MINUTE = 60_000_000
WORDS = ["HIBERNATE", "TURTLE", "STALKER", "APEX"]
PERPS = [ROOT + "/examples/data/binance-perp-1m-2025-05/%s-1m.csv.gz" % s for s in ("BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT")]
VENUE = ["--venue", ROOT + "/examples/venues/binance.toml"]
CAUSE, CURED, BARS = 30, 40, 240  # bars at which it begins and ends; all bars


def recording():
    done = subprocess.run([BUILD + "/bin/feed", "--from", "2025-05-06", "--to", "2025-05-06T04:01", *PERPS],
                          capture_output=True, text=True, env=ENV, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def healthy(ts):
    yield {"type": "envelope", "ts": ts, "p_cat": 0, "score": 1, "status": "OK", "until": ts - ts % 86_400_000_000 + 86_400_000_000}
    for node in ("scanner", "books"):
        yield {"type": "metric", "ts": ts, "name": "heartbeat", "target": node, "value": 1}
    yield {"type": "metric", "ts": ts, "name": "dvol", "value": 50}
    for symbol in ("BTC-USDT-PERP", "SOL-USDT-PERP"):
        for name, value in (("book_depth_quality", 1.2), ("book_fill_prob", 0.62)):
            yield {"type": "metric", "ts": ts, "venue": "binance", "symbol": symbol, "name": name, "value": value}


def watched(change):
    """The recording with a healthy system around it; change(bar, events of the bar) may do what it likes with them."""
    bars, now = {}, None
    lines = recording()
    start = next(e["ts"] for e in lines if e["type"] == "candle")
    out, instant = [], []
    for e in lines:
        if e["type"] == "candle" and e["ts"] != now:
            now = e["ts"]
            instant.extend(healthy(now))
        if e["type"] in ("sync", "end"):
            if instant:
                out.extend(change((now - start) // MINUTE, instant))
            instant = []
            out.append(e)
        else:
            instant.append(e)
    return start, out


def run(name, change, words=("--nodes", "scanner,books"), tail=()):
    """(bar, reading) of all readings."""
    start, events = watched(change)
    text = "".join((e if isinstance(e, str) else json.dumps(e, separators=(",", ":"))) + "\n" for e in events)
    with tempfile.TemporaryDirectory() as d:
        path = d + "/a.db"
        for w in (["init"], ["deposit", "10000", "USDT"]):
            subprocess.run([BUILD + "/bin/ledger", *w, "--ledger", path], env=ENV, check=True, capture_output=True)
        stages = [["posture", *words, *VENUE], *tail, ["settle", *VENUE]]
        env = {**ENV, "TRADEUTILS_LEDGER": path, "PATH": BUILD + "/bin:" + os.environ["PATH"]}
        script = " | ".join(" ".join(s) for s in stages)
        done = subprocess.run(["sh", "-c", script], input=text, capture_output=True, text=True, env=env, timeout=120)
    readings = []
    for line in done.stdout.splitlines():
        if line.startswith('{"type":"posture"'):
            e = json.loads(line)
            readings.append(((e["ts"] - start) / MINUTE, e))
    if not check("%s: the posture is said" % name, len(readings) >= BARS - 30, (len(readings), done.stderr[-600:])):
        return [(0, {"rm": 0, "posture": "HIBERNATE", "factors": {}, "ts": 0})]
    return readings


def word_at(readings, bar):
    return [e for at, e in readings if at <= bar][-1]["posture"]


def bounded(name, readings):
    for (_, a), (_, b) in zip(readings, readings[1:]):
        minutes = (b["ts"] - a["ts"]) / MINUTE
        most = min(1.0, 0.02 * minutes) * (b["factors"]["target"] - a["rm"]) if b["rm"] > a["rm"] else 0
        if not check("%s: it recovers within its bound" % name, b["rm"] - a["rm"] <= max(most, 0) + 1e-9, (a, b)):
            return


def falls(name, change, to, unseen=0, words=("--nodes", "scanner,books"), tail=()):
    """`unseen`: bars for which the cause cannot be seen yet: what is two bars old is still fresh where bars are all there is."""
    readings = run(name, change, words, tail)
    check("%s: APEX before" % name, word_at(readings, CAUSE - 0.01) == "APEX", word_at(readings, CAUSE - 0.01))
    got = word_at(readings, CAUSE + unseen + 1)
    check("%s: down within one bar" % name, WORDS.index(got) <= WORDS.index(to), (got, [e for at, e in readings if CAUSE - 1 <= at <= CAUSE + 2]))
    bounded(name, readings)
    return readings


def during(kinds):
    """Replaces events of the bars from cause to cure: kinds(event) gives what stands there instead."""
    def change(bar, instant):
        return [x for e in instant for x in (kinds(e) if CAUSE <= bar < CURED else [e])]
    return change


def metric(which, value):
    return during(lambda e: [{**e, "value": value} if e.get("name") == which else e])


def without(types, name=None, target=None):
    def gone(e):
        return e["type"] in types and (name is None or e.get("name") == name) and (target is None or e.get("target") == target)
    return during(lambda e: [] if gone(e) else [e])


def red(status):
    return during(lambda e: [{**e, "status": status} if e["type"] == "envelope" else e])


def silent(bar, instant):
    """No data: a beat a bar is all that comes."""
    return [{"type": "beat", "ts": instant[0]["ts"]}] if CAUSE <= bar < CURED else instant


def stale(bar, instant):
    mark = {"type": "stale", "ts": instant[0]["ts"], "venue": "other", "symbol": "BTC-USD", "since": 0, "reason": "silent"}
    return instant + ([mark] if bar == CAUSE else [])


def loss(bar, instant):
    """A position is opened at the first bar, and then the price falls by an eighth."""
    if bar == 0:
        at = {"ts": instant[-1]["ts"], "venue": "binance", "symbol": "SOL-USDT-PERP"}
        return instant + [{"type": "proposal", **at, "id": "s1", "strategy": "s", "intent": "open", "side": "buy", "confidence": 1,
                           "qty": 60, "kind": "market", "tif": "IOC"}]
    if bar < CAUSE:
        return instant
    part = 0.875
    return [{**e, **{k: float("%.6g" % (e[k] * part)) for k in ("open", "high", "low", "close")}} if e["type"] == "candle" else e
            for e in instant]


with open(os.path.join(tempfile.gettempdir(), "posture-policy-%d.toml" % os.getpid()), "w") as policy:
    policy.write('name = "none"\nmax_trade = "500%"\nmax_asset = "500%"\nmax_exposure = "500%"\nleverage = "10"\nmark_age = "5m"\nprice_collar = "20%"\n')

calm = run("healthy", lambda bar, instant: instant)
check("a healthy system is at APEX at every bar", {e["posture"] for _, e in calm} == {"APEX"}, calm[:1])
check("a spike that never was is not one at this moment", {e["factors"]["volatility"] for _, e in calm} == {1}, calm[:1])

for name, change, to, *unseen in (
        ("the envelope is RED", red("RED"), "HIBERNATE"), ("the envelope is ORANGE", red("ORANGE"), "HIBERNATE"),
        ("the envelope cannot be understood", red("FINE?"), "HIBERNATE"),
        ("implied volatility jumps", metric("dvol", 56), "HIBERNATE"),
        ("the books thin out", metric("book_depth_quality", 0.2), "HIBERNATE"),
        ("orders no longer fill", metric("book_fill_prob", 0.1), "HIBERNATE"),
        ("the figures of the books stop", without(("metric",), "book_depth_quality"), "TURTLE", 2),
        ("a node goes silent", without(("metric",), "heartbeat", "books"), "HIBERNATE", 1),
        ("a market is stale", stale, "HIBERNATE")):
    falls(name, change, to, *unseen)

# Data that stop are seen by the beat after two bars: nothing tells a missing bar from a late one before.
readings = run("the data stop", silent, ())
check("the data stop: down at the first beat after two bars", word_at(readings, CAUSE + 2) == "HIBERNATE" and
      word_at(readings, CAUSE - 0.01) == "APEX", [(at, e["posture"]) for at, e in readings if CAUSE - 2 <= at <= CAUSE + 4])
bounded("the data stop", readings)

readings = falls("the account loses an eighth", loss, "TURTLE", tail=(["risk-gate", "--policy", policy.name, *VENUE], ["place-order", *VENUE]))
check("the account loses an eighth: the capital sensor says so", 0.3 < readings[-1][1]["factors"]["capital"] < 0.75, readings[-1])

never = run("no volatility index", lambda bar, instant: [e for e in instant if e.get("name") != "dvol"])
check("a sensor that was never read counts as the worst", {e["factors"]["volatility"] for _, e in never} == {0.3}, never[:1])
named = run("named as not there", lambda bar, instant: [e for e in instant if e.get("name") != "dvol"],
            ("--nodes", "scanner,books", "--without", "volatility"))
check("unless it is named as not there", {e["posture"] for _, e in named} == {"APEX"}, named[:1])
broken = run("unreadable figures", during(lambda e: ['{"type":"metric","ts":%d,"name":"heartbeat","target":"books","value":"x"}' % e["ts"]]
                                          if e.get("target") == "books" else [e]))
check("a heartbeat that cannot be read is none", word_at(broken, CAUSE + 2) == "HIBERNATE", word_at(broken, CAUSE + 2))
os.remove(policy.name)
finish("postures")
