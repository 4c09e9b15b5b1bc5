"""What the tests of live feeds share: running feed beside a scripted venue, messages of Coinbase, counting."""
import asyncio
import json
import os
import sys
import time
import traceback

BIN = os.path.join(os.path.abspath(sys.argv[1]), "bin")
passed = failed = 0


def check(name, good, shown=""):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print(f"FAILED {name}: {str(shown)[:1500]}")


async def case(name, work, seconds=180):
    """One case of a script. One that breaks off is one failed check, told whole, and the others are judged all the same."""
    try:
        await asyncio.wait_for(work, seconds)
    except Exception:
        traceback.print_exc(file=sys.stdout)
        check(f"{name} comes to its end", False, "it broke off, see above")


def done(suite):
    print(f"{suite}: {passed} passed, {failed} failed")
    sys.exit(failed != 0)


class Feed:
    """A running feed; its events are read as they come, unless reading is put off, or they go to a file, which is a
    reader that is never slow: what stands there is read when somebody looks."""

    def __init__(self, *args, read=True, to=None):
        self.args, self.reads, self.to, self.events, self.cut_line, self.said = args, read, to, [], b"", ""

    async def __aenter__(self):
        out = open(self.to, "wb") if self.to else asyncio.subprocess.PIPE
        self.p = await asyncio.create_subprocess_exec(
            os.path.join(BIN, "feed"), *self.args, stdin=asyncio.subprocess.DEVNULL, stdout=out,
            stderr=asyncio.subprocess.PIPE, limit=1 << 22)
        if self.to:
            out.close()
            self.file = open(self.to, "rb")
        if self.reads:
            self.reading = asyncio.ensure_future(self.read())
        return self

    async def __aexit__(self, *_):
        if self.p.returncode is None:
            self.p.kill()
            await self.p.wait()
        if self.to:
            self.file.close()

    async def read(self):
        if self.to:
            await self.p.wait()
            self.look()
            assert not self.cut_line, self.cut_line
            return
        while line := await self.p.stdout.readline():
            self.events.append(json.loads(line))

    def look(self):
        """Takes what has come to the file. feed is writing: what stands behind the last line end is not a line yet."""
        *lines, self.cut_line = (self.cut_line + self.file.read()).split(b"\n")
        self.events += map(json.loads, lines)

    def of(self, *types):
        return [e for e in self.events if e["type"] in types]

    async def quiet(self, seconds, most=120):
        """Waits until nothing but beats has come for so long."""
        said, since, end = -1, time.monotonic(), time.monotonic() + most
        while time.monotonic() < min(since + seconds, end):
            if self.to:
                self.look()
            now = len(self.events) - len(self.of("beat"))
            said, since = now, since if now == said else time.monotonic()
            await asyncio.sleep(0.1)

    async def until(self, condition, seconds=60):
        """Waits for a condition on the events; false when it does not come."""
        end = time.monotonic() + seconds
        while True:
            if self.to:
                self.look()
            if condition(self):
                return True
            if time.monotonic() > end:
                return False
            await asyncio.sleep(0.1 if self.to else 0.02)

    async def stop(self, seconds=60):
        if self.p.returncode is None:
            self.p.terminate()
        return await self.ended(seconds)

    async def ended(self, seconds=60):
        if not self.reads:
            self.reading = asyncio.ensure_future(self.read())
        try:
            status = await asyncio.wait_for(self.p.wait(), seconds)
        except asyncio.TimeoutError:
            return "still running"
        await self.reading
        self.said = (await self.p.stderr.read()).decode()
        return status

    def memory_kib(self):
        with open(f"/proc/{self.p.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def reach_of(events, side):
    """The worst price up to which feed can know a book's side: Binance's snapshot says nothing of what lies behind its
    first 1000 levels, and the later it comes on a slow machine, the more that is there in the end."""
    snapshots = [e[side] for e in events if e["type"] == "book" and e["snapshot"] and e["venue"].startswith("binance")]
    if not snapshots or len(snapshots[-1]) < 1000:
        return 0 if side == "bids" else float("inf")
    return (min if side == "bids" else max)(price for price, _ in snapshots[-1])


class Coinbase:
    """Messages of one connection, with their numbers."""

    def __init__(self, peer, product="BTC-USD"):
        self.peer, self.product, self.sequence = peer, product, 0

    async def send(self, channel, event, skip=0):
        self.sequence += skip
        await self.peer.send(json.dumps({"channel": channel, "timestamp": stamp(), "sequence_num": self.sequence,
                                         "events": [event]}))
        self.sequence += 1

    async def book(self, kind, bids=(), asks=(), skip=0):
        levels = [("bid", *row) for row in bids] + [("offer", *row) for row in asks]
        await self.send("l2_data", {"type": kind, "product_id": self.product, "updates": [
            {"side": side, "event_time": "1970-01-01T00:00:00Z", "price_level": str(price), "new_quantity": str(size)}
            for side, price, size in levels]}, skip)

    async def trade(self, number, skip=0):
        await self.send("market_trades", {"type": "update", "trades": [
            {"trade_id": str(number), "product_id": self.product, "price": "100.5", "size": "0.1", "side": "SELL",
             "time": stamp()}]}, skip)

    async def ticker(self, bid, ask):
        await self.send("ticker", {"type": "update", "tickers": [
            {"type": "ticker", "product_id": self.product, "best_bid": str(bid), "best_bid_quantity": "1",
             "best_ask": str(ask), "best_ask_quantity": "1"}]})

    async def subscriptions(self, count):
        return [json.loads(await self.peer.next()) for _ in range(count)]


def stamp(ahead=0.0):
    t = time.time() + ahead
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(t)) + f".{int(t % 1 * 1e6):06d}Z"
