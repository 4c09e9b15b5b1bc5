"""Orders that rest at scripted venues: many are asked for with one question, and what ended is heard: resting.py BUILD."""
import http.server
import os
import sys
import tempfile
import threading
import time
import urllib.parse

import hyperliquid
from perps import VENUES, coinbase_key, hyperliquid_key, proposal, quote
from rig import Desk, JsonHandler, case, check, counts

COINBASE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples/venues/coinbase.toml")
MANY = 12
REST = "/api/v3/brokerage"
PRODUCT = {"product_id": "BTC-USD", "base_increment": "0.00000001", "price_increment": "0.01", "base_min_size": "0.00001",
           "quote_currency_id": "USD"}


class Coinbase(http.server.ThreadingHTTPServer):
    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.ids, self.ended, self.told = [], set(), set()
        self.questions = []  # the orders that each named
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def state(self, order):
        self.told.update({order} & self.ended)
        return {"order_id": order, "product_id": "BTC-USD", "filled_size": "0", "status": "CANCELLED" if order in self.ended else "OPEN"}

    def placed(self):
        return len(self.ids)

    def asked(self):
        return [len(q) for q in self.questions]

    def end_half(self):
        self.ended.update(self.ids[::2])

    def all_told(self):
        return self.told == self.ended


class Handler(JsonHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.ids.append("v%d" % len(self.server.ids))
        self.say({"success": True, "success_response": {"order_id": self.server.ids[-1]}})

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        path, query = url.path.removeprefix(REST), urllib.parse.parse_qs(url.query)
        if path == "/time":
            return self.say({"epochMillis": str(int(time.time() * 1000))})
        if path.startswith("/products/"):
            return self.say(PRODUCT)
        if path == "/orders/historical/batch" and "order_ids" in query:
            self.server.questions.append(query["order_ids"])
            # The venue leaves out what it cannot find at once; that order is asked for again.
            known = query["order_ids"] if len(self.server.questions) % 4 else query["order_ids"][1:]
            return self.say({"orders": [self.server.state(o) for o in known], "has_next": False, "cursor": ""})
        if path.startswith("/orders/historical/v"):
            self.server.questions.append([path.rsplit("/", 1)[1]])
            return self.say({"order": self.server.state(self.server.questions[-1][0])})
        return self.say({})


class Hyperliquid(hyperliquid.Venue):
    def __init__(self):
        super().__init__([])

    def placed(self):
        return len(self.orders)

    def asked(self):
        return [MANY if q["type"] == "frontendOpenOrders" else 1 for q in self.asked_for if q["type"] in ("frontendOpenOrders", "orderStatus")]

    def end_half(self):
        self.since = len(self.asked_for)
        self.ended = set(list(self.orders)[::2])
        for cloid in self.ended:
            self.orders[cloid][-1]["cancelled"] = True

    def all_told(self):
        return self.ended <= {q.get("oid") for q in self.asked_for[self.since:]}


class Lines:
    """Orders, then beats until they have been asked for five times each; then the venue ends half of them."""

    def __init__(self, venue, tick, proposal):
        self.venue, self.tick, self.proposal, self.count = venue, tick, proposal, 0

    def __iter__(self):
        for event in self.events():
            self.count += 1
            yield event

    def __len__(self):
        return self.count

    def events(self):
        v = self.venue
        yield self.tick
        for i in range(MANY):
            yield {**self.proposal, "id": "s/%d" % i}
            yield {"type": "beat"}
        yield from self.beats(lambda: v.placed() == MANY)
        first = len(v.asked())
        yield from self.beats(lambda: sum(v.asked()[first:]) >= 5 * MANY)
        self.questions = v.asked()[first:]
        v.end_half()
        yield from self.beats(v.all_told)
        for _ in range(3):
            yield {"type": "beat"}

    def beats(self, until):
        for _ in range(300):
            if until():
                break
            yield {"type": "beat"}


def rest_at(name, venue, desk, key, tick, proposal):
    lines = Lines(venue, tick, proposal)
    said = desk.run("http://127.0.0.1:%d" % venue.server_port, key, lines)
    states = [o["states"][-1] for o in desk.orders().values()]
    check("resting: %s: all orders were taken" % name, venue.placed() == MANY and len(states) == MANY, (venue.placed(), said))
    asked = lines.questions
    check("resting: %s: orders that rest are asked for again and again" % name, sum(asked) >= 5 * MANY, asked)
    check("resting: %s: many of them with one question" % name, len(asked) * 2 <= sum(asked), asked)
    check("resting: %s: what the venue ended is over, the others work" % name,
          sorted(states) == ["cancelled"] * (MANY // 2) + ["open"] * (MANY // 2), (states, said))


def coinbase(d):
    rest_at("Coinbase", Coinbase(), Desk(d, "coinbase", "USD", COINBASE), coinbase_key(d), quote("coinbase", "BTC-USD", 100, 100.01),
            proposal("coinbase", "BTC-USD", "0", "buy", qty=0.05, kind="limit", limit=99, tif="GTC"))


def at_hyperliquid(d):
    rest_at("Hyperliquid", Hyperliquid(), Desk(d, "hyperliquid", "USDC", VENUES), hyperliquid_key(d),
            quote("hyperliquid", "ETH-USDC-PERP", 3000.1, 3000.2),
            proposal("hyperliquid", "ETH-USDC-PERP", "0", "sell", qty=0.01, kind="limit", limit=3100.5, tif="GTC", post_only=True))


for work in coinbase, at_hyperliquid:
    with tempfile.TemporaryDirectory() as folder:
        case(work, folder)
print("resting: %d passed, %d failed, %d skipped" % (counts["passed"], counts["failed"], counts["skipped"]))
sys.exit(1 if counts["failed"] else 0)
