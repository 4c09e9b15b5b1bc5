#!/usr/bin/env python3
"""A sweep that is interrupted in the midst of its tries leaves nothing new and nothing half. usage: interrupted.py BUILD"""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time

BIN = os.path.abspath(sys.argv[1]) + "/bin/"
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = ROOT + "/examples/data/binance-perp-1m-2025-05/BTCUSDT-1m.csv.gz"
SCRIPT = """indicators --sma "$FAST,$SLOW" |
signal-agg --on 1m --strategy s --buy "sma_$FAST > sma_$SLOW" --sell "sma_$FAST < sma_$SLOW" |
size --fraction 5% | risk-gate | place-order | settle
"""
MANY = "FAST=%s SLOW=40,50" % ",".join(map(str, range(5, 35)))
passed = failed = 0
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background begins with it ignored


def check(name, good, shown=""):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print("interrupted: %s: FAILED %s" % (name, shown))


def files(folder):
    """Every file and folder below this one, with its content."""
    found = {}
    for where, folders, names in os.walk(folder):
        found.update({os.path.join(where, f): None for f in folders})
        for name in names:
            with open(os.path.join(where, name), "rb") as f:
                found[os.path.join(where, name)] = f.read()
    return found


def backtest(folder, tries):
    env = {"PATH": BIN + ":/usr/bin:/bin", "LC_ALL": "C", "TRADEUTILS_VENUE": ROOT + "/examples/venues/binance.toml"}
    return subprocess.Popen([BIN + "backtest", folder + "/s.sh", "--data", DATA, "--set", tries, "--jobs", "2", "--quiet", "--out",
                             folder + "/out"], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            start_new_session=True)


def children(group):
    """Processes that are left of a group."""
    try:
        os.killpg(group, 0)
        return True
    except ProcessLookupError:
        return False


def is_whole(place):
    """A report and its ledger are of the same run."""
    with open(place + "/report.json", encoding="utf-8") as f:
        head = json.load(f)["ledger_head"]
    done = subprocess.run([BIN + "ledger", "head", "--ledger", place + "/ledger.db"], capture_output=True, text=True)
    return done.returncode == 0 and head in done.stdout


def interrupted(number, earlier):
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/s.sh", "w", encoding="ascii") as f:
            f.write(SCRIPT)
        if earlier:
            p = backtest(folder, "FAST=5,6 SLOW=40")
            said = p.communicate(timeout=100)
            check("a whole sweep ends with 0", p.returncode == 0, said)
            check("and leaves two whole tries", all(is_whole(folder + "/out/FAST=%d+SLOW=40" % n) for n in (5, 6)), folder)
        before = files(folder)
        p = backtest(folder, MANY)
        later = folder + "/out/FAST=8+SLOW=40"
        end = time.monotonic() + 100
        while p.poll() is None and not os.path.exists(later) and time.monotonic() < end:
            time.sleep(0.01)
        check("it is in the midst of its tries", p.poll() is None and os.path.exists(later), p.returncode)
        p.send_signal(number)
        said = p.communicate(timeout=100)
        name = "%s, %s" % (number.name, "over an earlier sweep" if earlier else "in a new directory")
        after = files(folder)
        check(name + ": it says so with its status", p.returncode == 130, (p.returncode, said))
        check(name + ": a report that is there is its ledger's", all(is_whole(w) for w, _, f in os.walk(folder) if "report.json" in f),
              sorted(after))
        check(name + ": nothing new is left", set(after) <= set(before), sorted(set(after) - set(before))[:5])
        check(name + ": no process is left", not children(p.pid))


for each in (signal.SIGINT, signal.SIGTERM):
    interrupted(each, False)
    interrupted(each, True)
print("interrupted: %d passed, %d failed" % (passed, failed))
sys.exit(1 if failed else 0)
