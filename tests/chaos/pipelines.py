"""What trades in a live run: proposals by hand, or a strategy script behind a feed, perhaps under jolt."""
import json
import os
import signal
import subprocess

from exchange import ENV, ROOT

LIVE = {"mode": "live", "ceiling": "5000", "ceiling-day": "10000000", "order-life": "1s", "linger": "3s", "widen": "2bps",
        "compare-every": "700ms"}
VENUE = ROOT + "/examples/venues/coinbase.toml"


class ByHand:
    """risk-gate | place-order | settle, with the feed's end in our hands."""

    def __init__(self, run, name, kills):
        self.run, self.sent = run, 0
        url = ["--url", "coinbase=" + run.exchange.url, "--key-file", run.exchange.key_file]
        live = [word for option, value in LIVE.items() for word in ("--" + option, value)]
        stages = [["risk-gate", "--venue", VENUE, "--policy", run.policy], ["place-order", "--venue", "coinbase", *live, *url],
                  ["settle"]]
        self.names = [words[0] for words in stages]
        self.procs, source = [], subprocess.PIPE
        with open(run.dir + "/out", "a") as out, open(run.dir + "/err", "a") as err:
            for words in stages:
                last = words is stages[-1]
                p = run.world.start([run.path(words[0]), *words[1:], "--ledger", run.ledger], [words[0]], kills, stdin=source,
                                    stderr=err, stdout=out if last else subprocess.PIPE, env={**ENV, "TRADEUTILS_LIVE": run.id})
                if self.procs:
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

    def quote(self):
        product = self.run.exchange.ask("state")["products"][0]
        bid, ask = float(product.get("bid", product["last"])), float(product.get("ask", product["last"]))
        self.put(type="quote", ts=self.run.world.now(), venue="coinbase", symbol="BTC-USD", bid=bid, bid_size=1, ask=ask, ask_size=1)
        return bid, ask

    def propose(self, r, number):
        (bid, ask), ts = self.quote(), self.run.world.now()
        if r.random() < 0.3:
            return
        buy = r.random() < 0.6
        p = dict(type="proposal", ts=ts, venue="coinbase", symbol="BTC-USD", id="s/BTC-USD@%d#%d" % (ts, number), strategy="s",
                 intent="open" if buy else "reduce", side="buy" if buy else "sell", confidence=0.9,
                 qty=round(r.uniform(0.0005, 0.01), 5))
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
        self.put(**p)

    def cancel(self, strategy, reason):
        self.put(type="cancel", ts=self.run.world.now(), strategy=strategy, reason=reason)

    def close(self):
        try:
            self.procs[0].stdin.close()
        except OSError:
            pass
        self.run.world.run(over=lambda: not any(self.run.world.pid_of(n) for n in self.names))
        for p in self.procs:
            p.wait(60)

    def end(self):
        self.put(type="end", ts=self.run.world.now(), source="chaos", events=self.sent, status=0)
        self.close()


class Script:
    """feed | sh SCRIPT, as a user runs it live: mode, key and ceilings come from the environment. Scripts that want candles
    of a minute get them; with `jolt` they run under it."""

    def __init__(self, run, script, kills, jolt=()):
        self.run = run
        options = {**LIVE, "url": "coinbase=" + run.exchange.url, "key-file": run.exchange.key_file}
        env = {**ENV, **{"TRADEUTILS_PLACE_ORDER_" + k.upper().replace("-", "_"): v for k, v in options.items()},
               "PATH": run.paths + os.pathsep + ENV["PATH"], "TRADEUTILS_LIVE": run.id, "TRADEUTILS_LEDGER": run.ledger,
               "VENUE": VENUE, "POLICY": run.policy, **script.variables}
        self.names = ["feed", *script.stages]
        with open(run.dir + "/out", "a") as out, open(run.dir + "/err", "a") as err:
            source = run.world.start([run.path("feed"), "coinbase:BTC-USD", "--mode", "live", "--url", "coinbase=" + run.exchange.url],
                                     ["feed"], kills, env=env, stdout=subprocess.PIPE, stderr=err, stdin=subprocess.DEVNULL)
            self.procs = [source]
            if script.minutes:
                self.procs.append(run.world.start([run.path("candles"), "--tf", "1m"], ["candles"], env=env, stdin=source.stdout,
                                                  stdout=subprocess.PIPE, stderr=err))
                source.stdout.close()
                source = self.procs[-1]
            words = ["sh", script.path]
            if jolt:
                words = [run.path("jolt"), *jolt, "--", *words]
            run.world.expect(script.stages, kills)
            self.procs.append(run.world.start(words, ["jolt" if jolt else "sh"], env=env, stdin=source.stdout, stdout=out,
                                              stderr=err))
            source.stdout.close()

    def close(self):
        world = self.run.world
        world.kill("feed", signal.SIGTERM)
        world.run(over=lambda: not any(world.pid_of(n) for n in [*self.names, "candles", "sh", "jolt"]))
        for p in self.procs:
            p.wait(60)

    def kill_all(self):
        for name in self.names:
            self.run.world.kill(name)


class Often:
    """often.sh, which trades every few seconds, with rules of the seed."""
    stages = "candles indicators exits signal-agg size risk-gate place-order settle".split()
    path, minutes, strategy = ROOT + "/tests/chaos/often.sh", False, "s"

    def __init__(self, r):
        self.seconds = r.uniform(20, 90)
        self.variables = {"TF": r.choice(["1s", "1s", "2s"]), "STYLE": r.choice(["taker", "maker", "maker-then-taker"]),
                          "BUY": "rsi_2 < %d" % r.randint(40, 80), "SELL": "rsi_2 > %d" % r.randint(50, 90)}


class BuyAndHold:
    stages = "signal-agg size risk-gate place-order settle".split()
    path, minutes, strategy = ROOT + "/examples/strategies/buy-and-hold.sh", True, "buy-and-hold"

    def __init__(self, r):
        self.seconds, self.variables = r.uniform(62, 100), {"FRACTION": "1%"}


class Sniper:
    stages = "candles indicators regime exits signal-agg size risk-gate place-order settle".split()
    path, minutes, strategy = ROOT + "/examples/strategies/sniper.sh", True, "sniper"

    def __init__(self, r):
        self.seconds = r.uniform(60, 200)  # too short for it to trade: its stages are killed all the same
        self.variables = {"THRESHOLD": "0.05", "STOP": "0.1%", "CAP": "1%"}
