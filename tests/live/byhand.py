#!/usr/bin/env python3
"""Trades by hand at the venue while place-order runs: they are noticed, told, and halt entries. usage: byhand.py BUILD"""
import json
import os
import sys
import tempfile

from perps import VENUES, Simex, best_of_coinbase, best_of_hyperliquid, coinbase_key, hyperliquid_key, proposal, quote
from rig import Desk, case, check, counts

COMPARE = ("--compare-every", "400ms")


def alerts(said, severity="critical"):
    found = [json.loads(line) for line in said.splitlines() if line.startswith('{"type":"alert"')]
    return [a["message"] for a in found if a["severity"] == severity]


class By:
    """Time, with something done by hand when it comes; a list of events for Desk.run that is made while it is read.
    It ends early when `over()`."""

    def __init__(self, tick, over=lambda: False):
        self.tick, self.over, self.steps = tick, over, []

    def event(self, *events):
        self.steps += events
        return self

    def pause(self, ticks):
        self.steps += [self.tick] * ticks
        return self

    def hand(self, act):
        self.steps.append(act)
        return self

    def __len__(self):
        return len(self.steps)

    def __iter__(self):
        for step in self.steps:
            if self.over():
                return
            if callable(step):
                step()
                step = self.tick
            yield step


def scenario(name, d, x, key, venue, symbol, currency, price, venues, open_side, by_hand, numbers):
    """A position is opened and an order rests; a stranger trades; an opening after that, and an exit."""
    bid, ask = price()
    desk = Desk(d, venue, currency, venues)
    tick = quote(venue, symbol, bid, ask)
    far = round(ask * 1.03 if open_side == "sell" else bid * 0.97, 0)

    def at(n, side, qty=0.2, **more):
        return proposal(venue, symbol, n, side, qty=qty, **more)
    exit_side = "buy" if open_side == "sell" else "sell"
    steps = By(tick).pause(1).event(at("in", open_side)).pause(2)
    steps.event(at("rest", open_side, 0.1, kind="limit", tif="GTC", limit=far, post_only=True)).pause(12)
    steps.hand(by_hand).pause(14)
    steps.event(at("more", open_side)).pause(4).event(at("out", exit_side, intent="close", reduce_only=True)).pause(4)
    said = desk.run(x.url, key, steps, *COMPARE, seconds=6)
    orders, halts = desk.orders(), [r for r in desk.rows() if r["type"] == "halt"]
    told = [m for m in alerts(said) if numbers in m]
    check(name + ": a trade by hand is told once, with both numbers", len(told) == 1 and len(alerts(said)) == 1, (alerts(said), said))
    check(name + ": it halts entries, in the journal", len(halts) == 1 and halts[0]["kind"] == "entries" and
          halts[0]["rule"] == "position" and numbers in halts[0]["reason"], halts)
    check(name + ": what would open is not sent after it, what rests is taken back",
          "s/more" not in orders and orders["s/rest"]["states"][-1:] == ["cancelled"], (orders, said))
    check(name + ": an exit is", sum(f["qty"] for f in orders["s/out"]["fills"]) > 0, (orders.get("s/out"), said))
    check(name + ": no fill is invented", sum(f["qty"] for f in orders["s/in"]["fills"]) == 0.2, orders)
    desk.tool("ledger", "resume", "--reason", "looked")
    return desk


def quiet(name, d, x, key, venue, symbol, currency, price, venues, side):
    """Orders that fill, rest and are cancelled, compared all the time: nothing is told."""
    bid, ask = price()
    desk = Desk(d, venue, currency, venues)
    steps = By(quote(venue, symbol, bid, ask)).pause(1)
    for n in range(12):
        steps.event(proposal(venue, symbol, "q%d" % n, side, qty=0.02)).pause(1)
    said = desk.run(x.url, key, steps.pause(6), *COMPARE, seconds=3)
    check(name + ": a day without strangers is quiet", alerts(said) == [] and alerts(said, "warning") == [] and
          sum(len(o["fills"]) for o in desk.orders().values()) >= 12, said)


def busy(name, d, x, key, venue, symbol, currency, price, venues, by_hand, numbers):
    """Executions come more often than readings: a stranger's trade is noticed all the same, and halts entries. How soon
    depends on which readings fall between executions."""
    bid, ask = price()
    desk = Desk(d, venue, currency, venues)
    most = 60

    def halted():
        return [r for r in desk.rows() if r["type"] == "halt"]
    steps = By(quote(venue, symbol, bid, ask), halted).pause(10)  # what is there is read before anything is traded
    for n in range(most):
        if n == 5:
            steps.hand(by_hand)
        steps.event(proposal(venue, symbol, "b%d" % n, "buy", qty=0.02)).pause(5)
    said = desk.run(x.url, key, steps, "--compare-every", "1200ms", seconds=2)
    halts = halted()
    filled = sum(len(o["fills"]) for o in desk.orders().values())
    check(name + ": while it trades all the time a trade by hand is told once", len(alerts(said)) == 1 and numbers in alerts(said)[0],
          (alerts(said), filled, said))
    check(name + ": and halts entries, while executions went on", len(halts) == 1 and halts[0]["rule"] == "position" and
          7 <= filled < most, (filled, halts))


def spot():
    with tempfile.TemporaryDirectory() as d, tempfile.TemporaryDirectory() as keys:
        key = coinbase_key(keys)
        x = Simex("coinbase", keys, "--balance", "USD=100000,ETH=3")
        os.makedirs(d + "/q")
        try:
            def price():
                return best_of_coinbase(x, "ETH-USD")
            venues = os.path.join(os.path.dirname(VENUES), "coinbase.toml")
            quiet("coinbase spot", d + "/q", x, key, "coinbase", "ETH-USD", "USD", price, venues, "buy")
            x.stop()
            x = Simex("coinbase", keys, "--balance", "USD=100000")
            os.makedirs(d + "/b")
            busy("coinbase spot", d + "/b", x, key, "coinbase", "ETH-USD", "USD", price, venues,
                 lambda: x.ask("/simex/trade?account=0&symbol=ETH-USD&side=buy&qty=0.15", body={}), "in the ledger")
            x.stop()
            x = Simex("coinbase", keys, "--balance", "USD=100000,ETH=3")
            scenario("coinbase spot", d, x, key, "coinbase", "ETH-USD", "USD", price, venues, "buy",
                     lambda: x.ask("/simex/trade?account=0&symbol=ETH-USD&side=sell&qty=0.15", body={}),
                     "ETH is 3.05 at coinbase and 0.2 in the ledger")
        finally:
            x.stop()


def perpetuals():
    with tempfile.TemporaryDirectory() as d, tempfile.TemporaryDirectory() as keys:
        key = coinbase_key(keys)
        x = Simex("coinbase", keys, "--balance", "USDC=100000")
        try:
            scenario("coinbase perpetuals", d, x, key, "coinbase", "ETH-USDC-PERP", "USDC", lambda: best_of_coinbase(x), VENUES, "sell",
                     lambda: x.ask("/simex/trade?account=0&symbol=ETH-USDC-PERP&side=buy&qty=0.05", body={}),
                     "ETH-USDC-PERP is -0.15 at coinbase and -0.2 in the ledger")
        finally:
            x.stop()


def hyperliquid():
    with tempfile.TemporaryDirectory() as d, tempfile.TemporaryDirectory() as keys:
        key = hyperliquid_key(keys)
        x = Simex("hyperliquid", keys, "--balance", "USDC=100000")
        os.makedirs(d + "/q")
        try:
            def price():
                return best_of_hyperliquid(x)
            quiet("hyperliquid", d + "/q", x, key, "hyperliquid", "ETH-USDC-PERP", "USDC", price, VENUES, "sell")
            x.stop()
            x = Simex("hyperliquid", keys, "--balance", "USDC=100000")
            scenario("hyperliquid", d, x, key, "hyperliquid", "ETH-USDC-PERP", "USDC", price, VENUES, "sell",
                     lambda: x.ask("/simex/trade?account=0&symbol=ETH-USDC-PERP&side=sell&qty=0.1", body={}),
                     "ETH-USDC-PERP is -0.3 at hyperliquid and -0.2 in the ledger")
        finally:
            x.stop()


if __name__ == "__main__":
    for work in (spot, perpetuals, hyperliquid):
        case(work)
    print("byhand: %d passed, %d failed" % (counts["passed"], counts["failed"]))
    sys.exit(1 if counts["failed"] else 0)
