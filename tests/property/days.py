#!/usr/bin/env python3
"""Once a day, through restarts: days.py BUILD. Three days of a paper stream go through acb | envelope | posture | settle on one
ledger. All processes are killed (SIGKILL) at one moment of the second day after another, and started again with what
comes after it: each day has one answer in the ledger, that answer is said again and never asked anew, the factor in
force is at every bar that of the undisturbed run, and no posture is better than its own bound allows."""
import json
import os
import signal
import subprocess
import tempfile
import time

from counting import BUILD, ENV, ROOT, check, finish

DAY, BAR = 86_400_000_000, 1_800_000_000
START = 20_000 * DAY
DAYS = 3


def stream():
    events = []
    for n in range(1, DAYS * 48 + 1):
        ts = START + n * BAR
        hour = n % 48
        at = {"ts": ts}
        if hour == 3:
            events.append({"type": "metric", **at, "name": "fear_greed", "value": 20 if n < 96 else 60})
        if hour in (5, 9, 30):
            events.append({"type": "metric", **at, "name": "dvol", "value": {5: 60, 9: 90, 30: 90}[hour]})
        if hour in (16, 32, 0):
            events.append({"type": "funding", **at, "venue": "binance", "symbol": "BTC-USDT-PERP", "rate": -0.0002,
                           "settled": True, "interval": "8h"})
        if hour in (7, 8, 20, 40):
            events.append({"type": "metric", **at, "name": "taker_ratio", "value": {7: 0.95, 8: 0.7, 20: 0.85, 40: 0.6}[hour]})
        price = 100 + (n * 7) % 11
        events.append({"type": "candle", **at, "venue": "binance", "symbol": "SOL-USDT-PERP", "tf": "30m", "start": ts - BAR,
                       "open": price, "high": price, "low": price, "close": price, "volume": 1})
    return events


STAGES = [["acb"], ["envelope", "--on", "30m", "--bars", "12", "--hold-bars", "2", "--least", "5", "--catastrophe", "90%",
                    "--strategy", "s"],
          ["posture", "--without", "book,volatility", "--every", "30m"], ["settle"]]


class Pipeline:
    def __init__(self, path, ledger, account="main"):
        self.out, self.procs = path, []
        source = subprocess.PIPE
        with open(path, "w") as out:
            for i, (tool, *words) in enumerate(STAGES):
                last = i == len(STAGES) - 1
                p = subprocess.Popen([BUILD + "/bin/" + tool, *words, "--ledger", ledger, "--account", account], stdin=source, env=ENV,
                                     stdout=out if last else subprocess.PIPE, stderr=subprocess.DEVNULL)
                if i > 0:
                    source.close()
                source = p.stdout
                self.procs.append(p)

    def put(self, lines):
        for line in lines:
            self.procs[0].stdin.write((json.dumps(line, separators=(",", ":")) + "\n").encode())
        self.procs[0].stdin.flush()

    def until(self, text):
        """Waits until the last stage has printed it."""
        for _ in range(3000):
            with open(self.out) as f:
                if text in f.read():
                    return True
            time.sleep(0.003)
        return False

    def kill(self):
        for p in self.procs:
            p.send_signal(signal.SIGKILL)
        self.end()

    def end(self):
        try:
            self.procs[0].stdin.close()
        except BrokenPipeError:
            pass
        return [p.wait(60) for p in self.procs]

    def events(self):
        with open(self.out) as f:
            return [json.loads(line) for line in f if line.endswith("\n")]


def session(ts):
    return {"type": "session", "ts": ts, "id": "days-%d" % ts, "mode": "paper", "source": "days", "pace": "realtime"}


def ledger(*words):
    return subprocess.run([BUILD + "/bin/ledger", *words], capture_output=True, text=True, env=ENV)


def fresh(path):
    for end in ("", "-wal", "-shm", ".sync"):
        if os.path.exists(path + end):
            os.remove(path + end)
    ledger("init", "--kind", "paper", "--ledger", path)
    for account in ("main", "green"):
        ledger("deposit", "10000", "USDT", "--ledger", path, "--account", account)


def journal(path):
    import sqlite3
    db = sqlite3.connect(path)
    found = [(kind, json.loads(body)) for kind, body in db.execute("SELECT type, body FROM journal ORDER BY seq")]
    db.close()
    return found


def in_force(events):
    """The boost at each bar, once all events of its instant are known."""
    boost, at = None, {}
    for e in events:
        if e["type"] == "factor":
            boost = e["boost"]
            at[e["ts"]] = boost
        if e["type"] == "candle":
            at[e["ts"]] = boost
    return at


def bounded(name, events):
    """Between two readings the number never rises by more than 2% of the gap to 1 a minute."""
    before = None
    for e in (e for e in events if e["type"] == "posture"):
        if before is not None and e["rm"] > before["rm"]:
            minutes = (e["ts"] - before["ts"]) / 60e6
            most = min(1, 0.02 * minutes) * (1 - before["rm"])
            if not check("%s: the posture recovers within its bound" % name, e["rm"] - before["rm"] <= most + 1e-9, (before, e)):
                return
        before = e


with tempfile.TemporaryDirectory() as d:
    events, a, out = stream(), d + "/days.db", d + "/out"
    fresh(a)
    whole = Pipeline(out, a)
    whole.put([session(START), *events, {"type": "end", "ts": events[-1]["ts"], "source": "days", "events": len(events), "status": 0}])
    check("the undisturbed run ends with 0", whole.end() == [0] * len(STAGES))
    said = whole.events()
    undisturbed = in_force(said)
    answers = [e for e in said if e["type"] == "envelope" and "reason" not in e]
    check("an answer a day", len(answers) == DAYS + 1, answers)  # the last bar begins a fourth day
    kept = [b for t, b in journal(a) if t == "envelope"]
    check("each in the ledger", [b["p_cat"] for b in kept] == [e["p_cat"] for e in answers], kept)
    days = [b for t, b in journal(a) if t == "day"]
    check("and the result of each day that ended", [b.get("envelope") for b in days][1:] == [e["status"] for e in answers][:len(days) - 1]
          and all("boost" in b and "pnl" in b and b["trips"] == 0 for b in days[1:]), days)
    cuts = [n for n, e in enumerate(events) if START + DAY <= e["ts"] <= START + 2 * DAY + 2 * BAR and e["ts"] > events[n - 1]["ts"]][::2]
    for cut in cuts:
        fresh(a)
        first = Pipeline(out, a)
        # The beat ends the instant: a live feed sends one a second. What is of an instant that never ended is decided by nobody.
        beat = {"type": "beat", "ts": events[cut - 1]["ts"] + 1_000_000}
        first.put([session(START), *events[:cut], beat])
        check("the first part came out", first.until('"beat","ts":%d' % beat["ts"]), cut)
        first.kill()
        before = first.events()
        second = Pipeline(out, a)
        second.put([session(events[cut]["ts"]), *events[cut:],
                    {"type": "end", "ts": events[-1]["ts"], "source": "days", "events": len(events) - cut, "status": 0}])
        check("started again it ends with 0", second.end() == [0] * len(STAGES), cut)
        after = second.events()
        name = "killed at %d" % cut
        by_day = {}
        for t, b in journal(a):
            if t == "envelope":
                by_day.setdefault(b["ts"] // DAY, []).append(b)
        check("%s: one answer a day in the ledger" % name, all(len(v) == 1 for v in by_day.values()), by_day)
        for e in (e for e in before + after if e["type"] == "envelope" and "reason" not in e):
            row = by_day.get(e["ts"] // DAY, [{}])[0]
            if not check("%s: what is said is what the ledger has" % name, (e["p_cat"], e["score"]) == (row.get("p_cat"), row.get("score")), (e, row)):
                break
        again = [e for e in after if e["type"] == "envelope"]
        if events[cut]["ts"] // DAY in by_day and by_day[events[cut]["ts"] // DAY][0]["ts"] < events[cut]["ts"]:
            check("%s: it is said again at once" % name, again and again[0].get("asof") == by_day[events[cut]["ts"] // DAY][0]["ts"], again[:1])
        boosts = {ts: b for ts, b in in_force(after).items()}
        wrong = [(ts, b, undisturbed[ts]) for ts, b in boosts.items() if ts in undisturbed and b != undisturbed[ts]]
        check("%s: the boost in force is the undisturbed one" % name, not wrong, wrong[:2])
        bounded(name, before + after)
        ok = ledger("verify", "--ledger", a)
        check("%s: verify holds" % name, ok.returncode == 0, ok.stdout + ok.stderr)
    # Two books side by side on one ledger, each on a feed of its own: each has its own days, answers and posture.
    fresh(a)
    ends = {"type": "end", "ts": events[-1]["ts"], "source": "days", "events": len(events), "status": 0}
    blue, green = Pipeline(out, a), Pipeline(out + "2", a, "green")
    for n in range(0, len(events), 20):
        for p in (blue, green):
            p.put(([session(START - (p is green))] if n == 0 else []) + events[n:n + 20])
    for p in (blue, green):
        p.put([ends])
        check("two books: each ends with 0", p.end() == [0] * len(STAGES))
    for account in ("main", "green"):
        own = [b for t, b in journal(a) if t in ("envelope", "day", "factor") and b.get("account", "main") == account]
        check("two books: %s has its own days" % account, [b["date"] for b in own if b["type"] == "day"] == [b["date"] for b in days], own)
        check("two books: %s has its own answers" % account,
              [b["p_cat"] for b in own if b["type"] == "envelope"] == [b["p_cat"] for b in kept], own)
finish("days")
