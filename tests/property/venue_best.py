"""venue_best.py BUILD: books rebuilt from raw Binance frames have the venue's own best bid and ask.

The captures hold depth changes and best prices (bookTicker) of the same books, both numbered by the venue's update id. A
change that ends at update u leaves the book as it was after u. A best price numbered u is of that very moment, and must
be the rebuilt book's, sizes included, without exception. So must the newest one before u, as long as the venue sends a
best price whenever one changes; on spot it leaves a few out when many orders fall within a millisecond, so that one in a
thousand of those may differ. Best prices are read here from the raw frames, not through the code under test.
"""
import bisect
import gzip
import json
import os
import subprocess
import sys

build = os.path.abspath(sys.argv[1])
root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
shared = os.path.join(root, "..", "shared", "data", "ticks_l2", "hftbacktest_binance_2024-08-08")
keys = ("bid", "bid_size", "ask", "ask_size")
passed = failed = skipped = 0


def tickers(path):
    """Update ids, rising, and the best prices at each."""
    ids, best = [], []
    with gzip.open(path, "rt", encoding="ascii") as lines:
        for line in lines:
            if "@bookTicker" not in line:
                continue
            data = json.loads(line.split(" ", 1)[1])["data"]
            ids.append(data["u"])
            best.append((float(data["b"]), float(data["B"]), float(data["a"]), float(data["A"])))
    assert ids == sorted(ids), "the venue's update ids do not rise"
    return ids, best


def rebuilt(paths):
    """(update id, best prices) after each change of the rebuilt book, or None where it gave none."""
    command = f"import {' '.join(paths)} | book --notes bid,bid_size,ask,ask_size --metrics none --lines book"
    env = dict(os.environ, PATH=f"{build}/bin:{os.environ['PATH']}")
    run = subprocess.Popen(["/bin/sh", "-c", command], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    for line in run.stdout:
        if '"type":"book"' not in line:
            if '"type":"gap"' in line or '"type":"stale"' in line:
                yield line, None
            continue
        event = json.loads(line)
        if not event["snapshot"]:
            yield event["seq"], tuple(event.get(f"book_{k}") for k in keys)
    error = run.stderr.read()
    assert run.wait() == 0, error


def check(name, paths, least):
    global passed, failed
    ids, best = [], []
    for path in paths:
        more = tickers(path)
        ids += more[0]
        best += more[1]
    assert ids == sorted(ids)
    compared = exact = wrong = replaced = 0
    for seq, book in rebuilt(paths):
        if book is None:
            wrong += 1
            print(f"{name}: {seq}")
            continue
        at = bisect.bisect_right(ids, seq) - 1
        if book[0] is None or at < 0:
            continue  # no snapshot yet
        compared += 1
        exact += ids[at] == seq
        if book == best[at]:
            continue
        if ids[at] == seq:
            wrong += 1
        else:
            replaced += 1
        print(f"{name}: after update {seq} the book has {book}, the venue said {best[at]} at {ids[at]}")
    good = wrong == 0 and replaced <= compared / 1000 and compared >= least and exact > 0
    passed += good
    failed += not good
    print(f"{'ok' if good else 'FAIL'} {name}: {exact} best prices of the moment, {wrong} wrong; "
          f"{compared - exact} of just before, {replaced} others")


def main():
    global skipped
    examples = f"{root}/examples/data/binance-ticks-2024-08-08"
    for market in ("spot_btcusdt", "usdm_btcusdt"):
        check(f"{market}, the extract", [f"{examples}/{market}.ndj.gz"], 40)
    for market, days in (("spot_btcusdt", 2), ("spot_ethusdt", 2), ("usdm_btcusdt", 1), ("usdm_ethusdt", 1)):
        paths = [f"{shared}/{market}_2024080{8 + d}.ndj.gz" for d in range(days)]
        if all(os.path.exists(p) for p in paths):
            check(market, paths, 1000)
        else:
            skipped += 1
            print(f"skipped: {market}: the raw captures are not at {shared}")
    print(f"venue_best: {passed} passed, {failed} failed, {skipped} skipped")


main()
