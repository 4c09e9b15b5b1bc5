"""pandas_bars.py FILE: nanoseconds a bar of ten indicators, vectorised; the best of three turns. The same ten as
quantspeed, on the same file (close, high, low, volume a line)."""
import sys
import time

import numpy as np
import pandas as pd

d = pd.read_csv(sys.argv[1], sep=" ", header=None, names=["close", "high", "low", "volume"])


def wilder(x, n):
    return x.ewm(alpha=1 / n, adjust=False, min_periods=n).mean()


def ten():
    c, h, l, v = d.close, d.high, d.low, d.volume
    change = c.diff()
    gain, loss = wilder(change.clip(lower=0), 14), wilder(-change.clip(upper=0), 14)
    prev = c.shift()
    tr = np.maximum(h, prev) - np.minimum(l, prev)
    atr = wilder(tr, 14)
    up, down = h.diff(), -l.diff()
    plus = wilder(up.where((up > down) & (up > 0), 0.0), 14) / atr * 100
    minus = wilder(down.where((down > up) & (down > 0), 0.0), 14) / atr * 100
    mid, dev = c.rolling(20).mean(), c.rolling(20).std(ddof=0)
    typical = (h + l + c) / 3
    return [c.rolling(20).mean(), c.rolling(50).mean(), c.ewm(span=12, adjust=False).mean(),
            c.ewm(span=26, adjust=False).mean(), 100 * gain / (gain + loss), atr, mid + 2 * dev, mid - 2 * dev,
            (typical * v).rolling(20).sum() / v.rolling(20).sum(), v / v.rolling(20).mean(),
            wilder(100 * (plus - minus).abs() / (plus + minus), 14), plus, minus]


best = 1e18
for _ in range(3):
    begin = time.perf_counter()
    ten()
    best = min(best, time.perf_counter() - begin)
print("%.1f" % (best / len(d) * 1e9))
