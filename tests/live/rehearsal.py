#!/usr/bin/env python3
"""A recorded market at 50x through simex and feed: no event lost or doubled, no gap unnoticed. usage: rehearsal.py BUILD"""
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import urllib.request

from kit import BIN, Feed, case, check, done, reach_of

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples/data/binance-ticks-2024-08-08/spot_btcusdt.ndj.gz")


RECORDED = ("--data", DATA, "--held", "--pace", "50x")


class Simex:
    def __init__(self, *args):
        self.p = subprocess.Popen([os.path.join(BIN, "simex"), *args], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = self.p.stdout.readline().strip()

    def ask(self, path, method="GET", body=b""):
        with urllib.request.urlopen(urllib.request.Request(self.url + path, body or None, method=method)) as answer:
            return json.loads(answer.read())

    def stop(self):
        self.p.kill()
        self.p.wait()


def recorded_trades():
    out = subprocess.run([os.path.join(BIN, "feed"), DATA], capture_output=True, check=False).stdout
    events = [json.loads(line) for line in out.splitlines()]
    return [(e["price"], e["size"], e["side"]) for e in events if e["type"] == "trade" and e["size"] > 0]


def final_book(events):
    """The two sides after the last book event, as prices to sizes."""
    bids, asks = {}, {}
    for e in events:
        if e["snapshot"]:
            bids, asks = {}, {}
        for side, levels in ((bids, e["bids"]), (asks, e["asks"])):
            for price, size in levels:
                side.pop(price, None) if size == 0 else side.__setitem__(price, size)
    return bids, asks


async def through(name, symbol, simex):
    """The events that feed makes of the whole recording, and the venue's last word on the book."""
    with tempfile.TemporaryDirectory() as d:
        async with Feed(symbol, "--channels", "trades,books", "--url", name + "=" + simex.url.replace("http", "ws"),
                        to=d + "/events") as f:
            await f.until(lambda f: f.of("book"), 10)  # Binance's first word is a change, so there is none yet
            await f.quiet(1)
            simex.ask("/simex/start", "POST")
            for _ in range(600):
                await asyncio.sleep(0.2)
                if simex.ask("/simex/state")["ended"]:
                    break
            await f.quiet(2)
            truth = simex.ask("/simex/book?symbol=" + symbol.split(":")[1])
            status = await f.stop()
    return f, status, truth


def same_book(f, truth):
    """The best 500 levels a side, as far as feed can know them."""
    bids, asks = final_book(f.of("book"))
    lowest, highest = reach_of(f.events, "bids"), reach_of(f.events, "asks")

    def best(levels):
        return [level for level in levels if lowest <= level[0] <= highest][:500]
    ours = [best(sorted(bids.items(), reverse=True)), best(sorted(asks.items()))]
    real = [best((float(p), float(s)) for p, s in truth[side]) for side in ("bids", "asks")]
    return ours == real, (len(bids), len(asks), len(truth["bids"]), len(truth["asks"]))


async def whole(name, symbol, *args):
    simex = Simex(*RECORDED, *args)
    try:
        f, status, truth = await through(name, symbol, simex)
    finally:
        simex.stop()
    got = [(e["price"], e["size"], e["side"]) for e in f.of("trade")]
    wanted = recorded_trades()
    check(f"{name}: every recorded trade comes once, in order", got == wanted, (len(got), len(wanted)))
    check(f"{name}: the book at the end is the venue's", *same_book(f, truth))
    check(f"{name}: no gap is told where none was", not f.of("gap", "stale") and status == 0, (status, f.of("gap")[:3]))


# What stands in the messages of books. Those of Hyperliquid are whole each, so nothing hangs on one that is lost; nothing
# names those of Bitfinex.
BOOKS = [("coinbase", "BTC-USD", "l2_data"), ("binance", "BTC-USDT", "depthUpdate"), ("binanceus", "BTC-USDT", "depthUpdate"),
         ("kraken", "BTC-USD", "book"), ("okx", "BTC-USDT", "books"), ("bybit", "BTC-USDT", "orderbook")]


async def broken(venue, symbol, word):
    """Messages are lost; feed notices by the numbers or the sums, says so, and holds the venue's book again."""
    simex = Simex("--venue", venue, "--symbols", symbol, "--seed", "6", "--steps")

    async def go(steps):
        for _ in range(steps):
            simex.ask("/simex/step?instants=1", "POST")
            await asyncio.sleep(0.03)
    try:
        async with Feed(f"{venue}:{symbol}", "--channels", "books", "--url", venue + "=" + simex.url.replace("http", "ws")) as f:
            for _ in range(40):  # some venues' first word is a change
                await go(5)
                if began := len(f.of("book")) > 0:
                    break
            simex.ask("/simex/faults", "POST", b"drop=0.1/" + word.encode())
            await go(60)
            struck = sum(r["struck"] for r in simex.ask("/simex/faults")["faults"])
            simex.ask("/simex/faults", "POST", b"#")
            await go(20)
            truth = simex.ask("/simex/book?symbol=" + symbol)
            healed = await f.until(lambda f: same_book(f, truth)[0], 90)  # a lost snapshot is missed after 15 s
            await f.stop()
    finally:
        simex.stop()
    check(f"{venue}: a book comes, and messages are lost", began and struck > 2, struck)
    check(f"{venue}: lost messages are told as gaps", len(f.of("gap")) > 0, struck)
    check(f"{venue}: and the book at the end is the venue's again", healed, same_book(f, truth))


VENUES = [("binance-usdm", "binance:BTC-USDT-PERP"), ("binanceus", "binanceus:BTC-USDT"), ("kraken", "kraken:BTC-USD"),
          ("okx", "okx:BTC-USDT"), ("bybit", "bybit:BTC-USDT"), ("bitfinex", "bitfinex:BTC-USD"),
          ("hyperliquid", "hyperliquid:BTC-USDC-PERP")]


async def seeded(venue, symbol):
    """Both ends of a protocol were written apart: sequence numbers and checksums of one satisfy the other."""
    p = subprocess.Popen([os.path.join(BIN, "simex"), "--venue", venue, "--seed", "4"], stdout=subprocess.PIPE, text=True)
    try:
        url = venue + "=" + p.stdout.readline().strip().replace("http", "ws")
        with tempfile.TemporaryDirectory() as d:
            async with Feed(symbol, "--channels", "trades,books,quotes", "--url", url, to=d + "/events") as f:
                await asyncio.sleep(4)
                await f.until(lambda f: f.of("trade") and len(f.of("book")) > 5 and len(f.of("quote")) > 5)
                status = await f.stop()
    finally:
        p.kill()
        p.wait()
    ids = [e["id"] for e in f.of("trade")]
    check(f"{venue}: trades come once", ids and len(ids) == len(set(ids)), ids)
    check(f"{venue}: books and quotes come", len(f.of("book")) > 5 and len(f.of("quote")) > 5, len(f.events))
    check(f"{venue}: nothing is told to be wrong", not f.of("gap", "stale", "alert") and status == 0,
          (status, f.of("gap", "stale", "alert")[:3]))


async def main():
    await asyncio.gather(*(case(f"{v[0]}: seeded", seeded(*v)) for v in VENUES), *(case(f"{v[0]}: broken", broken(*v), 300) for v in BOOKS))
    await case("coinbase: whole", whole("coinbase", "coinbase:BTC-USD", "--venue", "coinbase", "--rename", "BTC-USDT=BTC-USD"), 300)
    await case("binance: whole", whole("binance", "binance:BTC-USDT", "--venue", "binance"), 300)
    done("rehearsal")


if __name__ == "__main__":
    asyncio.run(main())
