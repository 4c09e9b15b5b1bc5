import sys
import urllib.request

url = sys.argv[1]


def ask(method, path):
    print(urllib.request.urlopen(urllib.request.Request(url + path, method=method)).read().decode().strip())


for _ in range(3):
    ask("GET", "/simex/book?symbol=BTC-USD")
    ask("POST", "/simex/step")
ask("GET", "/simex/book?symbol=BTC-USD")
ask("POST", "/simex/step?instants=9")
ask("GET", "/simex/state")
ask("GET", "/api/v3/brokerage/market/products/SOL-USDT/ticker")
ask("POST", "/simex/shutdown")
