#!/usr/bin/env python3
"""A stage that waits for the stages behind it: ends when it is asked to, and when they are gone. usage: waiting.py BUILD"""
import os
import signal
import subprocess
import sys
import tempfile
import time

BIN = os.path.abspath(sys.argv[1]) + "/bin/"
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENUE = ROOT + "/examples/venues/coinbase.toml"
MINUTE = 60_000_000
passed = failed = 0
# A job in the background inherits that SIGINT is ignored, and would pass it on to the stages.
signal.signal(signal.SIGINT, signal.default_int_handler)


def check(name, good, shown=""):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print("waiting: %s: FAILED %s" % (name, shown))


def instant(n):
    """A candle, a proposal on it, and the sync behind them."""
    ts = n * MINUTE
    return ('{"type":"candle","ts":%d,"venue":"coinbase","symbol":"BTC-USD","tf":"1m","start":%d,"open":50000,"high":50000,'
            '"low":50000,"close":50000,"volume":100}\n'
            '{"type":"proposal","ts":%d,"venue":"coinbase","symbol":"BTC-USD","id":"p%d","strategy":"s","intent":"open",'
            '"side":"buy","confidence":1,"qty":0.001}\n{"type":"sync","ts":%d,"seq":%d}\n' % (ts, ts - MINUTE, ts, n, ts, n)).encode()


SESSION = b'{"type":"session","ts":0,"id":"w","mode":"replay","source":"test","pace":"max"}\n'


def ledger(folder):
    env = {"PATH": BIN + ":/usr/bin:/bin", "LC_ALL": "C", "TRADEUTILS_LEDGER": folder + "/l.db", "TRADEUTILS_VENUE": VENUE}
    for words in (["init"], ["deposit", "10000", "USD"]):
        subprocess.run([BIN + "ledger", *words], env=env, check=True, stdout=subprocess.DEVNULL)
    return env


def asked_to_end(number):
    with tempfile.TemporaryDirectory() as folder:
        env = ledger(folder)
        p = subprocess.Popen([BIN + "risk-gate"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env)
        p.stdin.write(SESSION + instant(1) + instant(2))
        p.stdin.flush()
        passed_on = any(b'"type":"sync"' in line for line in iter(p.stdout.readline, b""))
        time.sleep(0.3)  # nobody publishes sync 1: it waits
        check("%s: it waits for the barrier" % number.name, passed_on and p.poll() is None)
        began = time.monotonic()
        p.send_signal(number)
        try:
            p.wait(30)
        except subprocess.TimeoutExpired:
            p.kill()
        took, said = time.monotonic() - began, p.stderr.read().decode()
        check("%s ends a stage that waits at the barrier, promptly and in order" % number.name,
              p.returncode == 0 and took < 5 and "approved" in said, (p.returncode, took, said))
        done = subprocess.run([BIN + "ledger", "verify"], env=env, capture_output=True, text=True)
        check("%s: the ledger is proved after that" % number.name, done.returncode == 0, done.stderr)


def settle_is_gone(between):
    """The last stage dies before it has said that it is there."""
    with tempfile.TemporaryDirectory() as folder:
        env = ledger(folder)
        script = "risk-gate | %splace-order | sh -c 'kill -9 $$'" % between
        p = subprocess.Popen(["bash", "-c", "set -o pipefail; " + script], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, env=env)
        began = time.monotonic()
        try:
            p.stdin.write(SESSION + b"".join(instant(i) for i in range(1, 40)))
            p.stdin.flush()
        except BrokenPipeError:
            pass
        try:
            p.wait(30)
        except subprocess.TimeoutExpired:
            p.kill()
        took, said = time.monotonic() - began, p.stderr.read().decode()
        check("a settle that is killed at once ends the pipeline within seconds, not after the wait of ten (%s)" % (between or "direct"),
              took < 8, (took, said))
        check("and the cause is said (%s)" % (between or "direct"), "the pipeline is broken" in said, said)


def desk(env, session, *words):
    """place-order by the clock, behind a session that goes on."""
    p = subprocess.Popen([BIN + "place-order", *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env)
    try:
        p.stdin.write(b'{"type":"session","ts":1000000,"id":"%s","mode":"paper","source":"test","pace":"realtime"}\n' % session)
        p.stdin.flush()
    except BrokenPipeError:
        pass
    return p


def one_desk_an_account():
    """A second place-order would take the orders of the first for left over."""
    with tempfile.TemporaryDirectory() as folder:
        env = ledger(folder)
        first = desk(env, b"a")
        check("the first place-order of an account begins", b'"session"' in first.stdout.readline())
        second = desk(env, b"b")
        _, said = second.communicate(timeout=30)
        check("a second one is refused, with the reason", second.returncode == 75 and
              b"another place-order looks after the orders of main" in said, (second.returncode, said))
        other = desk(env, b"c", "--account", "other")
        check("one of another account is not", b'"session"' in other.stdout.readline())
        other.kill()
        other.communicate()
        first.kill()
        third = desk(env, b"d")  # the kernel may need a moment to end the first
        check("when the first was killed another one begins", b'"session"' in third.stdout.readline())
        third.kill()
        third.communicate()
        first.communicate()


for each in (signal.SIGTERM, signal.SIGINT):
    asked_to_end(each)
one_desk_an_account()
settle_is_gone("")
settle_is_gone("cat | ")
print("waiting: %d passed, %d failed" % (passed, failed))
sys.exit(1 if failed else 0)
