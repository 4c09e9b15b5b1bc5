#!/usr/bin/env python3
"""What money does, over random candles through whole strategies in backtest: money.py BUILD [RUNS].
Every figure is worked out anew, exactly, from the fills and candles of the printed stream: equity at every account
line, what an order fills, when, at which price; limits at each approval; what a rule may refuse."""
import collections
import json
import os
import random
import sqlite3
import sys
import tempfile
from decimal import Decimal, getcontext

from counting import check, finish, run
from money_runs import POLICY, TICK, candles, script

getcontext().prec = 60
RUNS = int(sys.argv[2]) if len(sys.argv) > 2 else 10
LATENCY = 250_000
LOT = {"SOL-USDT-PERP": Decimal("0.01"), "XRP-USDT-PERP": Decimal("0.1")}
COST = Decimal("0.0004")  # half the spread and slippage of the venue file
FINAL = {"filled", "cancelled", "rejected", "expired"}
LEAVING = {"price_collar", "dust", "min_notional", "nothing_held", "closing_already"}  # nothing halts all in these runs
LIMITS = {"max_trade": Decimal("0.05"), "max_asset": Decimal("0.08"), "max_exposure": Decimal("0.12")}


class Book:
    """The account, folded again from fills; each amount exact."""

    def __init__(self, name, deposit):
        self.name, self.deposit = name, Decimal(deposit)
        self.cash, self.held, self.marks = Decimal(deposit), collections.Counter(), {}
        self.orders, self.state, self.filled, self.proposals = {}, {}, collections.Counter(), {}
        self.attempts = {}  # the newest of an order, from the second on
        self.verdicts, self.judged = collections.Counter(), set()
        self.taken, self.bars, self.trips, self.before = collections.Counter(), {}, [], None
        self.seen = collections.Counter()
        self.bad = collections.defaultdict(list)
        self.day, self.halted = None, set()

    def hold(self, claim, good, shown):
        """A claim on every event of its kind; its first counterexamples are kept."""
        self.seen[claim] += 1
        if not good:
            self.bad[claim].append(shown)

    def equity(self, cash, held):
        return cash + sum(qty * self.marks[s] for s, qty in held.items() if qty)

    def candle(self, e):
        if "taken" in e:
            return
        if self.before is None or self.before[0] != e["ts"]:  # a gate sees the account of the instants before
            self.before = (e["ts"], self.cash, dict(self.held), {i: self.left(i) for i in self.orders if self.is_open(i)})
        self.marks[e["symbol"]] = Decimal(str(e["close"]))
        self.bars[e["symbol"], e["ts"]] = e

    def is_open(self, i):
        return self.state.get(i) not in FINAL

    def left(self, i):
        return Decimal(str(self.orders[i]["qty"])) - self.filled[i]

    def proposal(self, e):
        self.hold("a proposal's id is its own", e["id"] not in self.proposals, e)
        self.proposals[e["id"]] = e
        if "size_kelly" in e:
            p, win, loss = e["size_p"], e["size_win"], e["size_loss"]
            self.hold("Kelly's fraction follows from the inputs it prints",
                      not win or abs(e["size_kelly"] - (p - (1 - p) * loss / win)) < 1e-9, e)
            known = [t for t in self.trips if t["ts"] < e["ts"]][-100:]
            parts = [float(t["net"] / (abs(t["qty"]) * t["entry"])) for t in known]
            wins, losses = [x for x in parts if x > 0], [-x for x in parts if x < 0]
            mean = lambda xs: sum(xs) / len(xs) if xs else 0  # noqa: E731
            self.hold("and these from the round trips before it", e["size_trips"] == len(known) and
                      abs(win - mean(wins)) < 1e-9 and abs(loss - mean(losses)) < 1e-9,
                      (e, len(known), mean(wins), mean(losses)))

    def order(self, e):
        p = self.proposals.get(e["id"])
        self.verdicts[e["id"]] += 1
        self.hold("an order has its proposal, and is not larger", p is not None and e["qty"] <= p.get("qty", e["qty"]) and
                  e["side"] == p["side"], (e, p))
        self.hold("an order is in whole lots", e["qty"] % LOT[e["symbol"]] == 0, e)
        for price in (e[k] for k in ("limit", "stop") if k in e):
            self.hold("an order's prices are on the tick", price % TICK[e["symbol"]] == 0, e)
        if e.get("reduce_only"):
            held = self.before[2].get(e["symbol"], 0)
            self.hold("a reducing order is against what is held, and not more",
                      held * (1 if e["side"] == "sell" else -1) >= e["qty"], (e, held))
            if self.halted:
                self.hold("leaving goes on while entries are halted", True, e)
        else:
            self.hold("nothing is opened while entries are halted", not self.halted, e)
            self.limits(e)
        self.orders[e["id"]] = e
        self.state[e["id"]] = "approved"

    def limits(self, e):
        """Positions, what open entries may still add, and this order: within each fraction of equity."""
        _, cash, held, _ = self.before
        equity = self.equity(cash, held)
        price = self.marks[e["symbol"]]
        mine = e["qty"] * (e["limit"] if e.get("kind") == "limit" and "limit" in e and e["side"] == "sell" else price)
        mine = e["qty"] * min(price, e["limit"]) if e.get("kind") == "limit" and e["side"] == "buy" else mine
        worth = {s: abs(q) * self.marks[s] for s, q in held.items()}
        for i, left in {**self.before[3], **{i: self.left(i) for i in self.orders if self.orders[i]["ts"] == e["ts"]}}.items():
            o = self.orders[i]
            if not o.get("reduce_only"):
                worth[o["symbol"]] = worth.get(o["symbol"], 0) + left * min(self.marks[o["symbol"]], o.get("limit", Decimal("Infinity")))
        asset, every = worth.get(e["symbol"], 0) + mine, sum(worth.values()) + mine
        for rule, value in (("max_trade", mine), ("max_asset", asset), ("max_exposure", every)):
            self.hold("no approval passes " + rule, value <= LIMITS[rule] * equity, (rule, value, equity, e))

    def reject(self, e):
        self.verdicts[e["id"]] += 1
        p = self.proposals.get(e["id"], {})
        rules = {r["rule"] for r in e["rules"]}
        self.hold("a refusal names its rules", bool(rules), e)
        if p.get("intent") in ("close", "reduce"):
            self.hold("no rule against opening refuses leaving", rules <= LEAVING, e)

    def order_update(self, e):
        i = e["id"]
        self.hold("an update is of an order that was approved", i in self.orders, e)
        self.hold("nothing follows a final state", self.state.get(i) not in FINAL, e)
        self.hold("an update counts what was filled", e["filled"] == self.filled[i], e)
        self.hold("filled means all of it", (e["state"] == "filled") <= (self.filled[i] == self.orders[i]["qty"]), e)
        if e["state"] == "sent" and e.get("attempt", 1) > 1:  # the rest of it, at the market, from now on
            o, before = self.orders[i], self.attempts.get(i, 1)
            self.hold("attempts go one by one, as many as were approved", before < e["attempt"] == before + 1 <= o["attempts"], e)
            self.attempts[i] = e["attempt"]
            self.orders[i] = {**o, "kind": "market", "since": e["ts"]}
        self.state[i] = e["state"]

    def fill(self, e):
        o, s, qty, price = self.orders.get(e["id"]), e["symbol"], e["qty"], e["price"]
        self.hold("a fill is of an order that was approved", o is not None and o["side"] == e["side"] and o["symbol"] == s, e)
        self.filled[e["id"]] += qty
        self.hold("the fills of an order are not more than it", self.filled[e["id"]] <= o["qty"], e)
        bar = self.bars.get((s, e["ts"]))
        self.hold("an order meets only candles that begin after it is live",
                  bar is not None and bar["start"] >= o.get("since", o["ts"]) + LATENCY, (e, bar))
        self.taken[e["id"], e["ts"]] += qty
        self.hold("an order takes a tenth of a candle's volume at most", bar is not None and
                  self.taken[e["id"], e["ts"]] <= Decimal(str(bar["volume"])) / 10, (e, bar))
        sign = 1 if e["side"] == "buy" else -1
        opened = Decimal(str(bar["open"])) if bar else price
        if o.get("kind") == "market":
            self.hold("a market order pays the open, half the spread and slippage",
                      0 <= sign * (price - opened * (1 + sign * COST)) <= TICK[s], (e, bar))
        reached = [b for (of, ts), b in self.bars.items() if of == s and o["ts"] + LATENCY <= b["start"] and ts < e["ts"] and
                   (Decimal(str(b["high"])) >= o["stop"] if sign > 0 else Decimal(str(b["low"])) <= o["stop"])] if o.get("kind") == "stop" else []
        if o.get("kind") == "stop" and bar and not reached:  # reached before without volume to fill it: a market order
            self.hold("a stop fills at the worse of stop and open, or worse",
                      sign * (price - max(sign * o["stop"], sign * opened) * sign) >= 0, (e, o, bar))
        if o.get("kind") == "limit":
            self.hold("a limit is kept", sign * price <= sign * o["limit"], (e, o))
        if "limit_worst" in o:
            self.hold("no fill is worse than was approved", sign * price <= sign * o["limit_worst"], (e, o))
        if e["liquidity"] == "maker":
            low, high = (Decimal(str(bar[k])) for k in ("low", "high"))
            through = low <= price - TICK[s] if sign > 0 else high >= price + TICK[s]
            self.hold("a resting order fills only when the price trades through it", through, (e, bar))
        wanted = qty * price * (Decimal("0.0002") if e["liquidity"] == "maker" else Decimal("0.0005"))
        self.hold("a fee is its rate, at most one step of the currency more", 0 <= e["fee"] - wanted <= Decimal("0.00000001"), e)
        self.cash -= sign * qty * price + e["fee"]
        self.held[s] += sign * qty

    def pnl(self, e):
        self.trips.append(e)
        self.hold("net is gross less fees and funding", e["net"] == e["gross"] - e["fees"] - e["funding"], e)
        self.hold("gross is the way from entry to exit", abs(e["gross"] - e["qty"] * (e["exit"] - e["entry"])) < Decimal("1e-12"), e)

    def account(self, e):
        wanted = self.equity(self.cash, self.held)
        self.hold("equity is deposits, fills and marks, and nothing else", abs(e["equity"] - wanted) < Decimal("1e-9"),
                  (e["equity"], wanted, e))

        self.hold("the day's result is counted from its first equity", self.day is not None and
                  abs(e["day_pnl"] - (e["equity"] - self.day)) < Decimal("1e-9"), (e, self.day))
        self.hold("drawdown is the way down from the peak", e["peak"] >= e["equity"] and
                  abs(e["drawdown"] - (1 - e["equity"] / e["peak"])) < Decimal("1e-9"), e)

    def day_row(self, e):
        """The first equity of a day; what was halted for the day before may go on."""
        self.day, self.halted = e["equity"], self.halted - {"daily_loss"}

    def halt(self, e):
        self.halted.add(e.get("rule"))

    def end(self, ledger):
        rows = sqlite3.connect("file:%s?mode=ro" % ledger, uri=True)
        listed = collections.Counter(json.loads(b, parse_float=Decimal, parse_int=Decimal)["fill_id"]
                                     for b, in rows.execute("SELECT body FROM journal WHERE type = 'fill'"))
        rows.close()
        self.hold("the journal holds each fill once", len(listed) == sum(listed.values()) == self.seen["a limit or market fill"], len(listed))
        self.hold("each proposal has one verdict", all(self.verdicts[i] == 1 for i in self.proposals), dict(self.verdicts))
        said = run("ledger", "orders", "--json", "--ledger", ledger)[1].splitlines()
        states = {o["id"]: o["state"] for o in map(json.loads, said)}
        self.hold("each order has a final state, or is open in the ledger too", states == self.state,
                  {i: (s, states.get(i)) for i, s in self.state.items() if states.get(i) != s})
        leaving = any(o.get("reduce_only") and self.is_open(i) and self.filled[i] for i, o in self.orders.items())
        if not any(self.held.values()) and not leaving:
            self.hold("a flat account is its deposit and its round trips",
                      abs(self.deposit + sum(t["net"] for t in self.trips) - self.cash) < Decimal("1e-9"), self.cash)


def play(seed, folder, totals):
    rng = random.Random(seed)
    data, sh, policy, out = (folder + "/" + x for x in ("data.ndjson", "s.sh", "policy.toml", "out%d" % seed))
    candles(rng, data)
    with open(policy, "w") as f:
        f.write(POLICY)
    name = "seed %d (%s)" % (seed, script(rng, sh, policy))
    words = ["--data", data, "--deposit", "10000 USDT", "--quiet", "--print"]
    status, stream, said = run("backtest", sh, *words, "--out", out)
    if not check(name + ": backtest ends with 0", status == 0, said):
        return
    book = Book(name, 10000)
    for line in stream.splitlines():
        e = json.loads(line)
        if e["type"] != "candle":
            e = json.loads(line, parse_float=Decimal)
            for key in ("qty", "price", "limit", "stop", "fee", "filled", "gross", "fees", "funding", "net", "entry", "exit", "equity",
                        "peak", "drawdown", "day_pnl"):
                if isinstance(e.get(key), int):
                    e[key] = Decimal(e[key])
            for key in [k for k in e if k.startswith("size_") and isinstance(e[k], Decimal)]:
                e[key] = float(e[key])
        if e["type"] == "fill":
            book.seen["a limit or market fill"] += 1
        handler = {"candle": book.candle, "proposal": book.proposal, "order": book.order, "reject": book.reject,
                   "order_update": book.order_update, "fill": book.fill, "pnl": book.pnl, "account": book.account,
                   "day": book.day_row, "halt": book.halt}.get(e["type"])
        if handler:
            handler(e)
    book.end(out + "/ledger.db")
    for claim in book.seen:
        bad = book.bad[claim]
        check("%s: %s" % (name, claim), not bad, "%d of %d; first: %s" % (len(bad), book.seen[claim], bad[:1]))
    totals.update(book.seen)
    verified = run("ledger", "verify", "--ledger", out + "/ledger.db")
    check(name + ": ledger verify holds", verified[0] == 0, verified)
    again = run("backtest", sh, *words, "--out", out + "b")
    heads = [run("ledger", "head", "--ledger", x + "/ledger.db")[1] for x in (out, out + "b")]
    check(name + ": a second run gives the same bytes and the same head", again[1] == stream and heads[0] == heads[1] != b"", heads)


with tempfile.TemporaryDirectory() as work:
    totals = collections.Counter()
    for seed in range(1, RUNS + 1):
        play(seed, work, totals)
    # A claim that nothing was held against proves nothing.
    for claim in ("no approval passes max_trade", "no approval passes max_exposure", "no rule against opening refuses leaving",
                  "a resting order fills only when the price trades through it", "a market order pays the open, half the spread and slippage",
                  "a stop fills at the worse of stop and open, or worse", "Kelly's fraction follows from the inputs it prints",
                  "a flat account is its deposit and its round trips",
                  "equity is deposits, fills and marks, and nothing else", "a reducing order is against what is held, and not more",
                  "leaving goes on while entries are halted"):
        check("over all runs something was held against: %s" % claim, totals[claim] > 0, totals)
finish("money")
