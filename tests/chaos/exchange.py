"""simex in a world, with a trader's key and everything going wrong that it can do."""
import base64
import hashlib
import json
import os
import socket
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ENV = {k: v for k, v in os.environ.items() if not k.startswith("TRADEUTILS_")}
PORT, S = 8001, 1_000_000
# Of requests, and of messages of the user channel and the market; every third run also has a wrong clock. In every second one
# the exchange does not know a client id again, so that an order which is sent twice is there twice; it doubles none itself.
FAULTS = ("drop=0.03/http,cut=0.04/http,malformed=0.03/http,429=0.04,500=0.04,half-open=0.02/http,delay=0.06:150ms/http,"
          "duplicate=0.02/http GET,delay=0.03:150ms/user,duplicate=0.05/user,reorder=0.05/user,cut=0.02/user,half-open=0.01/user,"
          "stale=0.03/user,malformed=0.02/user,drop=0.05/user,delay=0.002:400ms/ws,duplicate=0.002/ws,reorder=0.002/ws,"
          "cut=0.001/ws,half-open=0.0002/ws,stale=0.001/ws,malformed=0.001/ws,drop=0.002/ws")


class Exchange:
    def __init__(self, run):
        self.world, d, seed = run.world, run.dir, run.seed
        self.secret = base64.b64encode(hashlib.sha256(b"chaos %d" % seed).digest()).decode()
        os.mkdir(d + "/keys")
        self.key_file = "keys/trader.json"
        with open(d + "/keys/trader.json", "w") as f:
            json.dump({"name": "organizations/o/apiKeys/chaos", "privateKey": self.secret}, f)
        os.chmod(d + "/keys/trader.json", 0o600)
        faults = FAULTS + (",skew:%ds" % (seed * 7 % 50 - 25) if seed % 3 == 0 else "")
        forgets = seed // 2 % 2 == 0
        if not forgets:
            faults = faults.replace("/http GET", "/http")
        with open(d + "/simex.err", "w") as err:
            self.world.start([run.path("simex"), "--venue", "coinbase", "--keys", "keys", "--seed", str(seed), "--balance",
                              "USD=100000", "--symbols", "BTC-USD", "--faults", faults, "--listen", "127.0.0.1:%d" % PORT, "--repeats",
                              "new" if forgets else "first"],
                             ["simex"], env=ENV, stdout=subprocess.DEVNULL, stderr=err)
        self.world.run(self.world.now())
        self.url = "http://127.0.0.1:%d" % PORT

    def ask(self, what, method="GET", body=b""):
        """The control endpoint, asked in no time: simex answers before the clock moves."""
        with socket.socket(socket.AF_UNIX) as s:
            s.connect("\0%s:%d" % (self.world.folder, PORT))
            s.sendall(b"%s /simex/%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" %
                      (method.encode(), what.encode(), len(body), body))
            s.setblocking(False)
            answer = b""
            for _ in range(100):
                self.world.run(self.world.now())
                try:
                    while piece := s.recv(1 << 20):
                        answer += piece
                    return json.loads(answer.split(b"\r\n\r\n", 1)[1])
                except BlockingIOError:
                    pass
        raise AssertionError("no answer to " + what)

    def calm(self):
        """The end of all faults; how often each struck."""
        struck = {}
        for fault in self.ask("faults")["faults"]:
            kind, word = fault["rule"].replace("=", ":").split(":")[0], fault["rule"].partition("/")[2].split(" ")[0]
            struck[kind + (" of " + word if word else "")] = fault["struck"] if kind != "skew" else 1
        self.ask("faults", "POST")
        return struck


def client_id(ledger, order, attempt):
    """The id that place-order gives an attempt of an order (account/client_id.h)."""
    h = list(hashlib.sha256(("%s\n%s.%d" % (ledger, order, attempt)).encode()).hexdigest()[:32])
    h[12] = "8"
    h[16] = "89ab"[int(h[16], 16) & 3]
    h = "".join(h)
    return "-".join((h[:8], h[8:12], h[12:16], h[16:20], h[20:]))
