"""depeg.py BUILD: arbscan through the days on which USDC was not a dollar (2023-03), against a plain reading of the rules.

Closes of the same minutes at four venues, in USD, USDT and USDC. The plain reading below keeps every price in a
dictionary and works each metric out anew; every metric of arbscan must be its. Skipped where the recordings are absent.
"""
import csv
import gzip
import json
import os
import statistics
import subprocess
import sys

build = os.path.abspath(sys.argv[1])
root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
shared = os.path.join(root, "..", "shared", "data", "candles", "xvenue_1m_2023-03")
markets = {"coinbase_btcusd": "BTC-USD", "coinbase_btcusdt": "BTC-USDT", "coinbase_usdtusd": "USDT-USD",
           "kraken_btcusd": "BTC-USD", "kraken_btcusdt": "BTC-USDT", "kraken_btcusdc": "BTC-USDC",
           "kraken_usdcusd": "USDC-USD", "kraken_usdtusd": "USDT-USD", "binanceus_btcusdt": "BTC-USDT",
           "binanceus_btcusdc": "BTC-USDC", "binanceus_usdcusdt": "USDC-USDT", "cryptocom_btcusd": "BTC-USD",
           "cryptocom_btcusdt": "BTC-USDT"}
minute = 60_000_000
fresh = 90_000_000
first, last = 1678320000_000000, 1678752000_000000  # 2023-03-09 to 2023-03-14
counts = {"passed": 0, "failed": 0}


def check(name, good, detail=""):
    counts["passed" if good else "failed"] += 1
    print(f"{'ok' if good else 'FAIL'} {name}{'' if good else ': ' + str(detail)[:400]}")


def candles():
    """All candles as events, by time, then by file."""
    rows = []
    for order, (name, symbol) in enumerate(markets.items()):
        with gzip.open(f"{shared}/{name}-1m.csv.gz", "rt", encoding="ascii") as f:
            for row in csv.DictReader(f):
                start = int(row["open_time"]) * 1000
                if first <= start < last and float(row["volume"]) > 0:
                    rows.append((start + minute, order, name.split("_")[0], symbol, row))
    rows.sort(key=lambda r: r[:2])
    for ts, _, venue, symbol, row in rows:
        yield {"type": "candle", "ts": ts, "venue": venue, "symbol": symbol, "tf": "1m", "start": ts - minute,
               **{k: float(row[k]) for k in ("open", "high", "low", "close", "volume")}}


class Plain:
    """The rules, as the manual page says them."""

    def __init__(self):
        self.prices = {}  # (venue, symbol): (price, ts)
        self.pegs = {}    # (from, to): (rate, ts), the newest of any venue

    def observe(self, e):
        self.prices[e["venue"], e["symbol"]] = (e["close"], e["ts"])
        base, quote = e["symbol"].split("-")
        if base != "BTC":
            self.pegs[base, quote] = (e["close"], e["ts"])

    def pair(self, a, b, now):
        for (x, y), (rate, ts) in self.pegs.items():
            if {x, y} == {a, b} and now - ts <= minute and abs(rate - 1) <= 0.005:
                return rate if (x, y) == (a, b) else 1 / rate
        return None

    def rate(self, a, b, now):
        if a == b:
            return 1.0
        straight = self.pair(a, b, now)
        if straight is not None:
            return straight
        for via in {c for peg in self.pegs for c in peg} - {a, b}:
            one, two = self.pair(a, via, now), self.pair(via, b, now)
            if one is not None and two is not None:
                return one * two
        return None

    def others(self, venue, symbol, now):
        base, quote = symbol.split("-")
        found = {}
        for (v, s), (price, ts) in self.prices.items():
            b, q = s.split("-")
            if v == venue or b != base or now - ts > fresh:
                continue
            rate = self.rate(q, quote, now)
            if rate is not None and (v not in found or q == quote):
                found[v] = price * rate
        return list(found.values())


def main():
    if not os.path.exists(shared):
        print(f"skipped: depeg: the recordings are not at {shared}\ndepeg: 0 passed, 0 failed, 1 skipped")
        return
    events = list(candles())
    env = dict(os.environ, PATH=f"{build}/bin:{os.environ['PATH']}")
    run = subprocess.run(["/bin/sh", "-c", f"arbscan --fresh 90s --every 1m --venue {root}/examples/venues/fees.toml"],
                         env=env, input="".join(json.dumps(e) + "\n" for e in events), capture_output=True, text=True,
                         check=False)
    check("arbscan ends well", run.returncode == 0, run.stderr)
    plain, metrics, wrong, cross, usdc = Plain(), 0, [], [0, 0], {"before": 0, "during": 0}
    signals = 0
    for line in run.stdout.splitlines():
        e = json.loads(line)
        if e["type"] == "candle":
            plain.observe(e)
        signals += e["type"] == "signal"
        if e["type"] != "metric" or e["name"] != "arb_deviation_bps":
            continue
        metrics += 1
        own = plain.prices[e["venue"], e["symbol"]][0]
        others = plain.others(e["venue"], e["symbol"], e["ts"])
        expected = (own / statistics.median(others) - 1) * 1e4
        if len(others) < 2 or abs(expected - e["value"]) > 1e-6:
            wrong.append((e, others))
        if e["symbol"] == "BTC-USDC":
            broken = 1678492800_000000 < e["ts"] < 1678665600_000000  # 2023-03-11 and 12
            usdc["during" if broken else "before"] += 1
        cross[len(others) > 2] += 1
    check("every deviation is the plain reading's", not wrong and metrics > 10000, (metrics, len(wrong), wrong[:1]))
    check("bitcoin in USDC was compared while USDC was a dollar", usdc["before"] > 500, usdc)
    check("and hardly while it was not", usdc["during"] < usdc["before"] / 10, usdc)
    print(f"{metrics} deviations, {signals} signals, USDC markets compared: {usdc}")
    print(f"depeg: {counts['passed']} passed, {counts['failed']} failed, 0 skipped")


main()
