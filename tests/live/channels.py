#!/usr/bin/env python3
"""Hyperliquid's channels of orders and executions: heard at once, and healed when they are cut, silent, doubled or lost.
usage: channels.py BUILD"""
import sys
import tempfile
import threading
import time

from perps import VENUES, Simex, best_of_hyperliquid, hyperliquid_key, proposal, quote
from rig import Desk, case, check, counts

SYMBOL = "ETH-USDC-PERP"


class Two:
    """An exchange with a trader who is ours, and another who meets our orders."""

    def __init__(self, faults=""):
        self.d, self.keys = tempfile.TemporaryDirectory(), tempfile.TemporaryDirectory()
        for name in ("a-ours", "b-other"):  # accounts 0 and 1
            hyperliquid_key(self.keys.name, name)
        # `=0` strikes never, and counts the questions.
        rules = ",".join(r for r in ("429=0/http POST /info", faults) if r)
        self.x = Simex("hyperliquid", self.keys.name, "--balance", "USDC=100000", "--faults", rules, "--steps")
        self.desk = Desk(self.d.name, "hyperliquid", "USDC", VENUES)
        self.bid, self.ask = best_of_hyperliquid(self.x)
        self.tick = quote("hyperliquid", SYMBOL, self.bid, self.ask)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.x.stop()
        self.d.cleanup()
        self.keys.cleanup()

    def other(self, side, qty):
        return self.x.ask("/simex/trade?account=1&symbol=%s&side=%s&qty=%s" % (SYMBOL, side, qty), body={})

    def asked(self):
        return self.x.ask("/simex/faults")["faults"][0]["occasions"]

    def books(self):
        """Executions of ours, there and here."""
        there = sorted(str(f["number"]) for f in self.x.ask("/simex/fills")["fills"] if f["account"] == 0)
        here = sorted(f["venue_id"] for o in self.desk.orders().values() for f in o["fills"])
        return there, here


def rests(two, name):
    """A bid of ours at the best price, in front of nobody else's at that price or a better one."""
    return proposal("hyperliquid", SYMBOL, name, "buy", qty=0.05, kind="limit", tif="GTC", limit=int(two.ask * 10) / 10, post_only=True)


def at_once():
    """An order that rests is filled by a stranger: the journal has it long before the next round of questions."""
    with Two() as two:
        seen = []

        def meet():
            # Just behind a question of the rounds, so that none of them falls into the moment by chance.
            first, until = two.asked(), time.monotonic() + 5
            while two.asked() == first and time.monotonic() < until:
                time.sleep(0.02)
            time.sleep(0.3)
            before, filled = two.asked(), two.other("sell", "0.05")
            began = time.monotonic()
            while time.monotonic() - began < 8 and not seen:
                if two.desk.orders()["s/r"]["fills"]:
                    seen.append((time.monotonic() - began, two.asked() - before, filled))
                time.sleep(0.02)
        waiter = threading.Thread(target=meet)

        def lines():
            yield from [two.tick, rests(two, "r"), *[two.tick] * 20]
            waiter.start()
            yield from [two.tick] * 40

        class Lines(list):
            __iter__ = lambda self: lines()  # noqa: E731
        said = two.desk.run(two.x.url, two.keys.name + "/a-ours", Lines([0] * 62), "--compare-every", "0s", seconds=3)
        waiter.join()
        # Without a question since it came by the channel, however slow the machine; one may follow what was heard.
        check("channels: an execution is heard at once, without a question", seen and
              (seen[0][1] == 0 or (seen[0][0] < 1 and seen[0][1] == 1)), (seen, two.desk.orders(), said))
        check("channels: there and here the same", two.books()[0] == two.books()[1] != [], two.books())


def healed(name, faults):
    """Orders that fill at once, rest and are met, or are cancelled, while the channels are bad."""
    with Two(faults) as two:
        def lines():
            yield two.tick
            for n in range(4):
                yield proposal("hyperliquid", SYMBOL, "i%d" % n, "buy", qty=0.02)
                yield two.tick
            yield rests(two, "r")
            yield from [two.tick] * 8
            two.other("sell", "0.05")
            yield from [two.tick] * 2
            yield proposal("hyperliquid", SYMBOL, "c", "buy", qty=0.05, kind="limit", tif="GTC", limit=round(two.bid * 0.97), post_only=True)
            yield from [two.tick] * 4
            yield dict(type="cancel", id="s/c", reason="test")
            yield from [two.tick] * 90

        class Lines(list):
            __iter__ = lambda self: lines()  # noqa: E731
        said = two.desk.run(two.x.url, two.keys.name + "/a-ours", Lines([0] * 115), "--compare-every", "1s", seconds=12)
        there, here = two.books()
        check("channels %s: every execution is journalled once" % name, there == here and len(here) >= 5, (there, here, said))
        orders = two.desk.orders()
        check("channels %s: every order comes to its end" % name, orders["s/c"]["states"][-1:] == ["cancelled"] and
              sum(f["qty"] for f in orders["s/r"]["fills"]) == 0.05, (orders, said))
        check("channels %s: and no difference is told" % name, '"type":"halt"' not in said and '"type":"alert"' not in said, said)
        rules = two.x.ask("/simex/faults")["faults"]
        check("channels %s: they were" % name, all(r["struck"] > 0 for r in rules[1:]), rules)


if __name__ == "__main__":
    case(at_once)
    bad = [("doubled", "duplicate=1/ws"), ("cut", "cut=0.3/ws {\"channel\":\"orderUpdates"), ("silent", "half-open#3/ws"),
           ("lost", "drop=0.6/ws {\"channel\":\"userFills"), ("broken", "malformed=0.4/ws {\"channel\":\"orderUpdates")]
    threads = [threading.Thread(target=case, args=(healed, *each)) for each in bad]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    print("channels: %d passed, %d failed" % (counts["passed"], counts["failed"]))
    sys.exit(1 if counts["failed"] else 0)
