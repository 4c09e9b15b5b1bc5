"""A scripted JSON-RPC node on loopback: prints its port, answers by the method, and notes what it was asked."""
import http.server
import json
import sys

ANSWERS = {
    "eth_chainId": "0x2105",
    "eth_getBalance": "0xde0b6b3a7640001",
    "getBalance": {"context": {"slot": 1}, "value": 1500000001},
    "getTokenAccountsByOwner": {"context": {"slot": 1}, "value": [
        {"account": {"data": {"parsed": {"info": {"tokenAmount": {"amount": amount, "decimals": 6}}}}}}
        for amount in ("2500000", "1")]},
}


class Node(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        print(asked["method"], json.dumps(asked["params"]), file=sys.stderr)
        answer = {"jsonrpc": "2.0", "id": asked["id"]}
        if asked["method"] == "eth_call":
            data = asked["params"][0]["data"]
            answer["result"] = "0x" + ("%064x" % (6 if data == "0x313ce567" else 123456789012))
        elif asked["method"] == "eth_getBalance" and asked["params"][0].endswith("dead"):
            answer["error"] = {"code": -32000, "message": "header not found"}
        else:
            answer["result"] = ANSWERS[asked["method"]]
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Node)
print(server.server_port, flush=True)
server.serve_forever()
