#!/usr/bin/env python3
"""The same numbers come out of the command-line tools as out of the library: cli.py BUILD.
The series of the golden vectors go as events through the real binaries; what they print is held against the vector."""
import collections
import json
import os
import tempfile

from counting import ROOT, check, difference, finish, load, run, skip

HOUR = 3_600_000_000
START = 1_735_689_600_000_000  # a midnight
VENUE = ["--venue", ROOT + "/examples/venues/binance.toml"]
MARKET = {"venue": "binance", "symbol": "BTC-USDT-PERP"}
SOURCES = {"latency": 0.12, "regime": 0.14, "arb": 0.12, "orderbook": 0.12, "rsi": 0.10, "fear_greed": 0.10,
           "momentum": 0.08, "uptick": 0.22}
left_out = collections.Counter()


def lines(events):
    return "".join(json.dumps(e, separators=(",", ":")) + "\n" for e in events).encode()


def printed(out):
    return [json.loads(line) for line in out.splitlines()]


def candles(inputs, tf="1h"):
    """The vector's series as candles, or None where candles cannot say it: a missing bar, a price that is none."""
    price = inputs.get("close") or inputs.get("x") or inputs.get("price") or []
    n = len(price) or len(inputs.get("volume", []))
    price = price or [1.0] * n
    high, low, volume = inputs.get("high") or price, inputs.get("low") or price, inputs.get("volume") or [1.0] * n
    length = {"1h": HOUR, "1m": HOUR // 60, "1d": 24 * HOUR}[tf]
    begins = [s * 1_000_000 for s in inputs["ts"]] if "ts" in inputs else [START + i * length for i in range(n)]
    bars = list(zip(begins, high, low, price, volume))
    if not bars or any(None in bar for bar in bars):
        return None
    if any(c <= 0 or l <= 0 or v < 0 or h < l or not l <= c <= h for _, h, l, c, v in bars):
        return None
    if any(b - a < length for (a, *_), (b, *_) in zip(bars, bars[1:])):
        return None
    return [{"type": "candle", "ts": b + length, **MARKET, "tf": tf, "start": b, "open": c, "high": h, "low": l, "close": c,
             "volume": v} for b, h, l, c, v in bars]


def indicator(v):
    """Options, what each result is called on the candle, and the timeframe."""
    kind, inputs = v["fn"].split(".")[1], v["inputs"]
    n = inputs.get("n", 14 if kind in ("rsi", "atr", "adx") else 20)
    simple = {"sma": "--sma", "ema": "--ema", "rsi": "--rsi", "atr": "--atr", "vwap_z": "--vwap-z", "volume_ratio": "--volume-ratio"}
    if kind in simple:
        return [simple[kind], str(n)], {None: "%s_%d" % (kind, n)}, "1h"
    if kind == "vwap_rolling":
        return ["--vwap-window", str(n)], {None: "vwap_%d" % n}, "1h"
    if kind == "vwap_session":
        return ["--vwap"], {None: "vwap"}, "1h"
    if kind == "adx":
        return ["--adx", str(n)], {key: "%s_%d" % (key, n) for key in ("adx", "plus_di", "minus_di")}, "1h"
    if kind == "bollinger":
        keys = {key: "bb_%s_%d" % (key, n) for key in ("mid", "upper", "lower")}
        return ["--bb", "%d,%g" % (n, inputs.get("k", 2))], keys, "1h"
    if kind == "realised_vol" and inputs.get("mode", "std") == "std":
        tf = {365: "1d", 8760: "1h"}.get(inputs["bars_per_year"])
        return (["--volatility", str(n)], {None: "volatility_%d" % n}, tf) if tf else None
    return None


def indicators():
    for v in load("indicators.json") or []:
        told = indicator(v)
        bars = told and candles(v["inputs"], told[2])
        if not bars:
            left_out["indicators: no option for it, or a series that candles cannot say"] += 1
            continue
        options, keys, _ = told
        status, out, said = run("indicators", *options, data=lines(bars))
        given = printed(out)
        for part, key in keys.items():
            wanted = v["expected"] if part is None else v["expected"][part]
            wrong = difference([e.get(key) for e in given], wanted, v["tolerance"], key)
            check("indicators %s: %s" % (" ".join(options), v["id"]), status == 0 and wrong is None, wrong or said)


def regime():
    names = {"fast": "--fast", "slow": "--slow", "bb_n": "--bb-bars", "bb_k": "--bb-width", "atr_n": "--atr-bars",
             "trend_k": "--trend", "atr_hi": "--atr-hi", "bw_hi": "--bw-hi"}
    for v in load("regime.json") or []:
        bars = candles(v["inputs"])
        if not bars:
            left_out["regime: a series that candles cannot say"] += 1
            continue
        options = [w for key, x in v["inputs"].get("params", {}).items() for w in (names[key], str(x))]
        status, out, said = run("regime", *options, data=lines(bars))
        wrong = difference([e.get("regime", "UNKNOWN") for e in printed(out)], v["expected"], v["tolerance"])
        check("regime: %s" % v["id"], status == 0 and wrong is None, wrong or said)


def sources(folder, **tables):
    path = folder + "/sources.toml"
    with open(path, "w") as f:
        for name, keys in tables.items():
            f.write("[source.%s]\n" % name + "".join("%s = %s\n" % (k, json.dumps(x)) for k, x in keys.items()))
    return ["--sources", path]


def proposal(out):
    found = [e for e in printed(out) if e["type"] == "proposal"]
    return found[-1] if found else None


def opinion_events(kind, inputs):
    """What a source hears so that it comes to the vector's opinion; None where no stream says it."""
    if kind == "rsi":
        return [{**candles({"close": [100.0]})[0], "rsi_14": inputs["rsi"]}]
    if kind == "fear_greed":
        metric = {"type": "metric", "ts": START, "name": "fear_greed", "value": inputs["index"]}
        return [metric, *candles({"close": [100.0]})]
    if kind in ("momentum", "uptick"):
        return candles({"close": inputs["closes"]}, "1h" if kind == "momentum" else "1m")
    if kind == "orderbook" and isinstance(inputs["imbalance"], (int, float)) and abs(inputs["imbalance"]) <= 1:
        bids, asks = [[99.9, (1 + inputs["imbalance"]) / 2]], [[100.1, (1 - inputs["imbalance"]) / 2]]
        return [{"type": "book", "ts": START + HOUR, **MARKET, "snapshot": True, "bids": bids, "asks": asks},
                *candles({"close": [100.0]})]
    if kind == "arb" and inputs.get("price") and None not in inputs["others"]:
        others = [{"type": "trade", "ts": START + HOUR, "venue": "other%d" % i, "symbol": MARKET["symbol"], "price": x, "size": 1}
                  for i, x in enumerate(inputs["others"])]
        return others + candles({"close": [inputs["price"]]})
    return None


def opinions(folder):
    for v in load("spot.json") or []:
        if not v["fn"].startswith("s000.signal_"):
            continue
        kind = v["fn"][len("s000.signal_"):]
        events = opinion_events(kind, v["inputs"])
        if not events:
            left_out["signal-agg: an opinion on what no stream says"] += 1
            continue
        options = ["--on", events[-1]["tf"], "--threshold", "0.001", "--short", "--trigger", "level", "--venues", "binance",
                   *sources(folder, **{kind: {"weight": 1.0}})]
        status, out, said = run("signal-agg", *options, data=lines(events))
        p = proposal(out) if status == 0 else None
        if p and p["ts"] != events[-1]["ts"]:
            p = None
        given = {"direction": p["side"].upper() if p else "NONE", "confidence": p["confidence"] if p else 0.0}
        wrong = difference(given, {k: v["expected"][k] for k in given}, v["tolerance"])
        check("signal-agg, source %s: %s" % (kind, v["id"]), status == 0 and wrong is None, wrong or said)


def composites(folder):
    """Both readings of the sum: what it comes to, and whether it acts."""
    kept = sources(folder, **{name: {"kind": "signal", "weight": w} for name, w in SOURCES.items()})
    for v in load("spot.json") or []:
        if v["fn"] != "s000.aggregate":
            continue
        bar = {**candles({"close": [100.0]})[0], "regime": v["inputs"].get("regime", "UNKNOWN")}
        said = [{"type": "signal", "ts": bar["ts"], **MARKET, "source": s["source"], "side": s["direction"].lower(),
                 "confidence": s["confidence"]} for s in v["inputs"]["signals"] if s["direction"] != "NONE"]
        good = [s for s in said if isinstance(s["confidence"], (int, float)) and 0 <= s["confidence"] <= 1]
        wanted = v["expected"]
        for mode, letter in (("confirming", "a"), ("all-weights", "b")):
            options = ["--on", "1h", "--mode", mode, "--short", "--coverage", "0", *kept]
            value = proposal(run("signal-agg", *options, "--threshold", "0.000001", "--downtrend", "allow",
                                 data=lines([*good, bar]))[1])
            acts = proposal(run("signal-agg", *options, data=lines([*good, bar]))[1])
            given = {"direction": value["side"].upper() if value else "NONE", "composite": value["confidence"] if value else 0.0}
            shown = wanted["confirming"] >= 2  # one voice alone never becomes a proposal
            expected = {"direction": wanted["direction"] if shown else "NONE",
                        "composite": wanted["composite_" + letter] if shown else 0.0}
            wrong = difference(given, expected, v["tolerance"])
            check("signal-agg --mode %s: %s" % (mode, v["id"]), wrong is None, wrong)
            check("signal-agg --mode %s acts or not: %s" % (mode, v["id"]), (acts is not None) == wanted["execute_" + letter], acts)


def gate(folder, policy, equity, asks, venue=VENUE, extra=()):
    """The verdict on each (symbol, qty, price), all of one instant and one flat account, by the proposal's id."""
    ts, name, ledger = START, "binance", folder + "/l.db"
    for end in ("", "-wal", "-shm", ".sync"):
        if os.path.exists(ledger + end):
            os.remove(ledger + end)
    run("ledger", "init", "--ledger", ledger)
    run("ledger", "deposit", str(equity), "USD" if isinstance(venue, str) else "USDT", "--ledger", ledger)
    events = [{"type": "session", "ts": ts, "id": "t", "mode": "replay", "source": "made", "pace": "max"}]
    if isinstance(venue, str):
        name, venue = "v", ["--venue", venue]
    for symbol, _, price in asks:
        events.append({"type": "trade", "ts": ts, "venue": name, "symbol": symbol, "price": price, "size": 1})
    for i, (symbol, qty, _) in enumerate(asks):
        events.append({"type": "proposal", "ts": ts, "venue": name, "symbol": symbol, "id": "p%d" % i, "strategy": "s",
                       "intent": "open", "side": "buy", "confidence": 1, "qty": qty})
    events += [{"type": "sync", "ts": ts, "seq": 1}, {"type": "end", "ts": ts, "source": "made", "events": 1, "status": 0}]
    status, out, said = run("risk-gate", "--policy", policy, "--ledger", ledger, *venue, *extra, data=lines(events))
    check("risk-gate ends with 0", status == 0, said)
    return {e["id"]: e for e in printed(out) if e["type"] in ("order", "reject")}


def risk_checks(folder):
    """Rules that a flat account shows: the kill file, and limits filled by earlier approvals of the instant."""
    rule_of = {"kill_switch": "kill_file", "position_size": "max_asset", "cluster_exposure": "cluster_exposure"}
    for v in load("rules.json") or []:
        if v["fn"] != "s004.risk_checks":
            continue
        i, wanted = v["inputs"], v["expected"]
        named = {name for r in wanted["rejected"] for name in r["violated"]}
        if (i["positions"] and not i["kill_switch"]) or not named <= set(rule_of) or i["trades_today"]:
            if not (i["kill_switch"] and named == {"kill_switch"}):
                left_out["risk-gate: a limit that rests on an account's past"] += 1
                continue
        with open(folder + "/venue.toml", "w") as f:
            f.write('[v]\nsource = "made"\n[[v.fees]]\nsince = "2020-01-01"\nsource = "made"\ntiers = [{ from = "0", maker = "0", '
                    'taker = "0" }]\n[v.instruments."*-USD"]\ntick = "0.01"\nlot = "0.01"\nmin_notional = "1"\n')
        clusters = collections.defaultdict(list)
        for symbol, cluster in i["clusters"].items():
            clusters[cluster].append(symbol)
        with open(folder + "/policy.toml", "w") as f:
            f.write('name = "t"\nmax_asset = "%g%%"\ncluster_exposure = "%g%%"\nprice_collar = "2%%"\nmark_age = "60s"\n[clusters]\n'
                    % (i.get("max_pos", 5), i.get("max_cluster", 10)))
            f.writelines("%s = %s\n" % (c, json.dumps(s)) for c, s in clusters.items())
        with open(folder + "/kill", "w") as f:
            f.write("entries\n")
        asks = [(p["symbol"] + "-USD", p["size_pct"], 100) for p in i["proposals"]]
        verdicts = gate(folder, folder + "/policy.toml", 10000, asks, folder + "/venue.toml",
                        ["--kill-file", folder + "/kill"] if i["kill_switch"] else [])
        refused = {r["symbol"]: {rule_of[name] for name in r["violated"]} for r in wanted["rejected"]}
        for n, p in enumerate(i["proposals"]):
            verdict = verdicts.get("p%d" % n, {})
            given = {r["rule"] for r in verdict.get("rules", [])}
            check("risk-gate: %s, %s" % (v["id"], p["symbol"]), given == refused.get(p["symbol"], set()), verdict)


def trade_caps(folder):
    """The cap of a flat account, as the gate's own limit: exactly that much is admitted, and a lot more is not."""
    for v in load("spot.json") or []:
        i = v["inputs"]
        if v["fn"] != "s000.trade_cap":
            continue
        if i["asset_value"] or i["exposure"] or i["streak"] or not i["portfolio"]:
            left_out["risk-gate: a trade cap that rests on what is held"] += 1
            continue
        with open(folder + "/cap.toml", "w") as f:
            f.write('name = "t"\nmax_trade = "10%"\nmax_asset = "20%"\nmax_exposure = "80%"\nprice_collar = "2%"\nmark_age = "60s"\n')
            if i["agent_cap"] is not None:
                f.write('max_notional = "%s"\n' % i["agent_cap"])
        cap = int(round(v["expected"] * 10)) / 10  # a lot of XRP at a price of 1 is 0.1
        verdicts = gate(folder, folder + "/cap.toml", i["portfolio"],
                        [("XRP-USDT-PERP", str(cap), 1), ("XRP-USDT-PERP", "%.1f" % (cap + 0.1), 1)])
        if cap >= 5:
            check("risk-gate admits the cap: %s" % v["id"], verdicts["p0"]["type"] == "order", verdicts["p0"])
        check("risk-gate refuses more: %s" % v["id"], verdicts["p1"]["type"] == "reject", verdicts["p1"])


def policies(folder):
    """Every policy that ships admits an order at its stated size, and not twice its largest."""
    stated = {"conservative": (10000, 500), "247trader": (10000, 500), "arena": (10000, 350), "growth": (10000, 1000),
              "nettrace-small": (153, 10), "dolphin": (10000, 12000)}
    shipped = sorted(name[:-5] for name in os.listdir(ROOT + "/examples/policies") if name.endswith(".toml"))
    check("the size of each shipped policy is known here", shipped == sorted(stated), shipped)
    for name in shipped:
        equity, largest = stated.get(name, (10000, 100))
        path = "%s/examples/policies/%s.toml" % (ROOT, name)
        said = run("risk-gate", "--check", path, "--equity", str(equity))
        check("policy %s holds no contradiction at %d" % (name, equity), said[0] == 0, said[1:])
        for part, good in ((1, True), (2, False)):
            verdict = gate(folder, path, equity, [("XRP-USDT-PERP", str(largest * part), 1)])["p0"]
            check("policy %s %s %d of %d" % (name, "admits" if good else "refuses", largest * part, equity),
                  (verdict["type"] == "order") == good, verdict)


with tempfile.TemporaryDirectory() as work:
    indicators()
    regime()
    opinions(work)
    composites(work)
    risk_checks(work)
    trade_caps(work)
    policies(work)
for why, number in sorted(left_out.items()):
    skip("%d vectors" % number, why, number)
finish("cli")
