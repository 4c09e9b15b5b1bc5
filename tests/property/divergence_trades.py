#!/usr/bin/env python3
"""The strategy's loop over bars against the whole chain of stages, trade for trade: divergence_trades.py BUILD.
The loop's days become events: candles and eigen events at each bar's close, with what was decided outside (posture, envelope,
factor, books), and a quote half a second later, so that what is decided on a close is filled at that close. rank |
divergence | exits | signal-agg | size | risk-gate | place-order --costs reference | settle must then make the loop's
trades: asset, bars, prices, reason, bucket, fraction, leverage, fees and result.

What stays apart by design: nothing is credited for fills that a book might have given (the loop's `expected` mode, and
its edge of a book), statistics of buckets reach back a hundred round trips, and a stream of candles alone fills at the next
open, one bar later."""
import json
import math
import os
import random
import sqlite3
import subprocess
import tempfile

from counting import BUILD, ENV, check, finish, load, skip

DAY, HALF_SECOND = 86_400_000_000, 500_000
RULES = {"target": "FIXED_TP", "stop": "STOP_LOSS", "time": "MAX_HOLD", "hibernate": "HIBERNATE_HALT",
         "acb": "SUBDAY_ACB_NORMALIZATION"}
VENUE = """[v]
source = "made up for the test"
latency = "250ms"
fee_increment = "0.000000000000000001"
[[v.fees]]
since = "1970-01-01"
source = "made up for the test"
tiers = [{ from = "0", maker = "2bps", taker = "5bps" }]
[v.instruments."*-USDT-PERP"]
tick = "0.000000000000001"
lot = "0.000000000000001"
min_notional = "0.000001"
imr = "0.05"
mmr = "0.025"
max_leverage = "20"
"""
POLICY = """name = "none"
max_trade = "1000%"
max_asset = "1000%"
max_exposure = "1000%"
leverage = "20"
price_collar = "5%"
mark_age = "10m"
"""
SCRIPT = """set -eu
rank --on $TF --returns raw --lost 0 --direction $WAY --basket $BASKET |
  divergence --on $TF --source dolphin --direction $WAY --gate vol_ok |
  exits --on $TF --strategy dolphin --method dolphin --target $TP --stop $SL --hold $HOLD --acb |
  signal-agg --on $TF --strategy dolphin --sources $SOURCES --short --threshold 0 --trigger level --cooldown 0s --positions 1 |
  size --method dolphin --cap 1000% --bucket-trades $TRADES --market market --venue $VENUE |
  risk-gate --policy $POLICY --venue $VENUE |
  place-order --costs reference --venue $VENUE |
  settle --venue $VENUE
"""


def symbol(asset):
    return asset + "-PERP" if "-" in asset else asset.replace("USDT", "") + "-USDT-PERP"


def events(inputs, bar, start):
    """Bar by bar; `start` is the time at which the first begins."""
    g = 0
    for day in inputs["days"]:
        updates = {i: (boost, beta) for i, boost, beta in day.get("acb_updates") or []}
        ob = day.get("ob")
        for i, vel_div in enumerate(day["vel_div"]):
            g += 1
            ts = start + g * bar
            if i == 0:
                yield {"type": "posture", "ts": ts, "rm": 1, "posture": day.get("posture") or "APEX"}
                p_cat, score = day.get("mc") or (0, 1)
                status = "RED" if p_cat > 0.25 or score < -1 else "ORANGE" if p_cat > 0.10 or score < 0 else "OK"
                yield {"type": "envelope", "ts": ts, "p_cat": p_cat, "score": score, "status": status}
            if i == 0 or i in updates:
                boost, beta = updates.get(i, (day.get("boost", 1), day.get("beta", 0)))
                yield {"type": "factor", "ts": ts, "boost": boost, "beta": beta}
            vol_ok = day["vol_ok"][i] if day.get("vol_ok") else i >= 100
            yield {"type": "metric", "ts": ts, "name": "vol_ok", "value": int(vol_ok)}
            if ob:
                for name, column in (("book_cascades", "cascade"), ("book_regime", "regime"), ("market", "market")):
                    yield {"type": "metric", "ts": ts, "name": name, "value": ob[column][i]}
            priced = [(a, day["prices"][a][i]) for a in inputs["assets"] if day["prices"].get(a, [])]
            priced = [(a, p) for a, p in priced if p is not None and p > 0]
            for a, p in priced:
                where = {"venue": "v", "symbol": symbol(a)}
                if ob:
                    for name, column in (("book_imbalance_ma", "imbalance"), ("book_persistence", "persistence"),
                                         ("book_withdrawal", "withdrawal"), ("book_depth_quality", "depth")):
                        yield {"type": "metric", "ts": ts, **where, "name": name, "value": ob[column][a][i]}
                yield {"type": "candle", "ts": ts, **where, "tf": "%dm" % (bar // 60_000_000), "start": ts - bar, "open": p,
                       "high": p, "low": p, "close": p, "volume": 1}
            e = {"type": "eigen", "ts": ts, "tf": "%dm" % (bar // 60_000_000), "members": len(priced)}
            yield {**e, "vel_div": vel_div} if vel_div is not None else e
            for a, p in priced:
                yield {"type": "quote", "ts": ts + HALF_SECOND, "venue": "v", "symbol": symbol(a), "bid": p, "bid_size": 1e12,
                       "ask": p, "ask_size": 1e12}


def chain(d, inputs, bar, start):
    """The round trips that the stages make, and what they hold at the end."""
    params = inputs.get("params") or {}
    files = {name: os.path.join(d, name) for name in ("days.ndjson", "venue.toml", "policy.toml", "dolphin.sh", "ledger.db", "one.toml")}
    for name in ("ledger.db", "ledger.db-wal", "ledger.db-shm", "ledger.db.sync"):
        if os.path.exists(os.path.join(d, name)):
            os.remove(os.path.join(d, name))
    with open(files["days.ndjson"], "w") as f:
        for e in events(inputs, bar, start):
            f.write(json.dumps(e, separators=(",", ":")) + "\n")
    for name, text in (("venue.toml", VENUE), ("policy.toml", POLICY), ("dolphin.sh", SCRIPT),
                       ("one.toml", '[source.dolphin]\nweight = 1\nfresh = "1m"\n')):
        with open(files[name], "w") as f:
            f.write(text)
    minutes = bar // 60_000_000
    stop = params.get("sl", 1.0)
    at = {**ENV, "TF": "%dm" % minutes, "WAY": "long" if inputs.get("direction", -1) > 0 else "short",
          "BASKET": ",".join(symbol(a) for a in inputs["assets"]), "TP": repr(params.get("tp", 0.0095)),
          "SL": "0" if stop >= 1 else repr(stop), "HOLD": "%dm" % (params.get("max_hold", 120) * minutes),
          "TRADES": str(params.get("bucket_min_trades", 10)), "SOURCES": files["one.toml"], "VENUE": files["venue.toml"],
          "POLICY": files["policy.toml"]}
    for words in (["init"], ["deposit", "%.15g" % inputs["capital"], "USDT"]):
        subprocess.run([BUILD + "/bin/ledger", *words, "--ledger", files["ledger.db"]], env=ENV, check=True, capture_output=True)
    done = subprocess.run([BUILD + "/tests/fused", "--ledger", files["ledger.db"], "--quiet", files["dolphin.sh"],
                           files["days.ndjson"]], env=at, capture_output=True, text=True, timeout=120)
    db = sqlite3.connect(files["ledger.db"])
    rows = db.execute("SELECT type, instant, body FROM journal WHERE type IN ('pnl', 'order', 'fill') ORDER BY seq").fetchall()
    db.close()
    return done, [(t, instant, json.loads(body)) for t, instant, body in rows]


def trades_of(rows, bar, start, capital):
    orders = {body["id"]: body for t, _, body in rows if t == "order"}
    entry_of, trades = {}, []
    for t, instant, body in rows:
        if t == "fill" and not orders[body["id"]].get("reduce_only"):
            entry_of[body["symbol"]] = (orders[body["id"]], instant)
        if t != "pnl":
            continue
        order, entered = entry_of[body["symbol"]]
        capital += body["net"]
        trades.append({"asset": body["symbol"], "entry_bar": (entered - start) // bar - 1, "exit_bar": (instant - start) // bar - 1,
                       "entry_price": body["entry"], "exit_price": body["exit"], "reason": RULES.get(body["exit_rule"]),
                       "bucket": order["notes"]["size_bucket"], "fraction": order["notes"]["size_part"],
                       "leverage": order["notes"]["size_leverage"], "notional": abs(body["qty"]) * body["entry"],
                       "gross": body["gross"], "fees": body["fees"], "net": body["net"], "capital": capital})
    return trades


def compare(name, d, inputs, wanted, bar=60_000_000):
    # The last bar of the first day ends at midnight, as the days that the loop is given do.
    start = 20_000 * DAY - len(inputs["days"][0]["vel_div"]) * bar
    done, rows = chain(d, inputs, bar, start)
    if not check("%s: the chain runs" % name, done.returncode == 0, done.stderr):
        return 0
    made = trades_of(rows, bar, start, inputs["capital"])
    check("%s: as many trades" % name, len(made) == len(wanted["trades"]), (len(made), len(wanted["trades"]), done.stderr))
    for k, (got, want) in enumerate(zip(made, wanted["trades"])):
        want = {**want, "asset": symbol(want["asset"])}
        wrong = {key: (got[key], want[key]) for key in got
                 if not (got[key] == want[key] if isinstance(got[key], (int, str))
                         else math.isclose(got[key], want[key], rel_tol=1e-9, abs_tol=1e-7))}
        if not check("%s: trade %d is the loop's" % (name, k + 1), not wrong, wrong):
            break
    held = sum((1 if b["side"] == "buy" else -1) * b["qty"] for t, _, b in rows if t == "fill")
    check("%s: the same is open at the end" % name, (abs(held) > 1e-9) == bool(wanted.get("open")), (held, wanted.get("open")))
    return len(made)


def made_up(seed, long):
    """Days with everything: books, withdrawn and cascading; factors that fall within the day; every posture; all envelopes."""
    rng = random.Random(seed)
    price = {"AAAUSDT": 90.0, "BBBUSDT": 3.0, "CCCUSDT": 0.2, "DDDUSDT": 0.01}
    days, bars = [], 240
    # All of the same number of bars: six-minute bars of whole days.
    for n, posture in enumerate(("APEX", "STALKER", "TURTLE", "APEX", "HIBERNATE", "APEX")):
        day = {"date": "day%d" % n, "vel_div": [], "prices": {a: [] for a in price}, "posture": posture,
               "boost": rng.choice((1.0, 1.3466, 1.5493)), "beta": rng.choice((0.2, 0.8)),
               "mc": rng.choice(([0.0, 0.5], [0.2, 0.5], [0.0, -0.5])),
               "acb_updates": sorted([rng.randrange(110, bars), rng.choice((1.0, 1.05, 1.4)), rng.choice((0.2, 0.8))]
                                     for _ in range(4))}
        book = {f: {a: [] for a in price} for f in ("imbalance", "persistence", "withdrawal", "depth", "fill")}
        whole = {"cascade": [], "regime": [], "market": []}
        for _ in range(bars):
            drift = rng.gauss(0, 6e-4)
            day["vel_div"].append(None if rng.random() < 0.03 else round(rng.choice((-1, 1)) * rng.uniform(0, 0.08), 6))
            whole["cascade"].append(rng.choice((0, 0, 0, 0, 2)))
            whole["regime"].append(rng.choice((-1, 0, 0, 1)))
            whole["market"].append(round(rng.uniform(0.85, 1.15), 3))
            for a in price:
                price[a] *= 1 + drift + rng.gauss(0, 6e-4)
                day["prices"][a].append(None if rng.random() < 0.02 else float("%.9g" % price[a]))
                # A filled order of a deep book would be credited; see above.
                for f, x in zip(book, (rng.uniform(-0.3, 0.3), rng.random(), rng.uniform(-0.3, 0.1), rng.uniform(0, 2), 0.0)):
                    book[f][a].append(round(x, 4))
        days.append({**day, "ob": {**book, **whole}})
    return {"capital": 10_000.0, "assets": list(price), "days": days, "direction": 1 if long else -1,
            "params": {"tp": 0.002, "sl": 0.002, "max_hold": 9, "bucket_min_trades": 3}}


def loop(inputs):
    line = json.dumps({"fn": "s002.bar_loop", "inputs": inputs}) + "\n"
    done = subprocess.run([BUILD + "/tests/vectors"], input=line, capture_output=True, text=True, timeout=60)
    return json.loads(done.stdout)


with tempfile.TemporaryDirectory() as d:
    total, reasons = 0, set()
    for v in load("divergence_loop.json") or []:
        if v["fn"] != "s002.bar_loop":
            continue
        if v["inputs"].get("mode") == "expected" or v["inputs"].get("use_selection") is False:
            skip(v["name"], "by design: no refunds by expectation")
            continue
        total += compare(v["name"], d, v["inputs"], v["expected"])
    for seed in range(4):
        inputs = made_up(seed, seed % 2 == 1)
        wanted = loop(inputs)
        reasons |= {t["reason"] for t in wanted["trades"]}
        total += compare("made up %d" % seed, d, inputs, wanted, 6 * 60_000_000)
    check("many trades were compared", total > 150, total)
    check("for every reason to leave", reasons == set(RULES.values()), reasons)
finish("divergence_trades")
