#!/usr/bin/env python3
"""recon against simex: every difference is explained, what the venue states is booked, nothing else. usage: reconcile.py BUILD"""
import subprocess
import sys
import tempfile

from perps import VENUES, Simex, best_of_coinbase, best_of_hyperliquid, coinbase_key, hyperliquid_key, proposal, quote
from rig import BIN, ENV, Desk, case, check, counts, until


def rows(desk, kind):
    return [r for r in desk.rows() if r["type"] == kind]


def recon(desk, x, key, *more):
    return subprocess.run([BIN + "recon", "--venue", desk.venue, "--ledger", desk.ledger, "--url", "%s=%s" % (desk.venue, x.url),
                           "--key-file", key, *more], capture_output=True, text=True, env=ENV)


def kinds(done):
    return sorted({tuple(line.split()[:2]) for line in done.stdout.splitlines() if line.startswith(("explained", "UNEXPLAINED"))})


def ends_even(name, desk, x, key):
    """Once what the venue stated is booked nothing differs, and booking again changes nothing."""
    before = len(rows(desk, "charge")) + len(rows(desk, "fill"))
    again = recon(desk, x, key, "--apply")
    check(name + ": and nothing differs after it", again.returncode == 0 and ", 0 differences" in again.stdout, again.stdout)
    check(name + ": nothing is booked twice", len(rows(desk, "charge")) + len(rows(desk, "fill")) == before, again.stdout)
    verified = subprocess.run([BIN + "ledger", "verify", "--ledger", desk.ledger], capture_output=True, text=True, env=ENV)
    check(name + ": and the journal verifies", verified.returncode == 0, verified.stdout + verified.stderr)


def funding():
    """A short by two strategies' orders that is paid funding, and closed; a stranger's trade beside it."""
    with tempfile.TemporaryDirectory() as d, tempfile.TemporaryDirectory() as keys:
        key = hyperliquid_key(keys)
        # It is asked again and again until there is funding, which would use up what its limits leave to recon.
        x = Simex("hyperliquid", keys, "--limits", "0", "--funding-every", "2s", "--funding-rate", "0.01%", "--balance", "USDC=100000")
        try:
            bid, ask = best_of_hyperliquid(x)
            desk = Desk(d, "hyperliquid", "USDC", VENUES)
            desk.tool("ledger", "promote", "t", "HOT", "--reason", "test")
            tick, symbol = quote("hyperliquid", "ETH-USDC-PERP", bid, ask), "ETH-USDC-PERP"
            other = {**proposal("hyperliquid", symbol, "b", "sell", qty=0.1), "strategy": "t", "id": "t/b"}
            said = desk.run(x.url, key, [tick, proposal("hyperliquid", symbol, "a", "sell", qty=0.2), other, tick, tick], seconds=5)
            user = x.ask("/simex/balances")["accounts"][0]["name"]
            until(lambda: len(x.ask("/info", {"type": "userFunding", "user": user, "startTime": 0})) >= 2)
            close = {**proposal("hyperliquid", symbol, "d", "buy", intent="close", reduce_only=True), "strategy": "t", "id": "t/d"}
            said += desk.run(x.url, key, [tick, proposal("hyperliquid", symbol, "c", "buy", intent="close", reduce_only=True), close,
                                          tick, tick], seconds=5)
            first = recon(desk, x, key)
            check("hyperliquid: funding is explained, payment by payment, and the balance by it",
                  first.returncode == 0 and kinds(first) == [("explained", "balance:"), ("explained", "funding:")], (first.stdout, said))
            check("hyperliquid: nothing is booked unless it is asked for", rows(desk, "charge") == [])
            recon(desk, x, key, "--apply")
            paid = x.ask("/info", {"type": "userFunding", "user": user, "startTime": 0})
            charges = rows(desk, "charge")
            check("hyperliquid: funding is booked to who held it, to the last digit",
                  {c["strategy"] for c in charges} == {"s", "t"} and
                  abs(sum(c["amount"] for c in charges) + sum(float(p["delta"]["usdc"]) for p in paid)) < 1e-12, (charges, paid))
            ends_even("hyperliquid", desk, x, key)
            x.ask("/simex/trade?account=0&symbol=ETH-USDC-PERP&side=buy&qty=0.05", body={})
            by_hand, fills = recon(desk, x, key, "--apply"), len(rows(desk, "fill"))
            check("hyperliquid: a trade by hand is named, explains what it moved, and is not booked",
                  by_hand.returncode == 0 and ("explained", "order-foreign:") in kinds(by_hand) and
                  ("explained", "position:") in kinds(by_hand) and len(rows(desk, "fill")) == fills and
                  "journalled: fill" not in by_hand.stdout, (by_hand.returncode, by_hand.stdout, by_hand.stderr))
        finally:
            x.stop()


def liquidation():
    """Funding takes the margin until the venue closes the position; recon books both."""
    with tempfile.TemporaryDirectory() as d, tempfile.TemporaryDirectory() as keys:
        key = hyperliquid_key(keys)
        x = Simex("hyperliquid", keys, "--limits", "0", "--funding-every", "1s", "--funding-rate", "1%", "--balance", "USDC=700")
        try:
            bid, ask = best_of_hyperliquid(x)
            desk = Desk(d, "hyperliquid", "USDC", VENUES)
            tick = quote("hyperliquid", "ETH-USDC-PERP", bid, ask)
            qty = round(6000 / ask, 2)
            said = desk.run(x.url, key, [tick, proposal("hyperliquid", "ETH-USDC-PERP", "long", "buy", qty=qty), tick, tick],
                            "--compare-every", "0s", seconds=3)
            desk.tool("ledger", "withdraw", "99300", "USDC")
            until(lambda: not x.ask("/simex/balances")["accounts"][0]["positions"])
            first = recon(desk, x, key)
            check("hyperliquid: a liquidation is explained, and the position and the balance by it",
                  first.returncode == 0 and {k for _, k in kinds(first)} == {"liquidation:", "funding:", "position:", "balance:"},
                  (first.stdout, said, x.ask("/simex/balances")))
            recon(desk, x, key, "--apply")
            exits = [o for o in rows(desk, "order") if o.get("exit_rule") == "liquidation"]
            closed = [f for f in rows(desk, "fill") if exits and f["id"] == exits[0]["id"]]
            check("hyperliquid: it is booked as an exit of its own, with the venue's fills",
                  len(exits) == 1 and exits[0]["strategy"] == "s" and abs(sum(f["qty"] for f in closed) - qty) < 1e-12 and
                  all(f["side"] == "sell" for f in closed), (exits, closed))
            ends_even("hyperliquid liquidation", desk, x, key)
        finally:
            x.stop()


def coinbase_liquidation():
    """Coinbase says which order was the venue's own, and nothing of single payments of funding."""
    with tempfile.TemporaryDirectory() as d, tempfile.TemporaryDirectory() as keys:
        key = coinbase_key(keys)
        x = Simex("coinbase", keys, "--funding-every", "1s", "--funding-rate", "60%", "--balance", "USDC=700")
        try:
            bid, ask = best_of_coinbase(x)
            desk = Desk(d, "coinbase", "USDC", VENUES)
            tick = quote("coinbase", "ETH-USDC-PERP", bid, ask)
            desk.run(x.url, key, [tick, proposal("coinbase", "ETH-USDC-PERP", "long", "buy", qty=0.2), tick, tick], "--compare-every",
                     "0s", seconds=3)
            until(lambda: not x.ask("/simex/balances")["accounts"][0]["positions"])
            recon(desk, x, key, "--apply")
            after = recon(desk, x, key)
            check("coinbase: a liquidation is booked, and only the balance is left",
                  kinds(after) == [("UNEXPLAINED", "balance:")] and after.returncode == 1 and
                  [o["exit_rule"] for o in rows(desk, "order") if "exit_rule" in o] == ["liquidation"], after.stdout)
        finally:
            x.stop()


if __name__ == "__main__":
    for work in (funding, liquidation, coinbase_liquidation):
        case(work)
    print("reconcile: %d passed, %d failed" % (counts["passed"], counts["failed"]))
    sys.exit(1 if counts["failed"] else 0)
