import http.client
import sys
import urllib.error
import urllib.request

url = sys.argv[1]


def ask(method, path, body=None):
    try:
        answer = urllib.request.urlopen(urllib.request.Request(url + path, method=method, data=body))
        print(answer.status, answer.read().decode().strip())
    except urllib.error.HTTPError as e:
        print(e.code, dict(e.headers).get("Retry-After"), e.read().decode().strip())
    except (urllib.error.URLError, ConnectionError, http.client.HTTPException):
        print("no answer")


for _ in range(6):
    ask("GET", "/api/v3/brokerage/time")
ask("GET", "/simex/faults")
ask("POST", "/simex/faults", b"500/product_book")
ask("GET", "/api/v3/brokerage/market/product_book?product_id=BTC-USD")
ask("GET", "/api/v3/brokerage/time")
ask("POST", "/simex/faults", b"explode")
ask("POST", "/simex/shutdown")
