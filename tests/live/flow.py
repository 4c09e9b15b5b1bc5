#!/usr/bin/env python3
"""Much data, and readers that are slow or leave: nothing lost, nothing doubled, memory flat. usage: flow.py BUILD"""
import asyncio
import json
import os
import sys
import tempfile

import kit
from kit import Coinbase, Feed, check
from wire import Server

TRADES, BOOKS = 30_000, 30_000


async def much_at_once():
    """What a busy market says in half an hour, as fast as the socket takes it."""
    async def venue(peer):
        c = Coinbase(peer)
        await c.subscriptions(3)
        await c.book("snapshot", [(100, 1)], [(101, 1)])
        for i in range(1, TRADES + 1):
            await c.trade(i)
            if i % 1000 == 0:  # doubled and late messages, as after a proxy's mistake
                c.sequence -= 1
                await c.trade(i)
            await c.book("update", [(100, i)])
        sent.set()
        await asyncio.sleep(60)

    sent = asyncio.Event()
    with tempfile.TemporaryDirectory() as d:
        async with Server(venue) as s, Feed("coinbase:BTC-USD", "--channels", "trades,books", "--silence", "1h",
                                            "--url", "coinbase=" + s.url(), to=d + "/events") as f:
            await asyncio.wait_for(sent.wait(), 200)
            await f.quiet(1)
            status = await f.stop()
        ids = [int(e["id"]) for e in f.of("trade")]
        check("no trade is lost or doubled", ids == list(range(1, TRADES + 1)), (len(ids), len(set(ids))))
        sizes = [e["bids"][0][1] for e in f.of("book")][1:]
        check("no change of the book is lost or doubled", sizes == list(range(1, BOOKS + 1)), len(sizes))
        check("no gap where none was", not f.of("gap", "stale") and status == 0, (status, f.of("gap", "stale")))
        counted = sum(e["type"] not in ("session", "beat", "end") for e in f.events)
        check("the end counts what was sent", f.events[-1]["events"] == counted, (f.events[-1], counted))


async def slow_reader():
    state = {"sent": 0}

    async def venue(peer):
        c = Coinbase(peer)
        await c.subscriptions(4)
        await c.book("snapshot", [(100, 1)], [(101, 1)])
        while not state.get("enough"):  # how much the system keeps in its buffers is its own affair
            i = state["sent"] + 1
            await c.trade(i)
            await c.ticker(100 + i / 1e5, 102)
            await c.book("update", [(50 + i % 400 / 10, i)])
            state["sent"] = i
        state["done"] = True
        await asyncio.sleep(60)

    async with Server(venue) as s, Feed("coinbase:BTC-USD", "--channels", "quotes,trades,books", "--silence", "1h",
                                        "--url", "coinbase=" + s.url(), read=False) as f:
        f.p.stdout._transport.pause_reading()  # nobody reads: the pipe fills
        before = stuck = 0
        for _ in range(400):  # until the venue is pushed back
            await asyncio.sleep(0.25)
            stuck = stuck + 1 if state["sent"] == before and before > 0 else 0
            before = state["sent"]
            if stuck >= 8:
                break
        memory, state["enough"] = f.memory_kib(), True
        check("the venue is pushed back", stuck >= 8 and not state.get("done"), state)
        await asyncio.sleep(2)
        check("memory is bounded and does not grow", memory < 64 * 1024 and f.memory_kib() <= memory + 512,
              (memory, f.memory_kib()))
        f.p.stdout._transport.resume_reading()
        f.reads = True
        f.reading = asyncio.ensure_future(f.read())
        await f.until(lambda f: "done" in state and any(e.get("id") == str(state["sent"]) for e in f.events[-99:]), 150)
        await f.quiet(0.5)
        await f.stop()
        ids = [int(e["id"]) for e in f.of("trade")]
        last = state["sent"]
        check("every trade is there, in order", ids == list(range(1, last + 1)), (len(ids), last))
        quotes = f.of("quote")
        check("quotes were conflated, the last one is there",
              len(quotes) < last and abs(quotes[-1]["bid"] - 100 - last / 1e5) < 1e-9, (len(quotes), quotes[-1], last))
        levels = {}
        for e in f.of("book"):
            levels = {} if e["snapshot"] else levels
            levels.update({price: size for price, size in e["bids"]})
        wanted = {100: 1} | {50 + i % 400 / 10: i for i in range(1, last + 1)}
        check("books were merged, and are right", len(f.of("book")) < last and levels == wanted,
              (len(f.of("book")), len(levels)))
        check("it is said", any("reader is too slow" in e["message"] for e in f.of("alert")) and
              any("reader is back" in e["message"] for e in f.of("alert")), f.of("alert"))
        times = [e["ts"] for e in f.of("trade")]
        check("time does not go back", times == sorted(times))


async def reader_leaves():
    async def venue(peer):
        c = Coinbase(peer)
        await c.subscriptions(3)
        for i in range(100_000):
            await c.trade(i)

    async with Server(venue) as s:
        p = await asyncio.create_subprocess_shell(
            f"{kit.BIN}/feed coinbase:BTC-USD --channels trades,quotes --url coinbase={s.url()} | head -n 5; "
            "exit 0", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
        out, said = await asyncio.wait_for(p.communicate(), 120)
        check("a reader that leaves ends the feed quietly", out.count(b"\n") == 5 and said == b"", said)


async def venues_side_by_side():
    """Binance's spot and USD-M and Kraken at once, each on its own path of one server."""
    async def venue(peer):
        now = int(kit.time.time() * 1000)
        await peer.next()
        if peer.path == "/stream":
            await peer.send('{"stream":"btcusdt@bookTicker","data":{"u":1,"s":"BTCUSDT","b":"10","B":"1","a":"11","A":"2"}}')
            for i in range(3):
                await peer.send(json.dumps({"stream": "btcusdt@depth@100ms", "data": {
                    "e": "depthUpdate", "E": now, "s": "BTCUSDT", "U": 10 + i, "u": 10 + i, "b": [["9", str(i + 1)]],
                    "a": []}}))
                await asyncio.sleep(0.3)
        elif peer.path == "/market/stream":
            await peer.send(json.dumps({"stream": "btcusdt@markPrice@1s", "data": {
                "e": "markPriceUpdate", "E": now, "s": "BTCUSDT", "p": "10.5", "i": "10.4", "r": "0.0001",
                "T": now + 1000}}))
        elif peer.path == "/v2":
            await peer.send('{"channel":"ticker","type":"snapshot","data":[{"symbol":"BTC/USD","bid":20,"bid_qty":1,'
                            '"ask":21,"ask_qty":1}]}')
        await asyncio.sleep(60)

    def rest(path):
        if path.startswith("/api/v3/depth?symbol=BTCUSDT"):
            return 200, '{"lastUpdateId":10,"bids":[["8","1"]],"asks":[["12","1"]]}'
        return 404, "{}"

    async with Server(venue, rest) as s:
        urls = ",".join(f"{v}={s.url()}" for v in ("binance", "kraken"))
        async with Feed("binance:BTC-USDT,BTC-USDT-PERP", "kraken:BTC-USD", "--channels", "quotes,books,funding",
                        "--url", urls) as f:
            wanted = {("binance", "BTC-USDT", "quote"), ("binance", "BTC-USDT", "book"), ("kraken", "BTC-USD", "quote"),
                      ("binance", "BTC-USDT-PERP", "funding")}

            def seen(f):
                return {(e.get("venue"), e.get("symbol"), e["type"]) for e in f.events}
            check("venues speak side by side", await f.until(lambda f: wanted <= seen(f)), seen(f))
            await f.until(lambda f: len(f.of("book")) >= 3)
            await f.stop()
            books = [(e["snapshot"], e["seq"]) for e in f.of("book")]
            check("a book is a snapshot by request and the differences behind it",
                  books == [(True, 10), (False, 11), (False, 12)], books)
            check("USD-M has its two paths", {"/public/stream", "/market/stream", "/stream", "/v2"} <= set(s.asked),
                  s.asked)


async def metrics_and_prices():
    """What is asked for by request: numbers of the market, told when they change, and one price each with --once."""
    def rest(path):
        if path.startswith("/fng/"):
            return 200, '{"data":[{"value":"47","value_classification":"Neutral","timestamp":"1763683200"},{"value":"41",' \
                        '"timestamp":"1763596800"}]}'
        if "get_volatility_index_data?currency=BTC" in path:
            return 200, '{"jsonrpc":"2.0","result":{"data":[[1763683140000,46,47,45,46.5],[1763683200000,46,47,45,46.3]],' \
                        '"continuation":null}}'
        if path.startswith("/futures/data/takerlongshortRatio?symbol=BTCUSDT"):
            return 200, '[{"buySellRatio":"1.0931","buyVol":"412.11","sellVol":"377.02","timestamp":1763683200000}]'
        if path.startswith("/fapi/v1/premiumIndex"):
            return 200, '{"symbol":"BTCUSDT","markPrice":"84301","indexPrice":"84300","lastFundingRate":"0.0001",' \
                        '"nextFundingTime":1763712000000,"time":1763683200000}'
        if path.startswith("/api/v3/simple/price?ids=bitcoin"):
            return 200, '{"bitcoin":{"usd":84301.2,"last_updated_at":1763683190}}'
        if path.startswith("/0/public/Ticker?pair=XBTUSD"):
            return 200, '{"error":[],"result":{"XXBTZUSD":{"a":["11","1","1.0"],"b":["10","1","2.0"],"c":["10","1"]}}}'
        return 404, '{"message":"NotFound"}'

    async with Server(None, rest) as s:
        sources = "metric:fear_greed,dvol.BTC,taker_ratio.BTC-USDT-PERP,funding.BTC-USDT-PERP,coingecko.bitcoin"
        async with Feed(sources, "--once", "--url", "metric=" + s.url()) as f:
            status = await f.ended()
            got = {(e.get("name", "funding"), e.get("value", e.get("rate")), e.get("asof", e.get("next"))) for e in f.of("metric", "funding")}
            wanted = {("fear_greed", 47, 1763683200000000), ("dvol", 46.3, 1763683200000000),
                      ("taker_ratio", 1.0931, 1763683200000000), ("funding", 0.0001, 1763712000000000),
                      ("coingecko", 84301.2, 1763683190000000)}
            check("numbers by request", status == 0 and got == wanted, (status, got, f.said))
        async with Feed("kraken:BTC-USD", "--once", "--url", "kraken=" + s.url()) as f:
            status = await f.ended()
            check("one price by request, and the end", status == 0 and [(e["bid"], e["ask"]) for e in f.of("quote")] ==
                  [(10, 11)] and f.events[-1]["type"] == "end", (status, f.events, f.said))
        async with Feed("coinbase:BTC-USD", "--once", "--url", "coinbase=" + s.url()) as f:
            status = await f.ended()
            check("no answer ends with 69", status == 69 and f.events[-1]["status"] == 69, (status, f.said))
        async with Feed("kraken:BTC-USD,NOPE-USD", "--once", "--url", "kraken=" + s.url()) as f:
            status = await f.ended()
            end = f.events[-1]
            check("one of two that has no price ends with 69 and is named", status == 69 and len(f.of("quote")) == 1 and
                  end["status"] == 69 and "NOPE-USD" in end["reason"] and "BTC-USD" not in end["reason"].replace("NOPE-USD", ""),
                  (status, end, f.said))
        async with Feed("metric:fear_greed", "--url", "metric=" + s.url()) as f:
            await f.until(lambda f: len(f.of("beat")) >= 3)
            await f.stop()
            check("a number that does not change is told once", len(f.of("metric")) == 1, f.of("metric"))


async def quiet_market():
    """One trade, and then nothing: stages are told at once that this was all."""
    async def venue(peer):
        c = Coinbase(peer)
        await c.subscriptions(2)
        for i in range(1, 6):
            await asyncio.sleep(0.31)
            await c.trade(i)
        await asyncio.sleep(60)

    async with Server(venue) as s, Feed("coinbase:BTC-USD", "--channels", "trades", "--url",
                                        "coinbase=" + s.url()) as f:
        await f.until(lambda f: len(f.of("trade")) == 5)
        await asyncio.sleep(0.5)
        await f.stop()
    behind = [f.events[i + 1] for i, e in enumerate(f.events) if e["type"] == "trade"]
    late = [b["ts"] - e["recv"] for e, b in zip(f.of("trade"), behind)]
    check("a beat ends the instant of what came last", all(b["type"] == "beat" for b in behind), behind)
    check("at once", len(late) == 5 and sorted(late)[2] < 20_000, late)
    times = [e["ts"] for e in f.of("beat")]
    check("no two beats are of one time", all(a < b for a, b in zip(times, times[1:])), times)


async def latencies():
    """A monitor's measurements, with its key; and without a place, a word about it."""
    seen = []

    def rest(path, headers=None):
        seen.append((headers or {}).get("x-api-key"))
        if path != "/api/v1/latest":
            return 404, "{}"
        return 200, json.dumps({"targets": [
            {"target": "exchange.example", "timestamp": 1763683200, "regions": [{"region": "ewr", "rtt_ms": 1.25},
                                                                               {"region": "fra", "rtt_ms": 80.5}]},
            {"host": "other.example", "region": "ewr", "latency_ms": "12.5"}]})

    with tempfile.TemporaryDirectory() as d:
        with open(os.open(d + "/key", os.O_CREAT | os.O_WRONLY, 0o600), "w") as f:
            f.write("the-key")
        async with Server(None, rest, headers=True) as s, Feed("metric:latency", "--url", "latency=" + s.url(), "--key-file",
                                                               d + "/key") as f:
            await f.until(lambda f: len(f.of("metric")) == 3)
            await asyncio.sleep(1.2)
            await f.stop()
    got = [(e["name"], e["target"], e["region"], e["value"], e["unit"]) for e in f.of("metric")]
    check("latencies by target and region, each told once", got == [
        ("latency_ms", "exchange.example", "ewr", 1.25, "ms"), ("latency_ms", "exchange.example", "fra", 80.5, "ms"),
        ("latency_ms", "other.example", "ewr", 12.5, "ms")], (got, f.said))
    check("the time that they describe", f.of("metric")[0]["asof"] == 1763683200000000, f.of("metric")[:1])
    check("the key goes along, and nowhere else", set(seen) == {"the-key"} and "the-key" not in f.said + str(f.events), seen)
    async with Feed("metric:latency") as f:
        status = await f.ended()
        check("a monitor that is nowhere is told", status == 64 and "--url latency=URL" in f.said, (status, f.said))


async def main():
    for work in (much_at_once, quiet_market, latencies, slow_reader, reader_leaves, venues_side_by_side, metrics_and_prices):
        await kit.case(work.__name__, work(), 300)
    kit.done("flow")


if __name__ == "__main__":
    sys.setrecursionlimit(10_000)
    asyncio.run(main())
