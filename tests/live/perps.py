#!/usr/bin/env python3
"""Perpetuals through place-order live against simex: shorts, positions, funding, recon. usage: perps.py BUILD"""
import base64
import json
import os
import subprocess
import sys
import tempfile
import urllib.request

from rig import BIN, Desk, ENV, case, check, counts, until
from wire import certificate

VENUES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples/venues/perpetuals.toml")


class Simex:
    def __init__(self, venue, keys, *more):
        self.p = subprocess.Popen([BIN + "simex", "--venue", venue, "--keys", keys, "--seed", "5", *more], stdout=subprocess.PIPE,
                                  text=True, env=ENV)
        self.url = self.p.stdout.readline().strip()

    def ask(self, path, body=None, **headers):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.url + path, data=data, headers={"Content-Type": "application/json", **headers})
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read())

    def stop(self):
        self.p.kill()
        self.p.wait()


def quote(venue, symbol, bid, ask):
    return dict(type="quote", venue=venue, symbol=symbol, bid=bid, bid_size=5, ask=ask, ask_size=5)


def proposal(venue, symbol, name, side, **more):
    return dict(type="proposal", venue=venue, symbol=symbol, id="s/" + name, strategy="s", side=side, confidence=1,
                **{"intent": "open", "kind": "market", "tif": "IOC", **more})


def trades(desk, venue, symbol, url, key, bid, ask, peek):
    """A short that is opened, an order that rests and is cancelled, a stranger's close: what the journal says of each.
    The venue is looked at between the two halves."""
    tick = quote(venue, symbol, bid, ask)
    first = [tick, proposal(venue, symbol, "short", "sell", qty=0.2), tick, tick,
             proposal(venue, symbol, "rest", "sell", qty=0.1, kind="limit", tif="GTC", limit=round(ask * 1.03, 0), post_only=True),
             tick, tick, dict(type="cancel", id="s/rest", reason="test"), tick]
    said = desk.run(url, key, first, seconds=6)
    held = peek()
    said += desk.run(url, key, [tick, proposal(venue, symbol, "close", "buy", intent="close", reduce_only=True), tick, tick],
                     seconds=6)
    orders = desk.orders()
    short, rest, close = (orders.get("s/" + name, {"states": [], "fills": []}) for name in ("short", "rest", "close"))
    check(venue + ": a short is opened", sum(f["qty"] for f in short["fills"]) == 0.2 and
          all(f["side"] == "sell" for f in short["fills"]), (short, said))
    check(venue + ": a resting order is open, then cancelled", rest["states"][-2:] == ["open", "cancelled"], (rest, said))
    check(venue + ": the short is closed whole", sum(f["qty"] for f in close["fills"]) == 0.2 and
          all(f["side"] == "buy" for f in close["fills"]), (close, said))
    check(venue + ": the journal says of both that they are filled", short["states"][-1:] == ["filled"] == close["states"][-1:],
          (short["states"], close["states"]))
    listed = {o["id"]: o["state"] for o in map(json.loads, desk.tool("ledger", "orders").stdout.splitlines())}
    check(venue + ": and so do the list of orders and the view", listed == desk.view() and
          [listed.get("s/" + name) for name in ("short", "rest", "close")] == ["filled", "cancelled", "filled"], (listed, desk.view()))
    return held, short["fills"], close["fills"], said


def hyperliquid_key(keys, name="trader"):
    key = keys + "/" + name
    with open(os.open(key, os.O_CREAT | os.O_WRONLY, 0o600), "w") as f:
        f.write(os.urandom(32).hex())
    return key


def best_of_hyperliquid(x):
    levels = x.ask("/info", {"type": "l2Book", "coin": "ETH"})["levels"]
    return float(levels[0][0]["px"]), float(levels[1][0]["px"])


def hyperliquid():
    with tempfile.TemporaryDirectory() as d, tempfile.TemporaryDirectory() as keys:
        key = hyperliquid_key(keys)
        x = Simex("hyperliquid", keys, "--funding-every", "1s", "--funding-rate", "0.01%")
        try:
            bid, ask = best_of_hyperliquid(x)
            desk = Desk(d, "hyperliquid", "USDC", VENUES)
            user = x.ask("/simex/balances")["accounts"][0]["name"]  # the key's address
            peek = lambda: x.ask("/info", {"type": "clearinghouseState", "user": user})  # noqa: E731
            held, short, close, said = trades(desk, "hyperliquid", "ETH-USDC-PERP", x.url, key, bid, ask, peek)
            positions = [p["position"] for p in held["assetPositions"]]
            check("hyperliquid: the venue holds the short", [p["szi"] for p in positions] == ["-0.2"], held)
            paid = x.ask("/info", {"type": "userFunding", "user": user, "startTime": 0})
            check("hyperliquid: the short received funding", paid and all(float(p["delta"]["usdc"]) > 0 for p in paid), paid)
            fills = x.ask("/info", {"type": "userFills", "user": user})
            check("hyperliquid: the journal has the venue's fills, each once",
                  sorted(str(f["tid"]) for f in fills) == sorted(f["venue_id"] for f in short + close), (fills, short, close))
            check("hyperliquid: by its own fees", all(abs(f["fee"] - f["price"] * f["qty"] * 0.00045) < 1e-9 for f in short), short)
            forged = x.ask("/exchange", {"action": {"type": "noop"}, "nonce": 1, "signature": {"r": "0x1", "s": "0x1", "v": 27},
                                         "vaultAddress": None})
            check("hyperliquid: a signature of nobody's is refused", forged["status"] == "err" and
                  "does not exist" in forged["response"], forged)
        finally:
            x.stop()


def coinbase_key(keys):
    key = keys + "/k.json"
    with open(os.open(key, os.O_CREAT | os.O_WRONLY, 0o600), "w") as f:
        json.dump({"name": "organizations/o/apiKeys/k", "privateKey": base64.b64encode(os.urandom(32)).decode()}, f)
    return key


def best_of_coinbase(x, product="ETH-PERP-INTX"):
    book = x.ask("/api/v3/brokerage/market/product_book?product_id=" + product)["pricebook"]
    return float(book["bids"][0]["price"]), float(book["asks"][0]["price"])


def recon(desk, x, key):
    return subprocess.run([BIN + "recon", "--ledger", desk.ledger, "--url", "coinbase=" + x.url, "--key-file", key],
                          capture_output=True, text=True, env=ENV)


def coinbase():
    with tempfile.TemporaryDirectory() as d, tempfile.TemporaryDirectory() as keys:
        key = coinbase_key(keys)
        x = Simex("coinbase", keys, "--funding-every", "1s", "--funding-rate", "0.01%", "--balance", "USDC=100000")
        try:
            bid, ask = best_of_coinbase(x)
            desk = Desk(d, "coinbase", "USDC", VENUES)
            held, short, close, said = trades(desk, "coinbase", "ETH-USDC-PERP", x.url, key, bid, ask,
                                              lambda: recon(desk, x, key))
            lines = held.stdout.splitlines()
            check("coinbase: recon finds the short at the venue, and all that it cannot explain is funding",
                  [line.split()[:2] for line in lines[:-1]] == [["UNEXPLAINED", "balance:"]] and "USDC" in lines[0], held.stdout)
            at_venue = x.ask("/simex/balances")["accounts"][0]
            check("coinbase: nothing is held at the end, there and here", at_venue["positions"] == {} and
                  "position" not in recon(desk, x, key).stdout, (at_venue, recon(desk, x, key).stdout))
            liquidated(d, keys, key)
        finally:
            x.stop()


def liquidated(d, keys, key):
    """The venue closes a position whose margin is used up; recon names it."""
    x = Simex("coinbase", keys, "--funding-every", "1s", "--funding-rate", "60%", "--balance", "USDC=700")
    try:
        bid, ask = best_of_coinbase(x)
        os.makedirs(d + "/two")
        desk = Desk(d + "/two", "coinbase", "USDC", VENUES)
        tick = quote("coinbase", "ETH-USDC-PERP", bid, ask)
        said = desk.run(x.url, key, [tick, proposal("coinbase", "ETH-USDC-PERP", "long", "buy", qty=0.2), tick, tick], seconds=6)
        until(lambda: not x.ask("/simex/balances")["accounts"][0]["positions"])  # funding of 60% a second takes the margin
        out = recon(desk, x, key).stdout
        check("coinbase: recon names the liquidation, which accounts for the position",
              "explained   liquidation:" in out and "explained   position: ETH-USDC-PERP is 0 at the venue and 0.2" in out,
              (out, said))
    finally:
        x.stop()


def over_tls():
    """Orders over TLS: with the certificate they arrive, without it nothing does."""
    with tempfile.TemporaryDirectory() as d, tempfile.TemporaryDirectory() as keys:
        key = coinbase_key(keys)
        cert, _ = certificate(d, "tls", "IP:127.0.0.1")
        x = Simex("coinbase", keys, "--tls", "%s,%s/tls.key" % (cert, d), "--symbols", "BTC-USD")
        try:
            spot = os.path.join(os.path.dirname(VENUES), "coinbase.toml")
            desk = Desk(d, "coinbase", "USD", spot)
            tick = quote("coinbase", "BTC-USD", 84299.99, 84300.01)

            def buy(name):
                return [tick, proposal("coinbase", "BTC-USD", name, "buy", qty=0.001, kind="limit", limit=86000, tif="IOC"), tick, tick]
            said = desk.run(x.url, key, buy("trusted"), "--ca", cert, seconds=6)
            check("over TLS an order is filled", x.url.startswith("https://") and
                  sum(f["qty"] for f in desk.orders()["s/trusted"]["fills"]) == 0.001, (desk.orders(), said))
            said = desk.run(x.url, key, buy("blind"), seconds=6)
            blind = desk.orders()["s/blind"]
            check("to a certificate that nobody vouches for nothing is sent", blind["fills"] == [] and "open" not in blind["states"],
                  (blind, said))
        finally:
            x.stop()


if __name__ == "__main__":
    for work in (hyperliquid, coinbase, over_tls):
        case(work)
    print("perps: %d passed, %d failed" % (counts["passed"], counts["failed"]))
    sys.exit(1 if counts["failed"] else 0)
