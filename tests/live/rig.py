"""What the tests of live orders share: a live ledger with every latch open, and place-order fed by hand."""
import contextlib
import http.server
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
import traceback

BUILD = os.path.abspath(sys.argv[1])
BIN = BUILD + "/bin/"
ENV = {k: v for k, v in os.environ.items() if not k.startswith("TRADEUTILS_")}
counts = {"passed": 0, "failed": 0, "skipped": 0}
lock = threading.Lock()


def check(name, holds, detail=""):
    with lock:
        counts["passed" if holds else "failed"] += 1
        if not holds:
            print("FAIL %s: %s" % (name, detail))


def case(work, *args):
    """One case of a script, perhaps in a thread of its own. One that breaks off is one failed check, told whole."""
    try:
        work(*args)
    except Exception:
        check("%s%s comes to its end" % (work.__name__, args or ""), False, traceback.format_exc())


def until(condition, seconds=60):
    """Waits for a condition; false when it does not come."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def skip(name, why):
    counts["skipped"] += 1
    print("skipped: %s: %s" % (name, why))


def now_us():
    return time.time_ns() // 1000


class JsonHandler(http.server.BaseHTTPRequestHandler):
    """What the handlers of scripted venues share."""
    protocol_version = "HTTP/1.1"

    def say(self, answer, status=200):
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Desk:
    """A live ledger in folder `d`; approvals are written by risk-gate, from proposals, as in any script."""

    def __init__(self, d, venue, currency, venue_file):
        self.dir, self.ledger, self.venue, self.venue_file = d, d + "/l.db", venue, venue_file
        with open(d + "/policy.toml", "w") as f:
            f.write('name = "test"\nmax_notional = "100000"\nprice_collar = "5%"\n')
        self.tool("ledger", "init", "--kind", "live")
        self.tool("ledger", "deposit", "100000", currency)
        self.tool("ledger", "mode", "live", input="LIVE\n")
        self.tool("ledger", "policy", d + "/policy.toml")
        self.tool("ledger", "promote", "s", "HOT", "--reason", "test")
        with contextlib.closing(sqlite3.connect(self.ledger)) as db:
            self.id = db.execute("SELECT value FROM meta WHERE name = 'id'").fetchone()[0]

    def tool(self, name, *args, input=None):
        done = subprocess.run([BIN + name, *args, "--ledger", self.ledger], capture_output=True, text=True, env=ENV, input=input)
        assert done.returncode == 0, (name, args, done.stdout, done.stderr)
        return done

    def run(self, url, key_file, lines, *more, seconds=6):
        """Feeds the lines (functions of the time, each after a pause) through risk-gate and place-order; gives what was said."""
        gate = subprocess.Popen([BIN + "risk-gate", "--ledger", self.ledger, "--policy", self.dir + "/policy.toml", "--venue",
                                 self.venue_file], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV)
        place = subprocess.Popen([BIN + "place-order", "--ledger", self.ledger, "--mode", "live", "--venue", self.venue, "--url",
                                  "%s=%s" % (self.venue, url), "--key-file", key_file, "--ceiling", "100000", "--ceiling-day",
                                  "1000000", "--order-life", "1s", "--linger", "%ds" % seconds, *more], stdin=gate.stdout,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**ENV, "TRADEUTILS_LIVE": self.id})
        gate.stdout.close()
        try:
            self.seen = open("/proc/%d/cmdline" % place.pid, "rb").read()

            def put(**event):
                gate.stdin.write(json.dumps(event, separators=(",", ":")).encode() + b"\n")
                gate.stdin.flush()
            put(type="session", ts=now_us(), id="t%d" % now_us(), mode="live", source="test", pace="realtime")
            for event in lines:
                put(**{**event, "ts": now_us()})
                time.sleep(0.15)
            self.limits = open("/proc/%d/limits" % place.pid).read()
            put(type="end", ts=now_us(), source="test", events=len(lines), status=0)
            gate.stdin.close()
            out, err = place.communicate(timeout=120)
            gate.wait(30)
        finally:
            gate.kill()
            place.kill()
        self.status = place.returncode
        return (out + err + gate.stderr.read()).decode()

    def rows(self):
        with contextlib.closing(sqlite3.connect(self.ledger)) as db:
            return [json.loads(body) for (body,) in db.execute("SELECT body FROM journal ORDER BY seq")]

    def view(self):
        """The states of orders as the SQL view shows them."""
        with contextlib.closing(sqlite3.connect(self.ledger)) as db:
            return dict(db.execute("SELECT id, state FROM orders"))

    def orders(self):
        out = {}
        for row in self.rows():
            if row["type"] == "order":
                out[row["id"]] = {"states": [], "fills": []}
            elif row["type"] == "order_update":
                out[row["id"]]["states"].append(row["state"])
            elif row["type"] == "fill":
                out[row["id"]]["fills"].append(row)
        return out
