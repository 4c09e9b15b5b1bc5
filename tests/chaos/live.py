"""Strategies that send orders to a simulated exchange which treats their requests badly, while their processes are killed:
live.py BUILD RUNS [SEED]. At the end the ledger must equal the exchange's own books. A run is a function of its seed: all
processes live in a world of their own (world.py); live.py BUILD 1 SEED runs it again, to the byte."""
import base64
import collections
import hashlib
import json
import math
import os
import random
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing

import world as w

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.abspath(sys.argv[1])
BIN, LINKED, TURNS = BUILD + "/bin/", BUILD + "/tests/chaos/", BUILD + "/tests/libturns.so"
ENV = {k: v for k, v in os.environ.items() if not k.startswith("TRADEUTILS_")}
POLICY = 'name = "chaos"\nmax_notional = "2000"\nprice_collar = "5%"\n'
# What the exchange does wrong; every third one also has a wrong clock.
FAULTS = ("drop=0.03/http,cut=0.04/http,malformed=0.03/http,429=0.04,500=0.04,half-open=0.02/http,delay=0.06:150ms/http,"
          "duplicate=0.02/http,delay=0.02:150ms/ws,duplicate=0.03/ws,reorder=0.03/ws,cut=0.01/ws,half-open=0.005/ws,"
          "stale=0.02/ws,malformed=0.02/ws,drop=0.02/ws")
ENDED = ("filled", "cancelled", "rejected", "expired")
PORT, S = 8001, 1_000_000


def tool(name):
    return (LINKED if os.path.exists(LINKED + name) else BIN) + name


def client_id(ledger, order, attempt):
    h = list(hashlib.sha256(("%s\n%s.%d" % (ledger, order, attempt)).encode()).hexdigest()[:32])
    h[12] = "8"
    h[16] = "89ab"[int(h[16], 16) & 3]
    h = "".join(h)
    return "-".join((h[:8], h[8:12], h[12:16], h[16:20], h[20:]))


class Exchange:
    def __init__(self, d, seed, world):
        self.world = world
        self.secret = base64.b64encode(hashlib.sha256(b"chaos %d" % seed).digest()).decode()
        os.mkdir(d + "/keys")
        self.key_file = d + "/keys/trader.json"
        with open(self.key_file, "w") as f:
            json.dump({"name": "organizations/o/apiKeys/chaos", "privateKey": self.secret}, f)
        os.chmod(self.key_file, 0o600)
        skew = ",skew:%ds" % (seed * 7 % 50 - 25) if seed % 3 == 0 else ""
        with open(d + "/simex.err", "w") as err:
            world.start([tool("simex"), "--venue", "coinbase", "--keys", d + "/keys", "--seed", str(seed), "--balance", "USD=100000",
                         "--symbols", "BTC-USD", "--faults", FAULTS + skew, "--listen", "127.0.0.1:%d" % PORT], ["simex"], env=ENV,
                        stdout=subprocess.DEVNULL, stderr=err)
        world.run(world.now())
        self.url = "http://127.0.0.1:%d" % PORT

    def ask(self, what, method="GET", body=b""):
        with socket.socket(socket.AF_UNIX) as s:
            s.connect("\0%s:%d" % (self.world.folder, PORT))
            s.sendall(b"%s /simex/%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" %
                      (method.encode(), what.encode(), len(body), body))
            answer = b""
            s.setblocking(False)
            for _ in range(100):
                self.world.run(self.world.now())
                try:
                    while piece := s.recv(1 << 20):
                        answer += piece
                    break
                except BlockingIOError:
                    pass
            return json.loads(answer.split(b"\r\n\r\n", 1)[1])


class Pipeline:
    """risk-gate | place-order | settle, with the feed's end in our hands."""

    def __init__(self, run, name, kills):
        self.run, self.sent, self.kills = run, 0, kills
        common = ["--ledger", run.ledger]
        venue = ["--venue", ROOT + "/examples/venues/coinbase.toml"]
        stages = [["risk-gate", *common, *venue, "--policy", run.policy],
                  ["place-order", *common, "--mode", "live", "--venue", "coinbase", "--url", "coinbase=" + run.exchange.url,
                   "--key-file", run.exchange.key_file, "--ceiling", "5000", "--ceiling-day", "10000000", "--order-life", "1s",
                   "--linger", "3s", "--widen", "2bps"],
                  ["settle", *common]]
        self.names = [words[0] for words in stages]
        self.procs, source = [], subprocess.PIPE
        with open(run.dir + "/out", "a") as out, open(run.dir + "/err", "a") as err:
            for i, words in enumerate(stages):
                p = run.world.start([tool(words[0]), *words[1:]], [words[0]], kills, stdin=source, stderr=err,
                                    stdout=out if i == len(stages) - 1 else subprocess.PIPE,
                                    env={**ENV, "TRADEUTILS_LIVE": run.id})
                if i > 0:
                    source.close()
                source = p.stdout
                self.procs.append(p)
        self.put(type="session", ts=run.world.now(), id=name, mode="live", source="chaos", pace="realtime")

    def put(self, **event):
        try:
            self.procs[0].stdin.write(json.dumps(event, separators=(",", ":")).encode() + b"\n")
            self.procs[0].stdin.flush()
            self.sent += 1
        except OSError:
            pass

    def close(self):
        try:
            self.procs[0].stdin.close()
        except OSError:
            pass
        self.run.world.run(over=lambda: not any(self.run.world.pid_of(n) for n in self.names))
        return [p.wait(60) for p in self.procs]

    def end(self):
        self.put(type="end", ts=self.run.world.now(), source="chaos", events=self.sent, status=0)
        return self.close()


class Run:
    def __init__(self, d, seed):
        self.dir, self.seed, self.random, self.proposals = d, seed, random.Random(seed), 0
        self.counts = collections.Counter()
        self.world = w.World(d, seed, TURNS)
        self.ledger, self.policy = d + "/l.db", d + "/policy.toml"
        with open(self.policy, "w") as f:
            f.write(POLICY)
        self.exchange = Exchange(d, seed, self.world)
        self.tool("ledger", "init", "--kind", "live")
        self.tool("ledger", "deposit", "100000", "USD")
        self.tool("ledger", "mode", "live", input="LIVE\n")
        self.tool("ledger", "policy", self.policy)
        self.tool("ledger", "promote", "s", "HOT", "--reason", "chaos")
        with closing(sqlite3.connect(self.ledger)) as db:
            self.id = db.execute("SELECT value FROM meta WHERE name = 'id'").fetchone()[0]

    def tool(self, name, *args, input="", check=True):
        with tempfile.TemporaryFile("w+", dir=self.dir) as out, tempfile.TemporaryFile("w+", dir=self.dir) as given:
            given.write(input)
            given.seek(0)
            p = self.world.start([tool(name), *args, "--ledger", self.ledger], [name], env=ENV, stdin=given, stdout=out, stderr=out)
            self.world.run(over=lambda: not self.world.pid_of(name))
            status = p.wait(60)
            out.seek(0)
            said = out.read()
        if check and status != 0:
            raise AssertionError("%s %s: %s" % (name, args, said))
        return status, said

    def quote(self, pipeline):
        product = self.exchange.ask("state")["products"][0]
        bid, ask = float(product.get("bid", product["last"])), float(product.get("ask", product["last"]))
        pipeline.put(type="quote", ts=self.world.now(), venue="coinbase", symbol="BTC-USD", bid=bid, bid_size=1, ask=ask, ask_size=1)
        return bid, ask

    def propose(self, pipeline, bid, ask):
        r = self.random
        self.proposals += 1
        ts = self.world.now()
        buy = r.random() < 0.6
        qty = round(r.uniform(0.0005, 0.01), 5)
        p = dict(type="proposal", ts=ts, venue="coinbase", symbol="BTC-USD", id="s/BTC-USD@%d#%d" % (ts, self.proposals),
                 strategy="s", intent="open" if buy else "reduce", side="buy" if buy else "sell", confidence=0.9, qty=qty)
        kind = r.choice(["market", "limit", "maker", "chase"])
        if kind == "market":
            p.update(kind="market", tif="IOC")
        else:
            near = (bid if buy else ask) * (1 + r.uniform(-0.0005, 0.0005))
            p.update(kind="limit", limit=round(near, 2), tif=r.choice(["GTC", "IOC"]) if kind == "limit" else "GTC")
            if kind != "limit":
                p.update(post_only=True)
            if kind == "chase":
                p.update(size_style="maker-then-taker")
        pipeline.put(**p)

    def draw_kills(self, names):
        """Before which call of which kind a process dies; the number of a call is drawn so that early ones are frequent."""
        r = self.random
        kinds = [w.TO_FILE, w.TO_SOCKET, w.FROM_SOCKET, w.TO_PIPE, w.WAKES, w.TO_FILE | w.TO_SOCKET | w.FROM_SOCKET]
        return {name: (r.choice(kinds), int(math.exp(r.uniform(0, math.log(400))))) for name in names}

    def trade(self, number):
        r = self.random
        victims = r.choice([["place-order"]] * 4 + [["risk-gate"], ["settle"], []])
        together = r.random() < 0.15
        pipeline = Pipeline(self, "round%d" % number, {} if together else self.draw_kills(victims))
        for _ in range(r.randint(4, 20)):
            bid, ask = self.quote(pipeline)
            if r.random() < 0.7:
                self.propose(pipeline, bid, ask)
            if r.random() < 0.1:
                pipeline.put(type="cancel", ts=self.world.now(), strategy="s", reason="chaos")
            self.world.run(self.world.now() + int(math.exp(r.uniform(0, math.log(1.5 * S)))))
        if together:
            for name in pipeline.names:
                self.world.kill(name)
        statuses = pipeline.close() if together or r.random() < 0.3 else pipeline.end()
        self.counts["kills"] += sum(s == -9 for s in statuses)

    def working(self):
        return [o for o in self.orders().values() if o["state"] not in ENDED]

    def rows(self):
        with closing(sqlite3.connect(self.ledger)) as db:
            return [json.loads(body) for (body,) in db.execute("SELECT body FROM journal ORDER BY seq")]

    def orders(self):
        out = {}
        for row in self.rows():
            if row["type"] == "order":
                out[row["id"]] = dict(qty=row["qty"], state="approved", attempts=[], fills=[], filled=0, side=row["side"],
                                      unknown=0)
            elif row["type"] == "order_update":
                o = out[row["id"]]
                o["state"] = row["state"]
                o["unknown"] += row["state"] == "unknown"
                if row["state"] == "sent":
                    o["attempts"].append(client_id(self.id, row["id"], row.get("attempt", 1)))
            elif row["type"] == "fill":
                o = out[row["id"]]
                o["fills"].append(row)
                o["filled"] = round(o["filled"] + row["qty"], 12)
                if o["filled"] >= o["qty"]:
                    o["state"] = "filled"
        return out

    def settle_all(self):
        for fault in self.exchange.ask("faults")["faults"]:
            self.counts[fault["rule"].split("=")[0].split(":")[0] + ("/" + fault["rule"].split("/")[1] if "/" in fault["rule"] else "")] += fault["struck"]
        self.exchange.ask("faults", "POST")
        pipeline, until = Pipeline(self, "last", {}), self.world.now() + 60 * S
        while self.world.now() < until:
            self.quote(pipeline)
            pipeline.put(type="cancel", ts=self.world.now(), strategy="s", reason="the end")
            self.world.run(self.world.now() + S // 4)
            if not self.working():
                break
        pipeline.end()

    def compare(self):
        wrong, by_client = [], {}
        orders, theirs = self.orders(), self.exchange.ask("orders")["orders"]
        for o in theirs:
            by_client.setdefault(o["client_id"], []).append(o)
        ours = {c: name for name, o in orders.items() for c in o["attempts"]}
        for c, found in by_client.items():
            if len(found) > 1:
                wrong.append("order %s is %d times at the exchange" % (ours.get(c, c), len(found)))
            if c not in ours:
                wrong.append("order %s at the exchange was never journalled as sent" % c)
        fills = sorted((ours.get(f["client_id"]), float(f["price"]), float(f["qty"]), float(f["fee"]), f["side"])
                       for f in self.exchange.ask("fills")["fills"] if f["client_id"] in ours)
        mine = sorted((name, float(f["price"]), float(f["qty"]), float(f["fee"]), f["side"])
                      for name, o in orders.items() for f in o["fills"])
        lost = [f for f in fills if f not in mine]
        invented = [f for f in mine if f not in fills]
        if lost:
            wrong.append("lost fills: %s" % lost)
        if invented:
            wrong.append("invented fills: %s" % invented)
        if len(fills) != len(mine):
            wrong.append("%d fills at the exchange, %d in the journal" % (len(fills), len(mine)))
        for name, o in orders.items():
            if o["state"] not in ENDED:
                wrong.append("%s is still %s" % (name, o["state"]))
            if o["filled"] > o["qty"] + 1e-12:
                wrong.append("%s filled %s of %s" % (name, o["filled"], o["qty"]))
        status, said = self.tool("recon", "--url", "coinbase=" + self.exchange.url, "--key-file", self.exchange.key_file, check=False)
        if status != 0 or ", 0 differences" not in said:
            wrong.append("recon: " + said)
        status, said = self.tool("ledger", "verify", check=False)
        if status != 0:
            wrong.append("verify: " + said)
        for name in os.listdir(self.dir):
            path = self.dir + "/" + name
            if os.path.isfile(path) and self.exchange.secret.encode() in open(path, "rb").read():
                wrong.append("the key is in " + name)
        self.counts["orders"] += len(theirs)
        self.counts["fills"] += len(fills)
        self.counts["unknown orders resolved"] += sum(o["unknown"] > 0 and o["state"] in ENDED for o in orders.values())
        return wrong

    def close(self):
        self.world.close()


def one(seed):
    d = tempfile.mkdtemp(prefix="chaos-live-")
    run = None
    try:
        run = Run(d, seed)
        for number in range(3):
            run.trade(number)
        run.settle_all()
        wrong = run.compare()
        if wrong:
            shutil.copytree(d, "/tmp/chaos-live-%d" % seed, dirs_exist_ok=True, ignore=shutil.ignore_patterns("director"))
            print("FAIL live seed %d (kept in /tmp/chaos-live-%d):\n  %s" % (seed, seed, "\n  ".join(wrong)))
        run.counts["steps"] += run.world.page.steps
        return not wrong, run.counts, run.world.page.trace
    finally:
        if run:
            run.close()
        shutil.rmtree(d, ignore_errors=True)


def main():
    runs, first = int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1
    results = [one(seed) for seed in range(first, first + runs)]
    counts = sum((r[1] for r in results), collections.Counter())
    print("live: " + ", ".join("%d %s" % (n, name) for name, n in counts.items()), ["%x" % r[2] for r in results])
    passed = sum(bool(r[0]) for r in results)
    print("chaos-live: %d passed, %d failed" % (passed, runs - passed))
    sys.exit(passed < runs)


if __name__ == "__main__":
    main()
