import sys
import urllib.request

url = sys.argv[1]


def ask(method, path):
    print(method, path)
    print(urllib.request.urlopen(urllib.request.Request(url + path, method=method)).read().decode().strip())


ask("GET", "/api/v3/brokerage/time")
ask("POST", "/simex/step?instants=50")
ask("GET", "/api/v3/brokerage/market/product_book?product_id=BTC-USD&limit=2")
ask("GET", "/api/v3/brokerage/market/products/ETH-USD/ticker?limit=2")
ask("GET", "/api/v3/brokerage/market/products/BTC-USD/candles?granularity=ONE_HOUR&limit=2")
ask("POST", "/simex/step?time=2m")
ask("GET", "/api/v3/brokerage/market/products/BTC-USD/candles?granularity=ONE_MINUTE&limit=2")
ask("GET", "/simex/state")
ask("POST", "/simex/shutdown")
