"""The random candles, strategies and policy that money.py runs."""
import json
from decimal import Decimal

from counting import ROOT

START, MINUTE = 1_735_689_600_000_000 + 22 * 3_600_000_000, 60_000_000
TICK = {"SOL-USDT-PERP": Decimal("0.001"), "XRP-USDT-PERP": Decimal("0.0001")}
POLICY = """name = "property"
max_trade = "5%"
max_asset = "8%"
max_exposure = "12%"
min_reserve = "15%"
daily_loss = "0.3%"
drawdown = "0.8%"
price_collar = "2%"
mark_age = "10m"
"""


def candles(rng, path):
    price = {"SOL-USDT-PERP": Decimal(100), "XRP-USDT-PERP": Decimal(2)}
    wild = rng.choice([40, 80, 160])
    with open(path, "w") as f:
        for i in range(400):
            for symbol in price:
                tick = TICK[symbol]
                opened = (price[symbol] * (10000 + rng.randrange(-5, 6)) / 10000).quantize(tick)
                close = (opened * (10000 + rng.randrange(-wild, wild + 1)) / 10000).quantize(tick)
                high = (max(opened, close) * (10000 + rng.randrange(0, 20)) / 10000).quantize(tick)
                low = (min(opened, close) * (10000 - rng.randrange(0, 20)) / 10000).quantize(tick)
                price[symbol], begin = close, START + i * MINUTE
                f.write(json.dumps({"type": "candle", "ts": begin + MINUTE, "venue": "binance", "symbol": symbol, "tf": "1m",
                                    "start": begin, "open": float(opened), "high": float(max(high, opened, close)),
                                    "low": float(min(low, opened, close)), "close": float(close),
                                    "volume": rng.choice([0, 20, 400, 50000])}, separators=(",", ":")) + "\n")


def script(rng, path, policy):
    venue = "--venue %s/examples/venues/binance.toml" % ROOT
    size = rng.choice(["--fraction 4%", "--fraction 6% --style maker --expires 3m", "--method kelly --kelly-part 1 --cap 4% --cold 3%",
                       "--fraction 3% --streak --style maker-then-taker --expires 2m", "--fraction 2.5%"])
    exits = rng.choice(["--stop 1% --hold 40m", "--stop 0.8% --target 1.2%", "--stop 1% --trail 2 --resting"])
    pyramid = rng.choice(["", "--pyramid 2"])
    with open(path, "w") as f:
        f.write("""indicators --rsi 5 --atr 14 |
  exits --on 1m --strategy t %s |
  signal-agg --on 1m --strategy t --buy 'rsi_5 < 35' --sell 'rsi_5 > 65' --short --cooldown 2m %s |
  size %s %s |
  risk-gate %s --policy %s %s |
  place-order %s |
  settle %s
""" % (exits, pyramid, size, venue, rng.choice(["", "--shrink"]), policy, venue, venue, venue))
    return "%s; %s; %s" % (size, exits, pyramid)
