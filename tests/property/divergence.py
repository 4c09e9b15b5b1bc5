#!/usr/bin/env python3
"""The strategy's loop over bars against the stages that express it: divergence.py BUILD.
The library's loop is run on made-up days; rank | divergence on the same days as events. On every bar on which the loop
was flat and might enter, the stages must signal exactly when it entered: the same asset, the same confidence. (When a
position is left, and at what price, is the account's affair: there a fill is the next bar's.)"""
import json
import math
import random
import subprocess

from counting import BUILD, check, finish

MINUTE, DAY = 60_000_000, 86_400_000_000
BARS, DAYS = 220, 3
LEVELS = {"AAA": 90_000.0, "BBB": 3_000.0, "CCC": 20.0, "DDD": 1.0, "EEE": 0.2, "FFF": 0.003}


def made_up(seed, with_book, long):
    rng = random.Random(seed)
    price = dict(LEVELS)
    days = []
    for d in range(DAYS):
        day = {"date": "1970-01-%02d" % (d + 1), "vel_div": [], "prices": {a: [] for a in LEVELS}}
        figures = ("imbalance", "persistence", "withdrawal", "depth", "fill")
        book = {f: {a: [] for a in LEVELS} for f in figures}
        for _ in range(BARS):
            drift = rng.gauss(0, 4e-4)
            depth = rng.choice((-1, 1)) * rng.uniform(0, 0.07)
            day["vel_div"].append(None if rng.random() < 0.03 else round(depth, 6))
            for a in LEVELS:
                price[a] *= 1 + drift + rng.gauss(0, 4e-4)
                day["prices"][a].append(None if rng.random() < 0.02 else float("%.9g" % price[a]))
                for f, x in zip(figures, (rng.uniform(-0.3, 0.3), rng.random(), 0.0, rng.uniform(0, 2), 0.5)):
                    book[f][a].append(round(x, 4))
        if with_book:
            day["ob"] = {**book, "cascade": [0] * BARS, "regime": [0] * BARS, "market": [1.0] * BARS}
        days.append(day)
    # Small exits, so that it is flat often.
    return {"capital": 10_000, "assets": list(LEVELS), "days": days, "direction": 1 if long else -1,
            "params": {"tp": 0.002, "sl": 0.002, "max_hold": 9}}


def loop(inputs):
    line = json.dumps({"fn": "s002.bar_loop", "inputs": inputs}) + "\n"
    done = subprocess.run([BUILD + "/tests/vectors"], input=line, capture_output=True, text=True, timeout=60)
    return json.loads(done.stdout)


def events(inputs):
    for d, day in enumerate(inputs["days"]):
        for i in range(BARS):
            ts = d * DAY + (i + 1) * MINUTE
            for a in LEVELS:
                p = day["prices"][a][i]
                if p is None:
                    continue
                e = {"type": "candle", "ts": ts, "venue": "v", "symbol": a, "tf": "1m", "start": ts - MINUTE, "open": p,
                     "high": p, "low": p, "close": p, "volume": 1}
                if "ob" in day:
                    e["book_imbalance_ma"] = day["ob"]["imbalance"][a][i]
                    e["book_persistence"] = day["ob"]["persistence"][a][i]
                    e["book_depth_quality"] = day["ob"]["depth"][a][i]
                yield e
            e = {"type": "eigen", "ts": ts, "tf": "1m", "members": len(LEVELS)}
            if day["vel_div"][i] is not None:
                e["vel_div"] = day["vel_div"][i]
            yield e


def signals(inputs):
    way = "long" if inputs["direction"] > 0 else "short"
    text = "".join(json.dumps(e, separators=(",", ":")) + "\n" for e in events(inputs))
    pipe = ("%s/bin/rank --returns raw --lost 0 --direction %s --basket %s | %s/bin/divergence --direction %s --day-bars 100" %
            (BUILD, way, ",".join(LEVELS), BUILD, way))
    done = subprocess.run(["sh", "-c", pipe], input=text, capture_output=True, text=True, timeout=60)
    found = {}
    for line in done.stdout.splitlines():
        if line.startswith('{"type":"signal"'):
            e = json.loads(line)
            found[e["ts"] // DAY * BARS + e["ts"] % DAY // MINUTE - 1] = e
    return found, done.stderr


def same(name, inputs):
    wanted, (found, said) = loop(inputs), signals(inputs)
    entries = {t["entry_bar"]: t for t in wanted["trades"]}
    held = set()
    for t in wanted["trades"]:
        held.update(range(t["entry_bar"] + 1, t["exit_bar"] + 1))
    if wanted["open"]:
        held.update(range(wanted["open"]["entry_bar"] + 1, DAYS * BARS))
        entries[wanted["open"]["entry_bar"]] = None
    check("%s: the loop trades" % name, len(entries) >= 8, len(entries))
    wrong = []
    for g in range(DAYS * BARS):
        if g in held:
            continue
        signal, entry = found.get(g), entries.get(g)
        if (signal is not None) != (g in entries):
            wrong.append((g, signal, entry))
        elif entry and (signal["symbol"] != entry["asset"] or
                        not math.isclose(signal["confidence"], entry["confidence"], rel_tol=1e-9)):
            wrong.append((g, signal, entry))
    check("%s: the stages signal on the bars on which the loop enters, and on no other" % name, not wrong, (wrong[:2], said))


for number in range(4):
    for with_book in (False, True):
        for long in (False, True):
            same("%s %d%s" % ("longs" if long else "shorts", number, " with books" if with_book else ""),
                 made_up(number * 4 + with_book * 2 + long, with_book, long))
finish("divergence")
