#!/usr/bin/env python3
"""What goes wrong on the wire is noticed, told and healed. usage: healing.py BUILD"""
import asyncio
import json
import re
import signal
import subprocess
import tempfile

import kit
from kit import Coinbase, Feed, check
from wire import Server, certificate


def kinds(feed):
    return [e["type"] for e in feed.events if e["type"] in ("stale", "gap", "book", "trade", "quote")]


async def gap_is_healed():
    async def venue(peer):
        c = Coinbase(peer)
        await c.subscriptions(3)
        await c.book("snapshot", [(100, 1)], [(101, 1)])
        await c.book("update", [(100, 2)])
        await c.book("update", [(100, 3)], skip=2)  # two messages never came
        await c.book("update", [(100, 4)])  # of a book that is not known any more
        again = await c.subscriptions(4)
        check("after a gap the channels are taken anew",
              [(a["type"], a["channel"]) for a in again] ==
              [("unsubscribe", "level2"), ("subscribe", "level2"), ("unsubscribe", "market_trades"),
               ("subscribe", "market_trades")], again)
        await c.book("snapshot", [(100, 5)], [(101, 1)])
        await c.book("update", [(100, 6)])
        await asyncio.sleep(30)

    async with Server(venue) as s, Feed("coinbase:BTC-USD", "--channels", "trades,books", "--url",
                                        "coinbase=" + s.url()) as f:
        await f.until(lambda f: len(f.of("book")) == 4)
        status = await f.stop()
        check("a gap is told before and after", kinds(f) == ["book", "book", "stale", "gap", "book", "book"], kinds(f))
        check("nothing of the broken book goes out", [e["bids"][0][1] for e in f.of("book")] == [1, 2, 5, 6], f.events)
        gap = f.of("gap")[0]
        check("the gap says from when to when",
              gap["from"] == f.of("book")[1]["ts"] and gap["to"] == f.of("book")[2]["ts"], gap)
        check("and why", "lost 2 messages" in gap["reason"], gap)
        check("the feed ends in order", status == 0 and f.events[0]["type"] == "session" and
              f.events[-1]["type"] == "end" and f.events[-1]["reason"] == "interrupted", (status, f.events[-1]))


async def half_open_is_noticed():
    connections = []

    async def venue(peer):
        connections.append(peer)
        c = Coinbase(peer)
        await c.subscriptions(2)
        await c.ticker(100 + len(connections), 200)
        peer.deaf = len(connections) == 1  # the socket stays, but nobody is there
        await asyncio.sleep(30)

    async with Server(venue) as s, Feed("coinbase:BTC-USD", "--channels", "quotes", "--silence", "2s", "--url",
                                        "coinbase=" + s.url()) as f:
        healed = await f.until(lambda f: len(f.of("quote")) == 2)
        check("a half-open connection is noticed and replaced", healed, f.events)
        check("it was asked whether it lives", connections[0].pings > 0)
        check("it is told", kinds(f) == ["quote", "stale", "gap", "quote"] and
              "nothing heard for 2s" in f.of("stale")[0]["reason"], kinds(f))
        waited = (f.of("stale")[0]["ts"] - f.of("quote")[0]["recv"]) / 1e6
        check("within its time", 2 <= waited < 5, waited)
        await asyncio.sleep(3)
        check("a quiet connection that answers is left alone", len(connections) == 2, len(connections))
        await f.stop()


async def cut_and_refused():
    async def venue(peer):
        c = Coinbase(peer)
        await c.subscriptions(2)
        await c.ticker(100, 200)
        peer.cut()

    book = json.dumps({"pricebook": {"product_id": "BTC-USD", "bids": [{"price": "99", "size": "1"}],
                                     "asks": [{"price": "101", "size": "1"}], "time": kit.stamp()}})
    async with Server(venue, lambda path: (200, book)) as s:
        async with Feed("coinbase:BTC-USD", "--channels", "quotes", "--url", "coinbase=" + s.url()) as f:
            check("a cut connection comes back", await f.until(lambda f: len(f.of("gap")) >= 2), f.events)
            check("prices are asked for meanwhile", await f.until(lambda f: any(e["bid"] == 99 for e in f.of("quote"))),
                  f.events)
            check("and that is told", any("prices are asked for" in e["message"] for e in f.of("alert")), f.of("alert"))
            await f.stop()
            pauses = [float(line.split("again in ")[1].split("ms")[0].split("s")[0])
                      for line in f.said.splitlines() if "again in" in line]
            check("pauses are not equal", len(set(pauses)) > 1, f.said)
    async with Feed("coinbase:BTC-USD", "--give-up", "2s", "--url", "coinbase=" + s.url()) as f:
        status = await f.ended()
        check("a venue that is never reached ends with 69 when asked to", status == 69 and
              f.events[-1]["status"] == 69, (status, f.said))


async def good_ones_count():
    """Three connections are cut at once, the fourth after it has sent for some seconds, and so are the next two."""
    connections = []

    async def venue(peer):
        c = Coinbase(peer)
        connections.append(peer)
        many = len(connections) > 3
        await c.subscriptions(2)
        for price in range(100, 129 if many else 101):
            await c.ticker(price, 200)
            await asyncio.sleep(0.2 if many else 0)
        peer.cut()

    async with Server(venue, lambda path: (500, "Internal Server Error\n")) as s:
        async with Feed("coinbase:BTC-USD", "--channels", "quotes", "--url", "coinbase=" + s.url()) as f:
            for _ in range(400):
                await asyncio.sleep(0.1)
                if len(connections) > 6:
                    break
            await f.stop()
            pauses = [float(number) * {"ms": 0.001, "s": 1}[unit]
                      for number, unit in re.findall(r"again in (?:0m)?([0-9.]+)(ms|s)", f.said)]
            check("pauses grow while connections fail at once", len(pauses) >= 6 and 1 <= pauses[2] <= 2, f.said)
            check("after one that has sent for five seconds they begin anew, each time", all(p <= 0.5 for p in pauses[3:6]), f.said)
            check("what a venue answers instead is one line", "status 500 Internal Server Error\n" in f.said and "\n\n" not in f.said, f.said)


async def certificates():
    async def venue(peer):
        await Coinbase(peer).ticker(1, 2)
        await asyncio.sleep(30)

    with tempfile.TemporaryDirectory() as d:
        good, context = certificate(d, "good", "IP:127.0.0.1,DNS:localhost")
        other, named = certificate(d, "other", "DNS:venue.example")
        cases = [("its own", context, good, True), ("another's", context, other, False),
                 ("one of another name", named, other, False), ("the system's", context, None, False)]
        for name, server, ca, fine in cases:
            async with Server(venue, lambda path: (200, "{}"), server) as s:
                args = ["coinbase:BTC-USD", "--channels", "quotes", "--url", "coinbase=" + s.url()]
                args += ["--ca", ca] if ca else []
                async with Feed(*args, "--give-up", "2s") as f:
                    if fine:
                        check(f"TLS with {name} certificate", await f.until(lambda f: f.of("quote")), f.events)
                        await f.stop()
                    else:
                        status = await f.ended()
                        check(f"TLS with {name} certificate is refused",
                              status == 69 and not f.of("quote") and "certificate verify failed" in f.said, f.said)
                async with Feed(*args, "--once") as f:
                    status = await f.ended()
                    check(f"a request with {name} certificate", ("certificate" in f.said) != fine, (status, f.said))


async def clock_ahead():
    async def venue(peer):
        c = Coinbase(peer)
        await c.subscriptions(2)
        await peer.send(json.dumps({"channel": "ticker", "timestamp": kit.stamp(3600), "sequence_num": 0, "events": [
            {"type": "update", "tickers": [{"product_id": "BTC-USD", "best_bid": "1", "best_bid_quantity": "1",
                                            "best_ask": "2", "best_ask_quantity": "1"}]}]}))
        await asyncio.sleep(30)

    async with Server(venue) as s, Feed("coinbase:BTC-USD", "--channels", "quotes", "--url",
                                        "coinbase=" + s.url()) as f:
        await f.until(lambda f: f.of("quote") and f.of("beat"))
        quote = f.of("quote")[0]
        check("a venue's clock that is ahead moves nothing into the future", quote["ts"] == quote["recv"], quote)
        check("what it said is kept", quote["venue_ts"] - quote["recv"] > 3590e6, quote)
        check("and told", any("its clock is" in e["message"] for e in f.of("alert")), f.of("alert"))
        beats = [e["ts"] for e in f.of("beat")]
        check("beats go on in our time", beats and beats[-1] < quote["venue_ts"], beats)
        await f.stop()


async def exchange_ends():
    """An exchange that is told to end while somebody listens lets its sockets go, and ends in order."""
    for venue, symbol in [("hyperliquid", "BTC-USDC-PERP")] * 4 + [("coinbase", "BTC-USD"), ("binance", "BTC-USDT")]:
        simex = subprocess.Popen([kit.BIN + "/simex", "--venue", venue, "--symbols", symbol], stdout=subprocess.PIPE, text=True)
        url = simex.stdout.readline().strip()
        try:
            async with Feed(f"{venue}:{symbol}", "--channels", "quotes,trades,books", "--url", f"{venue}={url}") as f:
                heard = await f.until(lambda f: f.of("book") and f.of("quote"), 60)
                simex.send_signal(signal.SIGTERM)
                check(f"{venue}: an exchange with listeners ends in order", heard and simex.wait(60) == 0, (heard, simex.returncode))
                check(f"{venue}: and its end is told", await f.until(lambda f: f.of("stale"), 60), f.events[-3:])
                await f.stop()
        finally:
            simex.kill()


async def main():
    for work in (gap_is_healed, half_open_is_noticed, cut_and_refused, good_ones_count, certificates, clock_ahead, exchange_ends):
        await kit.case(work.__name__, work())
    kit.done("healing")


asyncio.run(main())
