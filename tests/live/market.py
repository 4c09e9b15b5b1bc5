#!/usr/bin/env python3
"""A recorded market, fifty times as fast, through simex in each venue's own protocol and through feed: no event lost or
doubled, no gap where none was, and the book at the end equal to the exchange's. usage: market.py BUILD"""
import asyncio
import json
import os
import subprocess
import tempfile
import urllib.request

import kit
from kit import Feed, check

LONG = "../shared/data/ticks_l2/hftbacktest_binance_2024-08-08/spot_btcusdt_20240808.ndj.gz"
SHORT = "examples/data/binance-ticks-2024-08-08/spot_btcusdt.ndj.gz"
DATA = LONG if os.path.exists(LONG) else SHORT
SYMBOLS = {"coinbase": "BTC-USD", "binance": "BTC-USDT", "kraken": "BTC-USD", "okx": "BTC-USDT", "bybit": "BTC-USDT",
           "bitfinex": "BTC-USD", "hyperliquid": "BTC-USDC-PERP"}
DEEP = {"coinbase": 10_000, "binance": 500, "okx": 100, "bybit": 100, "kraken": 50, "bitfinex": 50, "hyperliquid": 10}


def recorded_trades():
    p = subprocess.run([kit.BIN + "/feed", "--no-lockstep", "--no-beats", DATA], capture_output=True, text=True, check=True)
    return trades_of(map(json.loads, p.stdout.splitlines()))


def ask(url, method="GET"):
    with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=60) as answer:
        return json.loads(answer.read() or b"{}")


def book_of(events):
    sides = {"bids": {}, "asks": {}}
    for e in events:
        if e["type"] != "book":
            continue
        if e["snapshot"]:
            sides = {"bids": {}, "asks": {}}
        for side, levels in sides.items():
            for price, size in e[side]:
                levels[price] = size
                if size == 0:
                    del levels[price]
    return sides


def best_sides(venue, events, book):
    """The best of both sides, of the exchange's book and of ours, each as (theirs, ours)."""
    ours = book_of(events)
    for side, sign in (("bids", -1), ("asks", 1)):
        reach = sign * kit.reach_of(events, side)
        theirs = sorted((sign * float(row[0]), float(row[1])) for row in book[side])[:DEEP[venue]]
        theirs = [level for level in theirs if level[0] <= reach]
        yield side, theirs, sorted((sign * price, size) for price, size in ours[side].items())[:len(theirs)]


def trades_of(events):
    return [(e["price"], e["size"], e["side"]) for e in events if e["type"] == "trade"]


def all_there(venue, events, book, wanted):
    return (trades_of(events)[-9:] == wanted[-9:] and
            all(theirs == ours for _, theirs, ours in best_sides(venue, events, book)))


async def run(venue, folder, wanted):
    """The events that feed makes of the recording; the exchange's last book beside them. Nothing here hangs on how long
    the exchange and feed take: what does not come within minutes is missed by the checks."""
    symbol = SYMBOLS[venue]
    args = [kit.BIN + "/simex", "--venue", venue, "--data", DATA, "--rename", f"BTC-USDT={symbol}", "--held", "--pace",
            "50x"]
    simex = await asyncio.create_subprocess_exec(*args, stdout=asyncio.subprocess.PIPE)
    try:
        url = (await asyncio.wait_for(simex.stdout.readline(), 60)).decode().strip()
        async with Feed(f"{venue}:{symbol}", "--channels", "trades,books", "--url", f"{venue}={url}", "--silence", "10s",
                        to=os.path.join(folder, venue)) as f:
            await f.until(lambda f: f.of("book"), 10)  # Binance's first word is a change, so there is none yet
            await f.quiet(0.5)
            ask(url + "/simex/start", "POST")
            for _ in range(240):
                await asyncio.sleep(0.5)
                if ask(url + "/simex/state")["ended"]:
                    break
            book = ask(f"{url}/simex/book?symbol={symbol}")
            await f.until(lambda f: all_there(venue, f.events, book, wanted))
            await f.quiet(1)  # and whatever comes too much
            status = await f.stop()
    finally:
        simex.kill()
        await simex.wait()
    check(f"{venue}: feed ends in order", status == 0, (status, f.said))
    return f.events, book, f.said


async def undisturbed(venue, folder, wanted):
    events, book, said = await run(venue, folder, wanted)
    trades = trades_of(events)
    ids = [e["id"] for e in events if e["type"] == "trade"]
    check(f"{venue}: no trade doubled", len(ids) == len(set(ids)), len(ids) - len(set(ids)))
    check(f"{venue}: no trade lost", trades == wanted[len(wanted) - len(trades):] and len(trades) >= len(wanted) - 2,
          (len(trades), len(wanted), trades[:2], wanted[:2]))
    check(f"{venue}: no gap where none was", not [e for e in events if e["type"] in ("gap", "stale", "alert")] and
          not said, ([e for e in events if e["type"] in ("gap", "stale")][:2], said[:300]))
    for side, theirs, ours in best_sides(venue, events, book):
        check(f"{venue}: the best of the {side} at the end are the exchange's", theirs and ours == theirs,
              (len(theirs), [pair for pair in zip(ours, theirs) if pair[0] != pair[1]][:3]))


async def main():
    if not os.path.exists(kit.BIN + "/simex"):
        print("market: 0 passed, 0 failed, 1 skipped")
        return
    wanted = recorded_trades()
    with tempfile.TemporaryDirectory() as folder:
        for venue in SYMBOLS:
            await kit.case(f"{venue}: the recording", undisturbed(venue, folder, wanted), 300)
    kit.done("market")


asyncio.run(main())
