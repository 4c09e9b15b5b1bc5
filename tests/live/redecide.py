#!/usr/bin/env python3
"""A live run against simex is recorded and decided again: the same approvals and refusals. usage: redecide.py BUILD"""
import base64
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile

from rig import BIN, Desk, ENV, case, check, counts, until

COINBASE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../examples/venues/coinbase.toml")
SCRIPT = """#!/bin/sh
set -eu
POLICY=${POLICY:-%(dir)s/policy.toml}
BUY=${BUY:-close >= open}
candles --tf 1s |
  exits --on 1s --strategy s --stop 1%% --hold 2s |
  signal-agg --on 1s --strategy s --buy "$BUY" --cooldown 0s --trigger level |
  size --cold 1%% --venue %(venue)s |
  risk-gate --policy "$POLICY" --venue %(venue)s |
  place-order --mode live --venue coinbase --url coinbase=%(url)s --key-file %(key)s --ceiling 100000 --ceiling-day 1000000 |
  settle --venue %(venue)s
"""


def run():
    with tempfile.TemporaryDirectory() as d:
        key, script, tape = d + "/k.json", d + "/s.sh", d + "/tape.ndjson"
        with open(os.open(key, os.O_CREAT | os.O_WRONLY, 0o600), "w") as f:
            json.dump({"name": "organizations/o/apiKeys/k", "privateKey": base64.b64encode(os.urandom(32)).decode()}, f)
        x = subprocess.Popen([BIN + "simex", "--keys", d, "--seed", "3", "--symbols", "BTC-USD"], stdout=subprocess.PIPE, text=True,
                             stderr=subprocess.DEVNULL, env=ENV)
        try:
            url = x.stdout.readline().strip()
            desk = Desk(d, "coinbase", "USD", COINBASE)
            with open(d + "/policy.toml", "w") as f:
                f.write('name = "test"\nmax_notional = "100000"\nprice_collar = "5%"\nentries_day = 3\n')
            with open(script, "w") as f:
                f.write(SCRIPT % {"dir": d, "venue": os.path.abspath(COINBASE), "url": url, "key": key})
            env = {**ENV, "PATH": BIN + ":" + ENV["PATH"], "TRADEUTILS_LEDGER": desk.ledger, "TRADEUTILS_LIVE": desk.id}
            p = subprocess.Popen("feed coinbase:BTC-USD --mode live --channels quotes,trades --url coinbase=%s | tee %s | sh %s > /dev/null"
                                 % (url, tape, script), shell=True, env=env, stderr=subprocess.PIPE, text=True, start_new_session=True)
            # Three openings a day are allowed: the fourth is refused, and by then some were closed.
            until(lambda: {"reject", "fill"} <= {r["type"] for r in desk.rows()}, 120)
            feeds = subprocess.run(["pgrep", "-g", str(p.pid), "-x", "feed"], capture_output=True, text=True).stdout.split()
            for pid in feeds:
                os.kill(int(pid), signal.SIGTERM)
            said = p.communicate(timeout=60)[1]
        finally:
            x.kill()
            x.wait()

        def again(*args, **more):
            return subprocess.run([BIN + "ledger", *args, "--table", "--ledger", desk.ledger, "--script", script], capture_output=True, text=True,
                                  env={**env, **more})
        rows = [json.loads(line) for line in subprocess.run([BIN + "ledger", "export", "--ledger", desk.ledger], capture_output=True,
                                                            text=True, env=ENV).stdout.splitlines()]
        orders = [r for r in rows if r["type"] == "order"]
        check("orders open and close, and some are refused", {r["intent"] for r in orders} == {"open", "close"} and
              any(r["type"] == "reject" for r in rows) and any(r["type"] == "fill" for r in rows), (len(rows), said))
        whole = again("rerun", tape)
        check("every decision is the same", re.match(r"rerun: (\d+) decisions, all the same", whole.stdout) and
              whole.returncode == 0, whole.stdout + whole.stderr)
        check("and there were some", int((re.findall(r"rerun: (\d+)", whole.stdout) or [0])[0]) >= len(orders) + 1, whole.stdout)
        if orders:
            one = again("why", orders[-1]["id"], tape, "--rerun")
            check("one order is explained, and decided again", one.returncode == 0 and "rerun: 1 decisions, all the same" in one.stdout,
                  one.stdout + one.stderr)
        other = again("rerun", tape, BUY="close < open")
        check("another rule is told apart", other.returncode in (1, 70) and ("then another" in other.stdout or "was at" in other.stderr),
              other.stdout + other.stderr)
        with open(d + "/tight.toml", "w") as f:
            f.write('name = "test"\nmax_notional = "1"\n')
        other = again("rerun", tape, POLICY=d + "/tight.toml")
        check("another policy is told apart", other.returncode == 1 and "then another" in other.stdout, other.stdout + other.stderr)
        os.rename(desk.ledger + ".looks", desk.ledger + ".away")
        blind = again("rerun", tape)
        check("without what the account knew nothing is claimed", blind.returncode == 74 and ".looks" in blind.stderr,
              (blind.returncode, shlex.join(map(str, blind.args)), blind.stderr))


if __name__ == "__main__":
    case(run)
    print("redecide: %d passed, %d failed" % (counts["passed"], counts["failed"]))
    sys.exit(1 if counts["failed"] else 0)
