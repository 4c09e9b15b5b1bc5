"""What the contracts share: running a tool, the streams they run on, counting."""
import json, os, subprocess, sys, threading

CLEAN = {k: v for k, v in os.environ.items() if not k.startswith("TRADEUTILS_")}
lock = threading.Lock()
counts = {"passed": 0, "failed": 0}


def check(tool, contract, good, detail=""):
    with lock:
        counts["passed" if good else "failed"] += 1
        if not good:
            print(f"FAIL {tool.name}: {contract}" + (f": {str(detail)[:300]}" if detail else ""), flush=True)
    return good


class Tool:
    """One binary, and what it says of itself."""

    def __init__(self, path):
        self.path, self.name = path, os.path.basename(path)
        out = subprocess.run([path, "--spec"], capture_output=True, env=CLEAN, timeout=120)
        self.spec = json.loads(out.stdout)
        self.filter = self.spec["kind"] == "filter"
        own = self.spec["options"] + self.spec["common"]
        self.options = {o["name"]: o for o in own}

    def run(self, *args, data=b"", env=None, stdout=subprocess.PIPE, timeout=120, **more):
        p = subprocess.run([self.path, *args], input=data, stdout=stdout, stderr=subprocess.PIPE,
                           env=CLEAN if env is None else env, timeout=timeout, **more)
        return p.returncode, p.stdout, p.stderr

    def start(self, *args, **more):
        more.setdefault("stdout", subprocess.PIPE)
        return subprocess.Popen([self.path, *args], stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=CLEAN, **more)


def lines_of(data):
    return data.split(b"\n")[:-1] if data.endswith(b"\n") else data.split(b"\n")


def is_sequence_in(wanted, lines, same):
    """Every line of `wanted` stands in `lines`, in order, perhaps with more between."""
    at = iter(lines)
    return all(any(same(w, line) for line in at) for w in wanted)


def same_or_annotated(raw, line):
    """`line` is `raw`, or `raw` with keys appended inside its closing brace."""
    if raw == line:
        return True
    head, brace, tail = raw.rpartition(b"}")
    return bool(brace) and line.startswith(head) and line.endswith(brace + tail)


def market(minutes=120):
    """A small replay: two symbols of candles that rise and fall, with barriers, and a foreign line in each hour."""
    start = 1_700_006_400_000_000
    out = [{"type": "session", "ts": start, "id": "conformance", "mode": "replay", "source": "made", "pace": "max"}]
    seq = 0
    for i in range(minutes):
        opened, closed = start + i * 60_000_000, start + (i + 1) * 60_000_000
        for k, symbol in enumerate(("BTC-USDT-PERP", "ETH-USDT-PERP")):
            price = 100.0 + 10 * k + ((i * 7 + k * 3) % 23) * 0.25 + (i % 40 if i % 80 < 40 else 40 - i % 40) * 0.5
            out.append({"type": "candle", "ts": closed, "venue": "binance", "symbol": symbol, "tf": "1m", "start": opened,
                        "open": price, "high": price + 0.75, "low": price - 0.5, "close": price + 0.25, "volume": 3 + i % 5})
        if i % 60 == 30:
            out.append({"mine": "a line of somebody else", "n": i})
        seq += 1
        out.append({"type": "sync", "ts": closed, "seq": seq})
    events = len(out)
    out.append({"type": "end", "ts": start + minutes * 60_000_000, "source": "made", "events": events, "status": 0})
    return b"".join(json.dumps(e, separators=(",", ":")).encode() + b"\n" for e in out)


def finish(suite):
    print(f"{suite}: {counts['passed']} passed, {counts['failed']} failed")
    sys.exit(1 if counts["failed"] else 0)
