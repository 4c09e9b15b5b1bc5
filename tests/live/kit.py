"""What the tests of live feeds share: running feed beside a scripted venue, messages of Coinbase, counting."""
import asyncio
import json
import os
import sys
import time

BIN = os.path.join(os.path.abspath(sys.argv[1]), "bin")
passed = failed = 0


def check(name, good, shown=""):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print(f"FAILED {name}: {str(shown)[:1500]}")


def done(suite):
    print(f"{suite}: {passed} passed, {failed} failed")
    sys.exit(failed != 0)


class Feed:
    """A running feed; its events are read as they come, unless reading is put off, or they go to a file, which is a
    reader that is never slow."""

    def __init__(self, *args, read=True, to=None):
        self.args, self.reads, self.to, self.events, self.lines = args, read, to, [], []

    async def __aenter__(self):
        self.p = await asyncio.create_subprocess_exec(
            os.path.join(BIN, "feed"), *self.args, stdin=asyncio.subprocess.DEVNULL,
            stdout=open(self.to, "wb") if self.to else asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            limit=1 << 22)
        if self.reads:
            self.reading = asyncio.ensure_future(self.read())
        return self

    async def __aexit__(self, *_):
        if self.p.returncode is None:
            self.p.kill()
            await self.p.wait()

    async def read(self):
        if self.to:
            await self.p.wait()
            with open(self.to, "rb") as lines:
                self.lines = lines.readlines()
            self.events = [json.loads(line) for line in self.lines]
            return
        while line := await self.p.stdout.readline():
            self.lines.append(line)
            self.events.append(json.loads(line))

    def of(self, *types):
        return [e for e in self.events if e["type"] in types]

    async def until(self, condition, seconds=20):
        """Waits for a condition on the events; false when it does not come."""
        end = time.monotonic() + seconds
        while not condition(self):
            if time.monotonic() > end:
                return False
            await asyncio.sleep(0.02)
        return True

    async def stop(self, seconds=20):
        if self.p.returncode is None:
            self.p.terminate()
        return await self.ended(seconds)

    async def ended(self, seconds=20):
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
