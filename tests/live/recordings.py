#!/usr/bin/env python3
"""Frames that were kept give the events of their day: our own recordings, and other people's of real venues, which are
not copied here and are read where they lie beside the project. usage: recordings.py BUILD"""
import asyncio
import gzip
import json
import os
import subprocess
import tarfile
import tempfile

import kit
from kit import Coinbase, Feed, check
from wire import Server

DATA = "../shared/data"
skipped = 0


def feed(*args):
    p = subprocess.run([os.path.join(kit.BIN, "feed"), "--no-lockstep", "--no-beats", *args], capture_output=True, text=True,
                       timeout=300, stdin=subprocess.DEVNULL)
    return p.returncode, [json.loads(line) for line in p.stdout.splitlines()][1:-1], p.stderr


def there(*names):
    global skipped
    if all(os.path.exists(os.path.join(DATA, n)) for n in names):
        return True
    skipped += 1
    print(f"skipped: {DATA}/{names[0]} is not there")
    return False


async def recorded_is_live():
    """What was sent live, and what its recording gives, are the same; also of a feed that was killed."""
    async def venue(peer):
        c = Coinbase(peer)
        await c.subscriptions(4)
        await c.book("snapshot", [(100, 1)], [(101, 1)])
        for i in range(1, 200):
            await c.trade(i)
            await c.ticker(100, 101 + i)
            await c.book("update", [(100, i)], skip=3 if i == 150 else 0)
            if i == 150:
                await c.book("snapshot", [(100, 1)], [(101, 1)])
            await asyncio.sleep(0.002)
        await peer.send("{\n}")  # a frame with a line break in it
        if not cut.is_set():
            cut.set()
            return peer.cut()
        await asyncio.sleep(60)

    for killed in (False, True):
        cut = asyncio.Event()
        with tempfile.TemporaryDirectory() as d:
            async with Server(venue) as s, Feed("coinbase:BTC-USD", "--channels", "quotes,trades,books", "--record",
                                                d + "/r", "--url", "coinbase=" + s.url()) as f:
                await f.until(lambda f: len(f.of("gap")) >= 3 and len(f.of("book")) > 350)
                await f.quiet(1.2)
                if killed:
                    f.p.kill()
                await f.stop()
            live = [e for e in f.events if e["type"] in ("quote", "trade", "book", "gap", "stale")]
            status, replayed, said = feed(d + "/r")
            name = "killed" if killed else "stopped"
            check(f"a recording of a feed that was {name} replays to what it sent", replayed == live and
                  len(live) > 900, (len(live), len(replayed), next(((a, b) for a, b in zip(live, replayed) if a != b), said)))
            check(f"and the frame that is none is told ({name})", "without channel" in said and status == 65, (status, said))
            files = sorted(os.listdir(d + "/r"))
            with open(os.path.join(d, "r", files[-1]), "rb") as whole:
                content = whole.read()
            with open(os.path.join(d, "r", files[-1]), "wb") as cut_off:
                cut_off.write(content[:-len(content) // 3])
            _, fewer, said = feed(d + "/r")
            check(f"a recording that is cut gives what stands before the cut ({name})",
                  0 < len(fewer) < len(live) and fewer == live[:len(fewer)], (len(fewer), said))


def hftbacktest():
    """Quotes and trades are those that import reads; books begin with their snapshot and have no gap."""
    folder = "ticks_l2/hftbacktest_binance_2024-08-08"
    if not there(folder):
        return
    for name in sorted(os.listdir(os.path.join(DATA, folder))):
        status, events, said = feed(os.path.join(DATA, folder, name))
        check(f"{name}: no frame is unusable", status == 0, said)
        check(f"{name}: no gap", not any(e["type"] in ("gap", "stale") for e in events))
        books = [e for e in events if e["type"] == "book"]
        check(f"{name}: a book begins with its snapshot", not books or books[0]["snapshot"], books[:1])
        check(f"{name}: it goes on without one", sum(b["snapshot"] for b in books) <= 1 and
              all(a["seq"] < b["seq"] or a["snapshot"] for a, b in zip(books, books[1:])))


def cryptofeed():
    folder = "ws_captures/cryptofeed"
    cases = {"BINANCE.ws.1.0.gz": ("binance", 100, {"quote", "book"}), "BINANCE_US.ws.1.0.gz": ("binanceus", 100, {"quote", "book"}),
             "BINANCE_FUTURES.ws.1.0.gz": ("binance", 500, {"quote", "book", "trade"}),
             "BINANCE_DELIVERY.ws.1.0.gz": ("binance", 1000, {"quote", "book"}),
             "OKX.ws.1.0.gz": ("okx", 100, {"quote", "book", "trade"}), "BITFINEX.ws.11.0.gz": ("bitfinex", 500, {"quote", "book"})}
    if not there(folder):
        return
    for name, (venue, least, types) in cases.items():
        status, events, said = feed(os.path.join(DATA, folder, name))
        check(f"{name}: every frame is understood", status == 0, said)
        check(f"{name}: of {venue}", {e["venue"] for e in events} == {venue} and len(events) >= least, len(events))
        check(f"{name}: {', '.join(sorted(types))}", types <= {e["type"] for e in events},
              {e["type"] for e in events})
        check(f"{name}: books follow, and their checksums agree", not any(e["type"] in ("gap", "stale") for e in events),
              [e for e in events if e["type"] in ("gap", "stale")][:3])
    with gzip.open(os.path.join(DATA, folder, "OKX.ws.1.0.gz"), "rt") as lines:
        text = lines.read()
    sums = text.count('"checksum"')
    check("OKX's capture has checksums to agree with", sums > 50, sums)


def fixtures():
    """Single messages of the adapters of NautilusTrader, put into a recording of our own form."""
    tar = "ws_fixtures/nautilus_adapter_fixtures.tar.gz"
    if not there(tar):
        return
    cases = [("coinbase", "coinbase 0 - quotes,trades,books,candles BTC-USD", "coinbase/test_data/ws_ticker.json",
              {"type": "quote", "bid": 68900, "bid_size": 1.5, "ask": 68901, "ask_size": 0.5}),
             ("coinbase", "coinbase 0 - quotes,trades,books,candles BTC-USD", "coinbase/test_data/ws_market_trades.json",
              {"type": "trade", "price": 68900.5, "size": 0.0015, "side": "sell", "id": "995098700"}),
             ("coinbase", "coinbase 0 - quotes,trades,books,candles BTC-USD", "coinbase/test_data/ws_l2_data_snapshot.json",
              {"type": "book", "snapshot": True}),
             ("kraken", "kraken 0 - quotes,trades BTC-USD", "kraken/test_data/ws_ticker_snapshot.json",
              {"type": "quote", "bid": 105944.2, "ask": 105944.3}),
             ("kraken", "kraken 0 - quotes,trades BTC-USD", "kraken/test_data/ws_trade_update.json",
              {"type": "trade", "side": "buy", "id": "10218208"}),
             ("okx", "okx 0 - quotes,trades BTC-USDT", "okx/test_data/ws_tickers.json",
              {"type": "quote", "bid": 8888.88, "ask": 9999.99}),
             ("bybit", "bybit 0 - quotes,funding BTC-USDT-PERP", "bybit/test_data/ws_ticker_linear.json",
              {"type": "funding", "rate": -0.000212, "mark": 17217.33, "interval": "8h"}),
             ("bybit", "bybit 0 - quotes BTC-USDT", "bybit/test_data/ws_orderbook_snapshot.json",
              {"type": "quote", "bid": 27450, "ask": 27451})]
    with tempfile.TemporaryDirectory() as d, tarfile.open(os.path.join(DATA, tar)) as files:
        names = {n.split("crates/adapters/", 1)[-1]: n for n in files.getnames()}
        for venue, described, fixture, wanted in cases:
            frame = json.dumps(json.loads(files.extractfile(names[fixture]).read()))
            path = os.path.join(d, "one.frames")
            now = 1_795_222_800_000_000
            with open(path, "w", encoding="utf-8") as out:
                out.write(f"{now} {venue}.0 ? {described}\n{now} {venue}.0 <-> wss://x\n{now + 1} {venue}.0 -> {frame}\n")
            _, events, said = feed(path)
            check(fixture, events and wanted.items() <= events[0].items() and events[0]["venue"] == venue, (events, said))


async def main():
    await kit.case("recorded_is_live", recorded_is_live())
    for work in (hftbacktest, cryptofeed, fixtures):
        await kit.case(work.__name__, asyncio.to_thread(work), 600)
    print(f"recordings: {kit.passed} passed, {kit.failed} failed, {skipped} skipped")
    raise SystemExit(kit.failed != 0)


asyncio.run(main())
