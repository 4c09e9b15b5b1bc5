"""Strategies that send orders to a simulated exchange which treats their requests badly, while their processes are killed:
live.py BUILD RUNS [SEED]. At the end the ledger must equal the exchange's own books. A run is a function of its seed, to the
byte and the turn: all processes live in a world of their own (world.py). live.py BUILD 1 SEED runs it again."""
import collections
import concurrent.futures
import hashlib
import json
import math
import os
import random
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing

import world as w
from exchange import ENV, Exchange, S, client_id
from pipelines import BuyAndHold, ByHand, Often, Script, Sniper

BUILD = os.path.abspath(sys.argv[1])
POLICY = 'name = "chaos"\nmax_notional = "2000"\nprice_collar = "5%"\n'
ENDED = ("filled", "cancelled", "rejected", "expired")


class Run:
    paths = BUILD + "/tests/chaos" + os.pathsep + BUILD + "/bin"

    def __init__(self, d, seed):
        self.dir, self.seed, self.random, self.proposals = d, seed, random.Random(seed), 0
        self.counts = collections.Counter()
        self.world = w.World(d, seed, BUILD + "/tests/libturns.so")
        self.ledger, self.policy = "l.db", "policy.toml"  # from the folder: paths enter the hash of options
        with open(d + "/policy.toml", "w") as f:
            f.write(POLICY)
        self.exchange = Exchange(self)
        turn = (None, Often, None, Often, None, BuyAndHold, None, Often, None, BuyAndHold)
        self.strategy = Sniper if seed % 50 == 49 else turn[seed % 10]
        self.name = self.strategy.strategy if self.strategy else "s"
        self.tool("ledger", "init", "--kind", "live")
        self.tool("ledger", "deposit", "100000", "USD")
        self.tool("ledger", "mode", "live", input="LIVE\n")
        self.tool("ledger", "policy", self.policy)
        self.tool("ledger", "promote", self.name, "HOT", "--reason", "chaos")
        with closing(sqlite3.connect(self.dir + "/l.db")) as db:
            self.id = db.execute("SELECT value FROM meta WHERE name = 'id'").fetchone()[0]

    def path(self, name):
        return shutil.which(name, path=self.paths)

    def tool(self, name, *args, input="", check=True):
        with tempfile.TemporaryFile("w+", dir=self.dir) as out, tempfile.TemporaryFile("w+", dir=self.dir) as given:
            given.write(input)
            given.seek(0)
            p = self.world.start([self.path(name), *args, "--ledger", self.ledger], [name], env=ENV, stdin=given, stdout=out,
                                 stderr=out)
            self.world.run(over=lambda: not self.world.pid_of(name))
            status = p.wait(60)
            out.seek(0)
            said = out.read()
        if check and status != 0:
            raise AssertionError("%s %s: %s" % (name, args, said))
        return status, said

    def draw_kills(self, names):
        """Before which call of which kind a process dies; early ones are as likely as late ones."""
        r = self.random
        kinds = [w.TO_FILE, w.TO_SOCKET, w.FROM_SOCKET, w.TO_PIPE, w.WAKES, w.TO_FILE | w.TO_SOCKET | w.FROM_SOCKET]
        victims = r.choice([["place-order"]] * 4 + [[name] for name in names if name != "place-order"] + [[]])
        return {name: (r.choice(kinds), int(math.exp(r.uniform(0, math.log(3000 if self.strategy else 400))))) for name in victims}

    def draw_tears(self):
        r = self.random
        return {name: int(math.exp(r.uniform(0, math.log(300)))) for name in ("place-order", "feed") if r.random() < 0.5}

    def by_hand(self, number):
        r = self.random
        together = r.random() < 0.15
        pipeline = ByHand(self, "round%d" % number, {} if together else self.draw_kills(["risk-gate", "place-order", "settle"]))
        for _ in range(r.randint(4, 20)):
            self.proposals += 1
            pipeline.propose(r, self.proposals)
            if r.random() < 0.1:
                pipeline.cancel("s", "chaos")
            self.world.run(self.world.now() + int(math.exp(r.uniform(0, math.log(1.5 * S)))))
        if together:
            for name in pipeline.names:
                self.world.kill(name)
        pipeline.close() if together or r.random() < 0.3 else pipeline.end()

    def by_script(self):
        r = self.random
        script, together, under_jolt = self.strategy(r), r.random() < 0.15, r.random() < 0.5
        jolt = self.draw_jolt(script) if under_jolt else ()
        pipeline = Script(self, script, {} if together else self.draw_kills(["feed"] if jolt else ["feed", *script.stages]), jolt)
        self.world.run(self.world.now() + int(script.seconds * S))
        if together:
            pipeline.kill_all()
        pipeline.close()
        self.counts["runs of scripts"] += 1
        self.counts["of them under jolt"] += bool(jolt)

    def draw_jolt(self, script):
        r = self.random
        words = ["--seed", str(r.randint(1, 10**6))]

        def stage():
            return r.choice(script.stages)
        for option in ("--lose", "--duplicate", "--corrupt", "--swap"):
            if r.random() < 0.4:
                words += [option, "%s:%.1f%%" % (stage(), r.uniform(0.1, 3))]
        if r.random() < 0.3:
            words += ["--lag", "%s:%.1f%%:%dms" % (stage(), r.uniform(0.1, 3), r.randint(1, 3000))]
        if r.random() < 0.6:
            when = "%dl" % math.exp(r.uniform(0, 7)) if r.random() < 0.5 else "%dms" % (r.random() * script.seconds * 1000)
            words += ["--kill", "%s@%s" % (r.choice([stage(), "place-order"]), when)]
        if r.random() < 0.3:
            words += ["--stall", "%s@%dms:%dms" % (stage(), r.random() * script.seconds * 1000, r.randint(10, 5000))]
        return words

    def rows(self):
        with closing(sqlite3.connect(self.dir + "/l.db")) as db:
            return [json.loads(body) for (body,) in db.execute("SELECT body FROM journal ORDER BY seq")]

    def orders(self):
        out = {}
        for row in self.rows():
            if row["type"] == "order":
                out[row["id"]] = dict(qty=row["qty"], state="approved", attempts=[], fills=[], filled=0, unknown=False)
            elif row["type"] == "order_update":
                o = out[row["id"]]
                o["state"] = row["state"]
                o["unknown"] |= row["state"] == "unknown"
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
        """Without faults, and all that rests is cancelled, every order comes to its end."""
        self.counts.update(self.exchange.calm())
        pipeline, until = ByHand(self, "last", {}), self.world.now() + 60 * S
        while self.world.now() < until:
            pipeline.quote()
            pipeline.cancel(self.name, "the end")
            self.world.run(self.world.now() + S // 4)
            if all(o["state"] in ENDED for o in self.orders().values()):
                break
        pipeline.end()

    def compare(self, theirs, their_fills):
        """The journal against the exchange's orders and fills."""
        wrong, by_client, orders = [], {}, self.orders()
        for o in theirs:
            by_client.setdefault(o["client_id"], []).append(o)
        ours = {c: name for name, o in orders.items() for c in o["attempts"]}
        for c, found in by_client.items():
            if len(found) > 1:
                wrong.append("order %s is %d times at the exchange" % (ours.get(c, c), len(found)))
            if c not in ours:
                wrong.append("order %s at the exchange was never journalled as sent" % c)
        fills = collections.Counter((ours.get(f["client_id"]), float(f["price"]), float(f["qty"]), float(f["fee"]), f["side"])
                                    for f in their_fills)
        mine = collections.Counter((name, float(f["price"]), float(f["qty"]), float(f["fee"]), f["side"])
                                   for name, o in orders.items() for f in o["fills"])
        if fills - mine:
            wrong.append("lost fills: %s" % list(fills - mine))
        if mine - fills:
            wrong.append("invented fills: %s" % list(mine - fills))
        for name, o in orders.items():
            if o["state"] not in ENDED:
                wrong.append("%s is still %s" % (name, o["state"]))
            if o["filled"] > o["qty"] + 1e-12:
                wrong.append("%s filled %s of %s" % (name, o["filled"], o["qty"]))
        unknown = sum(o["unknown"] and o["state"] in ENDED for o in orders.values())
        self.counts.update({"orders": len(theirs), "fills": len(their_fills), "unknown orders resolved": unknown})
        return wrong

    def look_around(self):
        """The product's own comparison, the chain, and whether the key was written anywhere."""
        wrong = []
        status, said = self.tool("recon", "--url", "coinbase=" + self.exchange.url, "--key-file", self.exchange.key_file, check=False)
        if status != 0 or ", 0 differences" not in said:
            wrong.append("recon: " + said)
        status, said = self.tool("ledger", "verify", check=False)
        if status != 0:
            wrong.append("verify: " + said)
        if any(row["type"] == "halt" for row in self.rows()) or " in the ledger" in open(self.dir + "/out").read():
            wrong.append("a difference between the venue and the ledger was told, where nobody trades by hand")
        for name in os.listdir(self.dir):
            path = self.dir + "/" + name
            if os.path.isfile(path) and self.exchange.secret.encode() in open(path, "rb").read():
                wrong.append("the key is in " + name)
        return wrong


def trace(run, *theirs):
    """What happened, as the exchange, the ledger and the turns of all processes know it."""
    said = hashlib.sha256(json.dumps(theirs).encode()).hexdigest()
    return {"exchange": said, "ledger": run.tool("ledger", "head")[1].strip(), "turns": "%x" % run.world.page.trace}


def one(seed, then=trace):
    """What went wrong, what happened how often, and what `then` says of it."""
    d = tempfile.mkdtemp(prefix="chaos-live-")
    run = None
    try:
        run = Run(d, seed)
        for number in range(3):
            run.world.tears = run.draw_tears()
            run.by_script() if run.strategy else run.by_hand(number)
        run.world.tears = {}
        run.settle_all()
        theirs = run.exchange.ask("orders")["orders"], run.exchange.ask("fills")["fills"]
        wrong = run.compare(*theirs) + run.look_around()
        run.counts.update({"kills": run.world.killed, "torn answers": run.world.torn})
        return wrong, run.counts, then(run, *theirs)
    except Exception as e:  # whatever it is: this seed's failure, not the end of all
        return [repr(e)], collections.Counter(), {}
    finally:
        if run:
            run.world.close()
        if os.environ.get("CHAOS_KEEP"):
            print("kept in " + d)
        else:
            shutil.rmtree(d, ignore_errors=True)


def many(seeds):
    with concurrent.futures.ProcessPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        yield from zip(seeds, pool.map(one, seeds, chunksize=1))


def summary(counts):
    first = ["orders", "fills", "unknown orders resolved", "kills", "runs of scripts", "of them under jolt"]
    faults = ", ".join("%d %s" % (n, kind) for kind, n in sorted(counts.items()) if kind not in first)
    return ", ".join("%d %s" % (counts[name], name) for name in first) + "; faults: " + faults


def would_be_told(run, orders, fills):
    """Whether what must not happen is told, when the exchange's books are changed to show it."""
    fill, order = fills[0], orders[0]
    return {"a lost fill": run.compare(orders, [*fills, fill]), "an invented fill": run.compare(orders, fills[1:]),
            "a fee that differs": run.compare(orders, [{**fill, "fee": "0.5"}, *fills[1:]]),
            "a doubled order": run.compare([*orders, order], fills),
            "an order that was not journalled": run.compare([*orders, {**order, "client_id": "x"}], fills)}


def main():
    runs, first = int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1
    counts, failed = collections.Counter(), 0
    for seed, (wrong, happened, trace) in many(range(first, first + runs)):
        counts.update(happened)
        failed += bool(wrong)
        if wrong:
            print("FAIL seed %d:\n  %s" % (seed, "\n  ".join(wrong)), flush=True)
        if runs == 1:
            print(trace)
    print("live: " + summary(counts))
    print("chaos-live: %d passed, %d failed" % (runs - failed, failed))
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
