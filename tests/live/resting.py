"""Orders that rest at Coinbase, scripted: they are asked for together, and what ended is heard: resting.py BUILD."""
import base64
import http.server
import json
import os
import sys
import tempfile
import threading
import time
import urllib.parse

from rig import Desk, check, counts

REST = "/api/v3/brokerage"
PRODUCT = {"product_id": "BTC-USD", "base_increment": "0.00000001", "price_increment": "0.01", "base_min_size": "0.00001",
           "quote_currency_id": "USD"}


class Venue(http.server.ThreadingHTTPServer):
    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.ids, self.ended, self.told = [], set(), set()
        self.questions = []  # the orders that each named
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def state(self, order):
        self.told.update({order} & self.ended)
        return {"order_id": order, "product_id": "BTC-USD", "filled_size": "0", "status": "CANCELLED" if order in self.ended else "OPEN"}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

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

    def say(self, answer):
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Lines:
    """Twelve orders, then beats until each has been asked for twice; then the venue ends half of them."""

    def __init__(self, venue):
        self.venue, self.count = venue, 0

    def __iter__(self):
        for event in self.events():
            self.count += 1
            yield event

    def __len__(self):
        return self.count

    def events(self):
        v = self.venue
        yield {"type": "quote", "venue": "coinbase", "symbol": "BTC-USD", "bid": 100, "bid_size": 1, "ask": 100.01, "ask_size": 1}
        for i in range(12):
            yield {"type": "proposal", "venue": "coinbase", "symbol": "BTC-USD", "id": "s/%d" % i, "strategy": "s", "intent": "open",
                   "side": "buy", "confidence": 1, "qty": 0.05, "kind": "limit", "limit": 99, "tif": "GTC"}
            yield {"type": "beat"}
        yield from self.beats(lambda: len(v.ids) == 12)
        self.placed = len(v.questions)
        yield from self.beats(lambda: all(n >= 2 for n in self.asked().values()))
        v.ended.update(v.ids[::2])
        yield from self.beats(lambda: v.told == v.ended)
        for _ in range(3):
            yield {"type": "beat"}

    def asked(self):
        """How often each order was asked for since all were placed."""
        named = [o for question in self.venue.questions[self.placed:] for o in question]
        return {o: named.count(o) for o in self.venue.ids}

    def beats(self, until):
        for _ in range(200):
            if until():
                break
            yield {"type": "beat"}


with tempfile.TemporaryDirectory() as d:
    with open(os.open(d + "/key.json", os.O_CREAT | os.O_WRONLY, 0o600), "w") as f:
        json.dump({"name": "organizations/o/apiKeys/k", "privateKey": base64.b64encode(os.urandom(32)).decode()}, f)
    examples = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples")
    desk, venue = Desk(d, "coinbase", "USD", examples + "/venues/coinbase.toml"), Venue()
    lines = Lines(venue)
    said = desk.run("http://127.0.0.1:%d" % venue.server_port, d + "/key.json", lines)
    states = [o["states"][-1] for o in desk.orders().values()]
    check("resting: all orders were taken", len(venue.ids) == 12 and len(states) == 12, (venue.ids, said))
    asked = venue.questions[lines.placed:]
    looks = sum(len(q) for q in asked)
    check("resting: orders that rest are asked for again and again", looks >= 24, asked)
    check("resting: many of them with one question", len(asked) * 3 <= looks, asked)
    check("resting: what the venue ended is over, the others work", sorted(states) == ["cancelled"] * 6 + ["open"] * 6, (states, said))
print("resting: %d passed, %d failed, %d skipped" % (counts["passed"], counts["failed"], counts["skipped"]))
sys.exit(1 if counts["failed"] else 0)
