"""A WebSocket and HTTP server for tests, on loopback, in one thread of asyncio; the script of a test is a coroutine."""
import asyncio
import base64
import hashlib
import os
import ssl
import struct
import subprocess

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Peer:
    """One client's connection, from the server's side."""

    def __init__(self, reader, writer, path):
        self.reader, self.writer, self.path = reader, writer, path
        self.frames = asyncio.Queue()  # texts that the client sent
        self.pings = 0
        self.deaf = False  # half-open: nothing is answered any more

    def frame(self, opcode, data):
        n = len(data)
        head = bytes([0x80 | opcode])
        head += bytes([n]) if n < 126 else struct.pack("!BH", 126, n) if n < 65536 else struct.pack("!BQ", 127, n)
        self.writer.write(head + data)

    async def send(self, text):
        self.frame(1, text.encode() if isinstance(text, str) else text)
        await self.writer.drain()

    async def next(self, seconds=60):
        return await asyncio.wait_for(self.frames.get(), seconds)

    async def listen(self):
        try:
            while True:
                first, second = await self.reader.readexactly(2)
                n = second & 127
                if n == 126:
                    n, = struct.unpack("!H", await self.reader.readexactly(2))
                elif n == 127:
                    n, = struct.unpack("!Q", await self.reader.readexactly(8))
                mask = await self.reader.readexactly(4)
                data = bytes(b ^ mask[i % 4] for i, b in enumerate(await self.reader.readexactly(n)))
                opcode = first & 15
                if opcode == 1:
                    self.frames.put_nowait(data.decode())
                elif opcode == 9:
                    self.pings += 1
                    if not self.deaf:
                        self.frame(10, data)
                elif opcode == 8:
                    self.frame(8, data)
                    self.cut()
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass

    def cut(self):
        self.writer.transport.abort() if self.deaf else self.writer.close()


class Server:
    """`on_socket(peer)` runs for each WebSocket; `on_get(path)` gives (status, text), and is given the headers when it wants
    them."""

    def __init__(self, on_socket=None, on_get=None, tls=None, headers=False):
        self.on_socket, self.on_get, self.tls, self.headers = on_socket, on_get, tls, headers
        self.asked = []

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0, ssl=self.tls, limit=1 << 24)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self.server.close()

    def url(self, host="127.0.0.1"):
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}"

    async def serve(self, reader, writer):
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                path = head.split(" ")[1]
                headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in head.split("\r\n")[1:])}
                self.asked.append(path)
                if headers.get("upgrade", "").lower() == "websocket":
                    return await self.socket(reader, writer, path, headers)
                more = (headers,) if self.headers else ()
                status, text = self.on_get(path, *more) if self.on_get else (404, "{}")
                body = text.encode()
                writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            if not writer.is_closing():
                writer.close()

    async def socket(self, reader, writer, path, headers):
        key = base64.b64encode(hashlib.sha1((headers["sec-websocket-key"] + GUID).encode()).digest()).decode()
        writer.write(f"HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                     f"Sec-WebSocket-Accept: {key}\r\n\r\n".encode())
        peer = Peer(reader, writer, path)
        listening = asyncio.ensure_future(peer.listen())
        try:
            await self.on_socket(peer)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            listening.cancel()


def certificate(folder, name, subject):
    """A self-signed certificate, made now: its PEM path, and the server's context."""
    key, cert = os.path.join(folder, f"{name}.key"), os.path.join(folder, f"{name}.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-days", "2", "-subj", "/CN=test", "-addext", f"subjectAltName={subject}", "-keyout", key, "-out",
                    cert], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return cert, context
