"""Hyperliquid's exchange, scripted: takes orders, loses answers, refuses; and what the journal makes of it."""
import http.server
import json
import os
import sys
import tempfile
import threading
import traceback

from rig import Desk, JsonHandler, check

VENUE = """[hyperliquid]
source = "a test"
[[hyperliquid.fees]]
since = "2020-01-01"
source = "a test"
tiers = [{ from = "0", maker = "0.015%", taker = "0.045%" }]
[hyperliquid.instruments."ETH-USDC-PERP"]
tick = "0.1"
lot = "0.0001"
min_notional = "10"
imr = "0.1"
mmr = "0.05"
"""


class Venue(http.server.ThreadingHTTPServer):
    def __init__(self, faults):
        super().__init__(("127.0.0.1", 0), Handler)
        self.faults, self.orders, self.posts, self.refused, self.wrong, self.asked_for = list(faults), {}, 0, [], [], []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, address):
        wrong = sys.exc_info()[1]
        if not isinstance(wrong, OSError):  # a connection that was cut
            self.wrong.append(traceback.format_exc())

    def place(self, o):
        self.orders.setdefault(o["c"], []).append({**o, "oid": 1000 + len(self.orders), "done": o["t"]["limit"]["tif"] == "Ioc"})
        return self.orders[o["c"]][-1]


class Handler(JsonHandler):
    def do_POST(self):
        v, body = self.server, json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/info":
            return self.say(self.info(v, body))
        action = body["action"]
        if action["type"] == "cancelByCloid":
            for c in action["cancels"]:
                v.orders[c["cloid"]][-1]["cancelled"] = True
            return self.say({"status": "ok", "response": {"type": "cancel", "data": {"statuses": ["success"]}}})
        v.posts += 1
        assert set(body["signature"]) == {"r", "s", "v"} and body["expiresAfter"] > body["nonce"] - 10_000
        fault, o = v.faults.pop(0) if v.faults else None, action["orders"][0]
        if fault == "never":  # cut, and it did not arrive
            return self.cut()
        if fault == "refuse":
            v.refused.append(o["c"])
            return self.status({"error": "Order must have minimum value of $10."})
        if fault == "busy":
            return self.say({}, 429)
        order = v.place(o)
        if fault == "lost":  # cut, and it arrived
            return self.cut()
        if fault == "broken":
            return self.say({}, 500)
        if order["done"]:
            return self.status({"filled": {"totalSz": o["s"], "avgPx": o["p"], "oid": order["oid"]}})
        self.status({"resting": {"oid": order["oid"]}})

    def info(self, v, q):
        if q["type"] == "meta":
            return {"universe": [{"name": "BTC", "szDecimals": 5}, {"name": "ETH", "szDecimals": 4}]}
        v.asked_for.append(q)
        if q["type"] == "frontendOpenOrders":
            return [{"coin": "ETH", "side": "A", "limitPx": o["p"], "oid": o["oid"], "origSz": o["s"], "sz": o["s"], "timestamp": 1,
                     "cloid": cloid} for cloid, same in v.orders.items() for o in same if not o["done"] and not o.get("cancelled")]
        if q["type"] == "orderStatus":
            if q["oid"] not in v.orders:
                return {"status": "unknownOid"}
            o = v.orders[q["oid"]][-1]
            state = "filled" if o["done"] else "canceled" if o.get("cancelled") else "open"
            return {"status": "order", "order": {"status": state, "order": {
                "coin": "ETH", "oid": o["oid"], "origSz": o["s"], "sz": "0.0" if o["done"] else o["s"]}}}
        return [{"coin": "ETH", "px": o["p"], "sz": o["s"], "oid": o["oid"], "tid": o["oid"] * 7, "crossed": True, "fee": "0.05",
                 "feeToken": "USDC", "time": 1_700_000_000_000} for same in v.orders.values() for o in same if o["done"]] * 2

    def status(self, s):
        self.say({"status": "ok", "response": {"type": "order", "data": {"statuses": [s]}}})

    def cut(self):
        self.close_connection = True
        self.connection.close()


def proposal(n, **more):
    return dict(type="proposal", venue="hyperliquid", symbol="ETH-USDC-PERP", id="s/ETH@%d" % n, strategy="s", intent="open",
                side="sell", confidence=1, qty=0.01, kind="market", tif="IOC", **more)


def run():
    with tempfile.TemporaryDirectory() as d:
        with open(d + "/venue.toml", "w") as f:
            f.write(VENUE)
        secret = os.urandom(32).hex()
        with open(os.open(d + "/key", os.O_CREAT | os.O_WRONLY, 0o600), "w") as f:
            f.write(secret)
        venue = Venue([None, "lost", "broken", "never", "refuse", "busy", None])
        desk = Desk(d, "hyperliquid", "USDC", d + "/venue.toml")
        quote = dict(type="quote", venue="hyperliquid", symbol="ETH-USDC-PERP", bid=3000.1, bid_size=5, ask=3000.2, ask_size=5)
        url = "http://127.0.0.1:%d" % venue.server_port
        lines = [quote] + [line for n in range(1, 7) for line in (proposal(n), quote)]
        rest = dict(proposal(7), kind="limit", tif="GTC", limit=3100.5, post_only=True)
        said = desk.run(url, d + "/key", lines + [rest, quote, quote, dict(type="cancel", strategy="s"), quote], seconds=25)
        orders = desk.orders()
        ends = {n: orders.get("s/ETH@%d" % n, {"states": ["absent"], "fills": []}) for n in range(1, 8)}
        for n, why in {1: "answered", 2: "the answer lost", 3: "500 after it was taken", 6: "429 first"}.items():
            check("hyperliquid: a short is filled once: %s" % why, len(ends[n]["fills"]) == 1, (ends[n], said))
        check("hyperliquid: what never arrived is over, by the venue's word", ends[4]["states"][-1:] == ["rejected"], (ends[4], said))
        check("hyperliquid: a refusal is a refusal", ends[5]["states"][-1:] == ["rejected"], ends[5])
        check("hyperliquid: a resting order is cancelled", ends[7]["states"][-1:] == ["cancelled"], (ends[7], said))
        check("hyperliquid: every request was one that the venue understands", not venue.wrong, venue.wrong)
        check("hyperliquid: no order is there twice", all(len(o) == 1 for o in venue.orders.values()), venue.orders)
        check("hyperliquid: the key is nowhere", secret not in said and secret.encode() not in desk.seen and
              all(secret.encode() not in open(d + "/" + f, "rb").read() for f in os.listdir(d) if f != "key"))
        core = [line.split()[4:6] for line in desk.limits.splitlines() if line.startswith("Max core file size")]
        check("hyperliquid: no core is written while a key is held", core == [["0", "0"]], desk.limits)
        venue.shutdown()
