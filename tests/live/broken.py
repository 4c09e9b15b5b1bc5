#!/usr/bin/env python3
"""A pipeline of which a part did not start, or has died: nobody acts for nobody, and the statuses say so. usage: broken.py BUILD"""
import json
import os
import signal
import subprocess
import sys
import tempfile

from rig import BIN, Desk, ENV, case, check, counts, now_us, until

COINBASE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples/venues/coinbase.toml")
PERPETUALS = os.path.join(os.path.dirname(COINBASE), "perpetuals.toml")
NOWHERE = "coinbase=http://127.0.0.1:1"


def pipeline(desk, stages, env):
    """The stages in a row, and the first one's input."""
    started, before = [], subprocess.PIPE
    for words in stages:
        p = subprocess.Popen([BIN + words[0], *words[1:]], stdin=before, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)
        if started:
            before.close()
        started.append(p)
        before = p.stdout
    return started


def gate(desk):
    return ["risk-gate", "--ledger", desk.ledger, "--policy", desk.dir + "/policy.toml", "--venue", COINBASE]


def place(desk, *more):
    return ["place-order", "--ledger", desk.ledger, "--mode", "live", "--venue", "coinbase", "--url", NOWHERE, "--ceiling", "100000",
            "--ceiling-day", "1000000", *more]


def put(p, **event):
    try:
        p.stdin.write(json.dumps({"venue": "coinbase", "symbol": "BTC-USD", **event, "ts": now_us()}, separators=(",", ":")) + "\n")
        p.stdin.flush()
    except BrokenPipeError:
        pass  # it ended at once


def ask(p, n):
    put(p, type="quote", bid=50000.0, bid_size=1, ask=50001.0, ask_size=1)
    put(p, type="proposal", id="s/%d" % n, strategy="s", intent="open", side="buy", confidence=1, qty=0.01, kind="market", tif="IOC")
    put(p, type="beat")


def begin(p):
    p.stdin.write(json.dumps(dict(type="session", ts=now_us(), id="t%d" % now_us(), mode="live", source="test", pace="realtime")) + "\n")
    p.stdin.flush()


def ends(p):
    """Its status and what it said; its input is over."""
    if p.stdin:
        try:
            p.stdin.close()
        except BrokenPipeError:
            pass
    try:
        return p.wait(30), p.stderr.read()
    except subprocess.TimeoutExpired:
        p.kill()
        return "still there", p.stderr.read()


def never_started(why, key_text, word, expected):
    with tempfile.TemporaryDirectory() as d:
        desk = Desk(d, "coinbase", "USD", COINBASE)
        with open(os.open(d + "/key", os.O_CREAT | os.O_WRONLY, 0o600), "w") as f:
            f.write(key_text)
        stages = pipeline(desk, [gate(desk), place(desk, "--key-file", d + "/key"), ["settle", "--ledger", desk.ledger, "--venue", COINBASE]],
                          {**ENV, "TRADEUTILS_LIVE": desk.id if word is None else word})
        begin(stages[0])
        stages[1].wait(30)
        for n in range(3):
            ask(stages[0], n)
        (g, g_said), (p, p_said), (s, s_said) = map(ends, stages)
        check("%s: place-order ends with its own status" % why, p == expected, (p, p_said))
        check("%s: settle, and so the script, ends with 65, and says what is missing" % why,
              s == 65 and ("nothing came" in s_said or "without its `end`" in s_said), (s, s_said))
        check("%s: the gate ends with 75 and does not claim to trade" % why,
              g == 75 and "its reader ended" in g_said and "trading" not in g_said, (g, g_said))
        check("%s: and nothing was approved" % why, desk.orders() == {}, desk.orders())


def dies_later():
    with tempfile.TemporaryDirectory() as d:
        desk = Desk(d, "coinbase", "USD", COINBASE)
        g, reader = pipeline(desk, [gate(desk), ["place-order", "--mode", "dry-run"]], ENV)
        begin(g)
        ask(g, 1)
        check("an order is approved while somebody reads", until(lambda: len(desk.orders()) == 1, 30), desk.rows())
        g.send_signal(signal.SIGSTOP)  # so that it finds the proposal and the dead reader at once
        reader.kill()
        reader.wait()
        ask(g, 2)
        g.send_signal(signal.SIGCONT)
        status, said = ends(g)
        check("none is when the reader has died, not even one that waited to be read", list(desk.orders()) == ["s/1"], desk.orders())
        check("and the gate ends with 75 and says why", status == 75 and "its reader ended" in said, (status, said))


def one_key(source, more):
    """place-order on a venue file of two venues with the key of one, and a session about `source`: its status and words."""
    with tempfile.TemporaryDirectory() as d:
        desk = Desk(d, "hyperliquid", "USDC", PERPETUALS)
        with open(os.open(d + "/key", os.O_CREAT | os.O_WRONLY, 0o600), "w") as f:
            f.write(os.urandom(32).hex())
        events = [dict(type="session", ts=now_us(), id="t", mode="live", source=source, pace="realtime"),
                  dict(type="end", ts=now_us(), source=source, events=0, status=0)]
        p = subprocess.run([BIN + "place-order", "--ledger", desk.ledger, "--mode", "live", "--venue", PERPETUALS, "--url",
                            NOWHERE + ",hyperliquid=http://127.0.0.1:1", "--ceiling", "1", "--ceiling-day", "1", *more(d + "/key")],
                           input="".join(json.dumps(e) + "\n" for e in events), capture_output=True, text=True,
                           env={**ENV, "TRADEUTILS_LIVE": desk.id, "TRADEUTILS_HYPERLIQUID_KEY": "ab" * 32})
        return p.returncode, p.stderr


def keys():
    status, said = one_key("hyperliquid:BTC-USDC-PERP", lambda key: ["--key-file", key])
    check("only the key of the venue that the session is about is asked for", status == 0, (status, said))
    status, said = one_key("hyperliquid:BTC-USDC-PERP coinbase:BTC-USDC-PERP", lambda key: ["--key-file", key])
    check("one key for two venues is refused, and what to do is said", status == 78 and "TRADEUTILS_COINBASE_KEY" in said, (status, said))
    both = "hyperliquid:BTC-USDC-PERP coinbase:BTC-USDC-PERP"
    status, said = one_key(both, lambda key: ["--key-file", "coinbase=" + key + ".none,hyperliquid=" + key])
    check("a list of key files gives each venue its own", status == 78 and "key.none: cannot be opened" in said, (status, said))
    status, said = one_key(both, lambda key: ["--key-file", "hyperliquid=" + key])
    check("whom the list leaves out has its variable", status == 78 and "TRADEUTILS_COINBASE_KEY" in said, (status, said))
    status, said = one_key("hyperliquid:BTC-USDC-PERP", lambda key: ["--key-file", "coinbase=" + key + ".none,hyperliquid=" + key])
    check("and a file of a venue that nobody asks is not read", status == 0, (status, said))
    status, said = one_key(both, lambda _: [])
    check("of two venues each needs its key", status == 78 and "TRADEUTILS_COINBASE_KEY" in said, (status, said))


def by_hand():
    with tempfile.TemporaryDirectory() as d:
        desk = Desk(d, "coinbase", "USD", COINBASE)
        for tool in ("risk-gate", "place-order", "settle"):
            alone = subprocess.run([BIN + tool], input="", capture_output=True, text=True, env=ENV)
            check("%s: empty input without a ledger is no fault" % tool, alone.returncode == 0 and alone.stdout == "", alone)
            booked = subprocess.run([BIN + tool, "--ledger", desk.ledger], input="", capture_output=True, text=True, env=ENV)
            check("%s: with one it is a pipeline that never began: 65" % tool, booked.returncode == 65 and "nothing came" in booked.stderr,
                  booked)
        p = subprocess.Popen([BIN + "settle", "--ledger", desk.ledger], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENV)
        until(lambda: any(line.startswith("SigCgt") and int(line.split()[1], 16) >> 14 & 1 for line in open("/proc/%d/status" % p.pid)))
        p.send_signal(signal.SIGTERM)
        status, said = p.wait(30), p.stderr.read()
        check("who is asked to end before anything came ends in order", status == 0 and "nothing came" not in said, (status, said))


if __name__ == "__main__":
    case(never_started, "a bad key", '"abc"', None, 78)
    case(never_started, "a closed latch", '"abc"', "", 77)
    case(dies_later)
    case(keys)
    case(by_hand)
    print("broken: %d passed, %d failed" % (counts["passed"], counts["failed"]))
    sys.exit(1 if counts["failed"] else 0)
