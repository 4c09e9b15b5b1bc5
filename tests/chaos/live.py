"""Strategies that send orders to a simulated exchange over a bad wire, while their processes are killed: live.py BUILD RUNS
[SEED]. At the end the ledger must equal the exchange's own books. A run is a function of its seed as far as the machine's
timing lets it: faults, kills and proposals are drawn from it in order; live.py BUILD 1 SEED runs it again."""
import base64
import collections
import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import closing

from wire import Proxy

BIN = os.path.abspath(sys.argv[1]) + "/bin/"
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ENV = {k: v for k, v in os.environ.items() if not k.startswith("TRADEUTILS_")}
POLICY = 'name = "chaos"\nmax_notional = "2000"\nprice_collar = "5%"\n'
# What the exchange itself does wrong, besides the wire (wire.py); every third one also has a wrong clock.
FAULTS = "delay=0.02:150ms,duplicate=0.03,reorder=0.03,cut=0.01,half-open=0.005,stale=0.02,malformed=0.02,429=0.02,500=0.03"
ENDED = ("filled", "cancelled", "rejected", "expired")


def now_us():
    return time.time_ns() // 1000


def client_id(ledger, order, attempt):
    h = list(hashlib.sha256(("%s\n%s.%d" % (ledger, order, attempt)).encode()).hexdigest()[:32])
    h[12] = "8"
    h[16] = "89ab"[int(h[16], 16) & 3]
    h = "".join(h)
    return "-".join((h[:8], h[8:12], h[12:16], h[16:20], h[20:]))


class Exchange:
    def __init__(self, d, seed):
        self.secret = base64.b64encode(hashlib.sha256(b"chaos %d" % seed).digest()).decode()
        os.mkdir(d + "/keys")
        self.key_file = d + "/keys/trader.json"
        with open(self.key_file, "w") as f:
            json.dump({"name": "organizations/o/apiKeys/chaos", "privateKey": self.secret}, f)
        os.chmod(self.key_file, 0o600)
        self.process = subprocess.Popen(
            [BIN + "simex", "--venue", "coinbase", "--keys", d + "/keys", "--seed", str(seed), "--balance", "USD=100000",
             "--symbols", "BTC-USD", "--faults", FAULTS + (",skew:%ds" % (seed * 7 % 50 - 25) if seed % 3 == 0 else "")],
            stdout=subprocess.PIPE, stderr=open(d + "/simex.err", "w"), text=True, env=ENV)
        self.url = self.process.stdout.readline().strip()
        self.port = int(self.url.rstrip("/").rsplit(":", 1)[1])

    def ask(self, what):
        with urllib.request.urlopen("http://127.0.0.1:%d/simex/%s" % (self.port, what), timeout=20) as answer:
            return json.load(answer)

    def calm(self):
        urllib.request.urlopen("http://127.0.0.1:%d/simex/faults" % self.port, data=b"", timeout=20).close()

    def close(self):
        self.process.kill()
        self.process.wait()


class Pipeline:
    """risk-gate | place-order | settle, with the feed's end in our hands."""

    def __init__(self, run, name):
        self.run, self.sent = run, 0
        common = ["--ledger", run.ledger]
        venue = ["--venue", ROOT + "/examples/venues/coinbase.toml"]
        stages = [[BIN + "risk-gate", *common, *venue, "--policy", run.policy],
                  [BIN + "place-order", *common, "--mode", "live", "--venue", "coinbase", "--url",
                   "coinbase=http://127.0.0.1:%d" % run.proxy.port, "--key-file", run.exchange.key_file, "--ceiling", "5000",
                   "--ceiling-day", "10000000", "--order-life", "1s", "--linger", "3s", "--widen", "2bps"],
                  [BIN + "settle", *common]]
        self.procs, source = [], subprocess.PIPE
        for i, words in enumerate(stages):
            last = i == len(stages) - 1
            p = subprocess.Popen(words, stdin=source, stdout=open(run.dir + "/out", "a") if last else subprocess.PIPE,
                                 stderr=open(run.dir + "/err", "a"), env={**ENV, "TRADEUTILS_LIVE": run.id})
            if i > 0:
                source.close()
            source = p.stdout
            self.procs.append(p)
        self.put(type="session", ts=now_us(), id=name, mode="live", source="chaos", pace="realtime")

    def put(self, **event):
        try:
            self.procs[0].stdin.write(json.dumps(event, separators=(",", ":")).encode() + b"\n")
            self.procs[0].stdin.flush()
            self.sent += 1
        except OSError:
            pass

    def alive(self):
        return all(p.poll() is None for p in self.procs)

    def end(self):
        self.put(type="end", ts=now_us(), source="chaos", events=self.sent, status=0)
        try:
            self.procs[0].stdin.close()
        except OSError:
            pass
        return [p.wait(60) for p in self.procs]

    def kill(self, which):
        for p in which:
            p.send_signal(signal.SIGKILL)
        try:
            self.procs[0].stdin.close()
        except OSError:
            pass
        for p in self.procs:
            p.wait(60)


class Run:
    def __init__(self, d, seed):
        self.dir, self.seed, self.random, self.proposals = d, seed, random.Random(seed), 0
        self.ledger, self.policy = d + "/l.db", d + "/policy.toml"
        with open(self.policy, "w") as f:
            f.write(POLICY)
        self.exchange = Exchange(d, seed)
        self.proxy = Proxy(self.exchange.port, seed)
        self.tool("ledger", "init", "--kind", "live")
        self.tool("ledger", "deposit", "100000", "USD")
        self.tool("ledger", "mode", "live", input="LIVE\n")
        self.tool("ledger", "policy", self.policy)
        self.tool("ledger", "promote", "s", "HOT", "--reason", "chaos")
        with closing(sqlite3.connect(self.ledger)) as db:
            self.id = db.execute("SELECT value FROM meta WHERE name = 'id'").fetchone()[0]

    def tool(self, name, *args, input=None, check=True):
        done = subprocess.run([BIN + name, *args, "--ledger", self.ledger], capture_output=True, text=True, env=ENV, input=input)
        if check and done.returncode != 0:
            raise AssertionError("%s %s: %s%s" % (name, args, done.stdout, done.stderr))
        return done

    def quote(self, pipeline):
        product = self.exchange.ask("state")["products"][0]
        bid, ask = float(product.get("bid", product["last"])), float(product.get("ask", product["last"]))
        pipeline.put(type="quote", ts=now_us(), venue="coinbase", symbol="BTC-USD", bid=bid, bid_size=1, ask=ask, ask_size=1)
        return bid, ask

    def propose(self, pipeline, bid, ask):
        r = self.random
        self.proposals += 1
        ts = now_us()
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

    def trade(self, number):
        r, pipeline = self.random, Pipeline(self, "round%d-%d" % (number, now_us()))
        for _ in range(r.randint(4, 14)):
            bid, ask = self.quote(pipeline)
            if r.random() < 0.7:
                self.propose(pipeline, bid, ask)
            if r.random() < 0.1:
                pipeline.put(type="cancel", ts=now_us(), strategy="s", reason="chaos")
            time.sleep(r.uniform(0.0, 0.12))
        victim = r.choice([[1], [1], [1], [0], [2], [0, 1, 2], []])
        if victim:
            pipeline.kill([pipeline.procs[i] for i in victim])
        else:
            pipeline.end()

    def working(self):
        return [o for o in self.orders().values() if o["state"] not in ENDED]

    def rows(self):
        with closing(sqlite3.connect(self.ledger)) as db:
            return [json.loads(body) for (body,) in db.execute("SELECT body FROM journal ORDER BY seq")]

    def orders(self):
        out = {}
        for row in self.rows():
            if row["type"] == "order":
                out[row["id"]] = dict(qty=row["qty"], state="approved", attempts=[], fills=[], filled=0, side=row["side"])
            elif row["type"] == "order_update":
                o = out[row["id"]]
                o["state"] = row["state"]
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
        self.proxy.calm = True
        self.exchange.calm()
        pipeline, until = Pipeline(self, "last-%d" % now_us()), time.monotonic() + 40
        while time.monotonic() < until:
            self.quote(pipeline)
            pipeline.put(type="cancel", ts=now_us(), strategy="s", reason="the end")
            time.sleep(0.25)
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
        recon = self.tool("recon", "--url", "coinbase=" + self.exchange.url, "--key-file", self.exchange.key_file, check=False)
        if recon.returncode != 0 or ", 0 differences" not in recon.stdout:
            wrong.append("recon: " + recon.stdout + recon.stderr)
        verify = self.tool("ledger", "verify", check=False)
        if verify.returncode != 0:
            wrong.append("verify: " + verify.stdout + verify.stderr)
        for name in os.listdir(self.dir):
            path = self.dir + "/" + name
            if os.path.isfile(path) and self.exchange.secret.encode() in open(path, "rb").read():
                wrong.append("the key is in " + name)
        return wrong, len(theirs), len(fills)

    def close(self):
        self.proxy.close()
        self.exchange.close()


def one(seed):
    d = tempfile.mkdtemp(prefix="chaos-live-")
    run = None
    try:
        run = Run(d, seed)
        for number in range(3):
            run.trade(number)
        run.settle_all()
        wrong, sent, fills = run.compare()
        if wrong:
            shutil.copytree(d, "/tmp/chaos-live-%d" % seed, dirs_exist_ok=True)
            print("FAIL live seed %d (kept in /tmp/chaos-live-%d):\n  %s" % (seed, seed, "\n  ".join(wrong)))
        return not wrong, sent, fills, run.proxy.drawn
    finally:
        if run:
            run.close()
        shutil.rmtree(d, ignore_errors=True)


def main():
    runs, first = int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1
    results = [one(seed) for seed in range(first, first + runs)]
    faults = collections.Counter()
    for _, _, _, drawn in results:
        faults.update(drawn)
    print("live: %d orders, %d fills; faults of the wire %s" % (sum(r[1] for r in results), sum(r[2] for r in results), dict(faults)))
    passed = sum(bool(r[0]) for r in results)
    print("chaos-live: %d passed, %d failed" % (passed, runs - passed))
    sys.exit(passed < runs)


if __name__ == "__main__":
    main()
