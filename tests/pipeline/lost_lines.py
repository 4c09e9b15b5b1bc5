#!/usr/bin/env python3
"""A program in the middle that drops or spoils lines: the script's status and words tell. usage: lost_lines.py BUILD"""
import os
import subprocess
import sys
import tempfile

BIN = os.path.abspath(sys.argv[1]) + "/bin"
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = ROOT + "/examples/data/binance-perp-1m-2025-05/BTCUSDT-1m.csv.gz"
passed = failed = 0


def check(name, good, shown=""):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print("lost_lines: %s: FAILED %s" % (name, shown))


def run(between, first="indicators --rsi 14"):
    """Status, stderr, and how many orders the journal holds, of a replay with this program behind its first stage."""
    with tempfile.TemporaryDirectory() as folder:
        env = {"PATH": BIN + ":/usr/bin:/bin", "LC_ALL": "C", "TRADEUTILS_LEDGER": folder + "/l.db",
               "TRADEUTILS_VENUE": ROOT + "/examples/venues/binance.toml"}
        for words in (["init"], ["deposit", "10000", "USDT"]):
            subprocess.run([BIN + "/ledger", *words], env=env, check=True, stdout=subprocess.DEVNULL)
        script = ("feed %s --to 2025-05-04T17:00:00Z | %s | %s | signal-agg --on 1m --strategy b --buy always --trigger level --cooldown 1m | "
                  "size --fraction 2.2%% | risk-gate | place-order | settle > /dev/null" % (DATA, first, between))
        p = subprocess.run(["/bin/sh", "-c", script], env=env, stderr=subprocess.PIPE, text=True, timeout=60)
        orders = subprocess.run([BIN + "/ledger", "orders"], env=env, stdout=subprocess.PIPE, text=True, check=True).stdout
        verified = subprocess.run([BIN + "/ledger", "verify"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        check("%s: the ledger is proved" % between, verified.returncode == 0)
        return p.returncode, p.stderr, len(orders.splitlines())


status, said, whole = run("cat")
check("nothing is lost behind cat", status == 0 and whole > 0, (status, said, whole))
status, said, orders = run("grep --line-buffered -v sync")
check("a program that drops each sync fails the script", status == 65 and "sync 1 is missing" in said, (status, said))
check("and nothing was decided", orders == 0, orders)
status, said, orders = run("awk '!/\"sync\"/ || ++n % 3 { print; fflush() }'")
check("one that drops each third of them does", status == 65 and "sync 3 is missing" in said, (status, said))
check("and what was decided before stands", 0 < orders <= whole, (orders, whole))
status, said, orders = run("sed -u '/\"sync\"/ { 60,$ d }'")
check("one that drops the last of them does", status == 65 and "is missing" in said, (status, said))
status, said, orders = run("sed -u 's/^\\(.\"type\":\"candle\".*\"close\":\\)[0-9.]*/\\1\"x\"/'")
check("one that spoils lines does", status == 65, (status, said))
check("and who could not use them is named at the end of the stream",
      "the stream is not whole: its `end` says status 65, signal-agg could not use 8" in said, said)
status, said, orders = run("sed -u '4 s/^/oops /'")
check("a single line is enough", status == 65 and "signal-agg could not use 1 line" in said, said)
status, said, orders = run("cat", first="sed -u '4 s/^/oops /' | indicators")
check("also far in front", status == 65 and "indicators could not use 1 line" in said, said)

print("lost_lines: %d passed, %d failed" % (passed, failed))
sys.exit(failed != 0)
