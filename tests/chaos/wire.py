"""A proxy on loopback that treats requests badly, by a seed: what it does to each is drawn in the order in which they come."""
import random
import select
import socket
import threading
import time

# What may happen to a request, and how often in 100.
FAULTS = {
    "drop": 3,       # it never arrives, the connection is cut
    "cut": 4,        # it arrives; the connection is cut before the answer
    "half": 3,       # it arrives; half of the answer comes
    "busy": 4,       # 429, and it does not arrive
    "broken": 4,     # it arrives; the answer is 500
    "silent": 2,     # it arrives; nothing is ever answered
    "slow": 6,       # it arrives a little later
    "twice": 2,      # it arrives twice
}


class Proxy:
    def __init__(self, port, seed):
        self.port_behind, self.random, self.lock = port, random.Random(seed), threading.Lock()
        self.calm, self.drawn, self.open = False, {}, True
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def close(self):
        self.open = False
        self.listener.close()

    def draw(self):
        with self.lock:
            if self.calm:
                return None
            n = self.random.uniform(0, 100)
            for fault, share in FAULTS.items():
                n -= share
                if n < 0:
                    self.drawn[fault] = self.drawn.get(fault, 0) + 1
                    return fault
        return None

    def serve(self):
        while self.open:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.connection, args=(client,), daemon=True).start()

    def connection(self, client):
        try:
            behind = socket.create_connection(("127.0.0.1", self.port_behind))
        except OSError:  # the exchange has ended
            return client.close()
        for s in (client, behind):
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            while True:
                request = message(client)
                if not request:
                    return
                if b"upgrade: websocket" in request.lower():
                    behind.sendall(request)
                    return self.pipe(client, behind)
                if not self.one(client, behind, request, self.draw()):
                    return
        except OSError:
            pass
        finally:
            client.close()
            behind.close()

    def one(self, client, behind, request, fault):
        if fault == "drop":
            return False
        if fault == "busy":
            client.sendall(b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 2\r\n\r\n{}")
            return True
        if fault == "slow":
            time.sleep(0.15)
        behind.sendall(request)
        answer = message(behind)
        if fault == "twice":
            behind.sendall(request)
            message(behind)
        if fault == "cut":
            return False
        if fault == "half":
            client.sendall(answer[:len(answer) // 2])
            return False
        if fault == "broken":
            client.sendall(b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 2\r\n\r\n{}")
            return True
        if fault == "silent":
            client.settimeout(8)
            client.recv(1)
            return False
        client.sendall(answer)
        return True

    def pipe(self, client, behind):
        cut_at = time.monotonic() + (1e9 if self.calm else self.random.uniform(0.3, 6))
        while time.monotonic() < cut_at and self.open:
            ready, _, _ = select.select([client, behind], [], [], 0.2)
            for s in ready:
                data = s.recv(65536)
                if not data:
                    return
                (behind if s is client else client).sendall(data)


def message(s):
    """One HTTP message, whole; b"" when the other side is gone."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = s.recv(65536)
        if not more:
            return b""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    while len(body) < length:
        more = s.recv(65536)
        if not more:
            return b""
        body += more
    return head + b"\r\n\r\n" + body
