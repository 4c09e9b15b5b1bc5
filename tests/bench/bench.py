"""bench.py BUILD: one table of ratios, each against a peer or a floor timed in the same run.

Every figure is the best of interleaved turns (ours, peer, ours, peer, ...), so that a machine that changes its speed
changes both. The aims stand here and nowhere else. BENCH_QUICK=1 takes small inputs, for trying the program itself.
"""
import base64
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

from bench_kit import at_most, best, build, env, faster, lines, numbers, quick, row, rows, script, seconds, skipped, table, turns, work

annotate = "indicators --sma 20 --ema 12"
six = " | ".join(f"indicators --as s{i} --sma 20 --ema 12" for i in range(6))
copies = " | ".join(["copier"] * 6)


def text_path():
    n = lines
    small = n // 20
    subprocess.run(["/bin/sh", "-c", f"bars {n} > bars.ndjson; bars {small} > small.ndjson"], cwd=work, env=env, check=True)
    ours, floor = best(lambda: seconds(f"{annotate} < bars.ndjson > /dev/null") / n,
                       lambda: seconds("copier < bars.ndjson > /dev/null") / n)
    at_most("one annotating filter, a line", ours, "newline and copy", floor, 5)
    for peer, command, aim in (("jq -c", "jq -c '. + {sma_20: .close, ema_12: .open}'", 70),
                               ("node", f"node {os.path.dirname(os.path.abspath(__file__))}/annotate.js", 15)):
        if not shutil.which(peer.split()[0]):
            skipped(f"one annotating filter against {peer}", "skipped: not installed")
            continue
        ours, other = best(lambda: seconds(f"{annotate} < bars.ndjson > /dev/null") / n,
                           lambda c=command: seconds(f"{c} < small.ndjson > /dev/null") / small)
        faster("one annotating filter, a line", ours, peer, other, aim)
    ours, floor = best(lambda: seconds(f"({six}) < bars.ndjson > /dev/null") / n,
                       lambda: seconds(f"({copies}) < bars.ndjson > /dev/null") / n, rounds=3)
    at_most("six stages as processes, a line", ours, "six copies", floor, 3.5)
    name = script("six.sh", six)
    for what, option, aim in (("the same six fused, nothing printed", "--discard", 4),
                              ("the same six fused, text made and hashed", "--quiet", 1)):
        fused, processes = best(lambda o=option: seconds(f"fused {o} {name} bars.ndjson") / n,
                                lambda: seconds(f"({six}) < bars.ndjson > /dev/null") / n)
        faster(what, fused, "as processes", processes, aim)
    typed = numbers(f"head -n {n // 20} bars.ndjson > some.ndjson; typed {name} some.ndjson")[0]
    at_most(f"typed events through the same six fused, {1e3 / typed:.1f} M/s", typed, "100 ns", 100, 1, scale=1)


def venue():
    """Costs and steps of the made-up symbols."""
    with open(f"{work}/venue.toml", "w", encoding="ascii") as f:
        f.write("""[binance]
source = "made up"
half_spread = "2bps"
slippage = "2bps"
latency = "250ms"
[[binance.fees]]
since = "2020-01-01"
source = "made up"
tiers = [ { from = "0", maker = "2bps", taker = "5bps" } ]
[binance.instruments."*-USDT"]
tick = "0.01"
lot = "0.0001"
min_notional = "5"
""")
    return f"{work}/venue.toml"


def policy():
    with open(f"{work}/policy.toml", "w", encoding="ascii") as f:
        f.write('name = "bench"\nmax_trade = "50%"\nmax_exposure = "90%"\nleverage = "1"\n')


decide = """exits --on 1m --stop 5% --strategy b |
signal-agg --on 1m --strategy b --buy "rsi_14 < 30" --sell "rsi_14 > 70" |
size --fraction 1% | risk-gate --policy policy.toml | place-order | settle"""


def money_path():
    n = lines // 4
    policy()
    more = {"TRADEUTILS_VENUE": venue()}
    subprocess.run(["/bin/sh", "-c", f"bars {n} > money.ndjson"], cwd=work, env=env, check=True)
    name = script("decide.sh", f"indicators --rsi 14 |\n{decide}")
    count = [0]

    def fused(ledger):
        count[0] += 1
        path = f"{work}/f{count[0]}.db"
        if not ledger:
            return seconds(f"fused --quiet {name} money.ndjson", **more) / n
        seconds(f"ledger deposit 100000 USDT --ledger {path} > /dev/null", **more)
        took = seconds(f"fused --quiet --ledger {path} {name} money.ndjson", **more)
        return took / n

    with_ledger, without = best(lambda: fused(True), lambda: fused(False))
    at_most("seven stages fused with a ledger, a line", with_ledger, "without a ledger", without, 3)

    instants = 300 if quick else 3000
    subprocess.run(["/bin/sh", "-c", f"bars {instants} 1 > lock.ndjson; bars 5 1 > five.ndjson"], cwd=work, env=env, check=True)
    held = script("held.sh", decide.replace('--buy "rsi_14 < 30" --sell "rsi_14 > 70"', "--buy always --trigger level"))

    def lockstep(file, k):
        count[0] += 1
        path = f"{work}/l{count[0]}.db"
        seconds(f"ledger deposit 100000 USDT --ledger {path} > /dev/null", **more)
        return seconds(f"feed {file} | sh {held} > /dev/null", TRADEUTILS_LEDGER=path, **more) / k

    ours, ring = best(lambda: lockstep("lock.ndjson", instants) - lockstep("five.ndjson", instants),
                      lambda: numbers(f"pace {instants} 0 '{'x' * 190}' '{copies}'")[0] * 1e-6)
    at_most("lockstep of six stages, an instant", ours, "ring of six, one line in flight", ring, 2, "us", 1e6)


def in_process():
    n = 20_000 if quick else 1_000_000
    subprocess.run(["/bin/sh", "-c", f"bars {n} 1 | sed -n 's/.*\"high\":\\([0-9.]*\\),\"low\":\\([0-9.]*\\),\"close\":"
                    "\\([0-9.]*\\),\"volume\":\\([0-9.]*\\)}/\\3 \\1 \\2 \\4/p' > columns"], cwd=work, env=env, check=True)
    script_ = f"{os.path.dirname(os.path.abspath(__file__))}/pandas_bars.py"

    def pandas(python):
        done = subprocess.run([python, script_, f"{work}/columns"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True, check=False)
        return float(done.stdout) if done.returncode == 0 else None

    python = next((p for p in (sys.executable, "/usr/bin/python3") if pandas(p)), None)
    ours, peer = [], []
    for _ in range(turns):
        ours.append(numbers("quantspeed columns"))
        if python:
            peer.append(pandas(python))
    ten, ten_alone, signals, signals_alone, anew = map(min, zip(*ours))
    if python:
        faster("ten indicators, a bar", ten, "pandas, vectorised", min(peer), 20, scale=1)
    else:
        skipped("ten indicators, a bar", "skipped: no pandas")
    faster("signal set, a bar", signals, "worked out over 50 bars", anew, 25, scale=1)
    at_most("signal set, a bar", signals, "15 ns", 15, 1, scale=1)
    for what, alone, run in (("ten indicators", ten_alone, ten), ("signal set", signals_alone, signals)):
        row(f"{what}, bars one by one", f"{alone:.1f} ns", "a thousand a call", f"{run:.1f} ns", alone / run, "-", True)


def books():
    n = 5_000 if quick else 20_000
    ours, bare = numbers(f"bookspeed {n}")
    faster("book with all figures, an update of eight levels", ours, "a bare pair of std::map", bare, 0.8, scale=1)
    rows[-1] = (f"{rows[-1][0]}, {1e3 / ours:.1f} M/s",) + rows[-1][1:]
    ours, insertion = numbers("arbspeed")
    at_most("arb scan of five venues, a set", ours, "5 ns", 5, 1, scale=1)
    faster("arb scan of five venues, a set", ours, "insertion sort", insertion, 5, scale=1)


def coherence():
    """The eigenvalue engine: a bar of a basket, with four windows, without and with the ranking of its assets."""
    script_ = f"{os.path.dirname(os.path.abspath(__file__))}/numpy_coherence.py"
    before = None
    for assets in (48, 50, 100, 200, 400):
        plain, ranked, mib, _ = numbers(f"coherence {assets} {300 if quick else 2000}")
        limit = {48: 30, 400: 3000}.get(assets)
        grew = "-" if before is None else f"x{plain / before:.2f}"
        row(f"coherence of {assets} assets, a bar", f"{plain:.1f} us", "with ranking", f"{ranked:.1f} us", ranked / plain,
            f"<= {limit} us" if limit else grew, plain <= (limit or 1e9))
        row(f"its memory, {assets} assets", f"{mib:.1f} MiB", "-", "-", None, "<= 300 MiB", mib <= 300)
        before = plain
        for python in (sys.executable, "/usr/bin/python3"):
            numpy = subprocess.run([python, script_, str(assets)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                   check=False)
            if numpy.returncode == 0:
                faster(f"coherence of {assets} assets, a bar", plain, "numpy, anew", float(numpy.stdout), 50, "us", 1)
                break
        else:
            skipped(f"coherence of {assets} assets against numpy", "skipped: no numpy")
    # Where no factor stands out, each eigenvalue is proved by pivots.
    apart = numbers(f"coherence 48 {300 if quick else 1000} 0.2")[0]
    row("coherence of 48 assets that hardly move together, a bar", f"{apart:.1f} us", "-", "-", None, "-", True)


def latency_and_start():
    n = 200 if quick else 2000
    filters = " | ".join(["regime --as r%d" % i for i in range(6)])
    line = ('{"type":"quote","ts":1700000000000000,"venue":"v","symbol":"A-B","bid":1.5,"bid_size":2,"ask":1.6,'
            '"ask_size":3}')
    ours, relay = best(lambda: numbers(f"pace {n} 500 '{line}' '{filters}'")[0] * 1e-6,
                       lambda: numbers(f"pace {n} 500 '{line}' '{copies}'")[0] * 1e-6)
    at_most("median through six idle stages", ours, "six copies", relay, 1.5, "us", 1e6)
    with open(f"{work}/one", "w", encoding="ascii") as f:
        f.write(line + "\n")
    with open(f"{work}/empty.cpp", "w", encoding="ascii") as f:
        f.write("int main() { return 0; }\n")
    subprocess.run(["c++", "-O2", "-static", "-o", f"{work}/empty", f"{work}/empty.cpp"], check=True)
    times = 50 if quick else 300
    start = lambda c: numbers(f"spawn {times} one {c}")[0] * 1e-6
    ours, empty = best(lambda: start("regime"), lambda: start("./empty"))
    row("start and end of a filter", f"{ours * 1e6:.0f} us", "an empty static program", f"{empty * 1e6:.0f} us", ours / empty,
        "<= 1500 us", ours <= 1.5e-3)
    ours, empty = best(lambda: start("settle"), lambda: start("./empty"))
    row("start and end of a tool with a ledger", f"{ours * 1e6:.0f} us", "an empty static program", f"{empty * 1e6:.0f} us",
        ours / empty, "<= 1500 us", ours <= 1.5e-3)


def durable():
    ours, floor = numbers(f"commits {work} {100 if quick else 1000}")
    at_most("durable commit of one row", ours, "append and fdatasync", floor, 1.11, "us", 1)


def peak_mib(n, command):
    """The most memory of one program that is fed n lines."""
    seconds(f"bars {n} | peak peak {command} > /dev/null", TRADEUTILS_VENUE=venue())
    with open(f"{work}/peak", encoding="ascii") as f:
        return float(f.read()) / 1024


def memory():
    few, many = (50_000, 500_000) if quick else (1_000_000, 20_000_000)
    policy()
    name = script("decide.sh", f"indicators --rsi 14 |\n{decide}")

    def whole(n):
        path = f"{work}/m{n}.db"
        seconds(f"ledger deposit 100000 USDT --ledger {path} > /dev/null")
        return peak_mib(n, f"fused --quiet --ledger {path} {name} -")

    for what, measure in (("indicators", lambda n: peak_mib(n, "indicators")), ("seven stages with a ledger", whole)):
        small, large = measure(few), measure(many)
        ratio = large / small
        row(f"peak memory of {what} at {many:,} lines", f"{large:.1f} MiB", f"at {few:,}", f"{small:.1f} MiB", ratio,
            "512 kB more", large - small <= 0.5)


def wired(folder, n):
    """P50, P99 and P99.9 in us of a bare echo, of a sync, and of the way from event to order, with the ledger in this folder."""
    ledger = f"{folder}/wire.db"
    with open(f"{work}/wire.json", "w", encoding="ascii") as f:
        f.write('{"name":"organizations/o/apiKeys/bench","privateKey":"%s"}' % base64.b64encode(os.urandom(32)).decode())
    os.chmod(f"{work}/wire.json", 0o600)
    with open(f"{work}/wire.toml", "w", encoding="ascii") as f:
        f.write('max_notional = "100000"\n')
    for what in ("init --kind live", "deposit 100000000 USD", "mode live", "policy wire.toml", "promote s HOT --reason bench"):
        seconds(f"echo LIVE | ledger {what} --ledger {ledger} > /dev/null 2>&1")
    with sqlite3.connect(ledger) as db:
        latch = db.execute("SELECT value FROM meta WHERE name = 'id'").fetchone()[0]
    examples = os.path.dirname(os.path.abspath(__file__)) + "/../../examples"
    gate = f"risk-gate --ledger {ledger} --policy wire.toml --venue {examples}/venues/coinbase.toml"
    place = (f"TRADEUTILS_LIVE={latch} place-order --mode live --venue coinbase --ledger {ledger} --key-file wire.json "
             "--ceiling 1000000 --ceiling-day 100000000000")
    out = subprocess.run(["wire", str(n)], cwd=work, env=dict(env, WIRE_GATE=gate, WIRE_PLACE=place), stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, check=True, text=True).stdout
    return ([float(x) for x in line.split()[1:]] for line in out.splitlines())


def wire():
    n = 150 if quick else 1500
    echo, sync, order = wired(work, n)
    for name, i in ("P50", 0), ("P99", 1):
        at_most(f"event to order on the wire, on the disk before, {name}", order[i],
                f"bare echo {echo[i]:.0f} us, a sync {sync[i]:.0f} us", echo[i] + sync[i], 2, "us", 1)
    row("event to order on the wire, P99.9", f"{order[2]:.0f} us", f"of a sync {sync[2]:.0f} us; bare echo", f"{echo[2]:.0f} us",
        order[2] / echo[2], "< 1 ms", order[2] < 1000)
    if not os.path.isdir("/dev/shm"):
        return skipped("event to order on the wire without a disk", "skipped: no /dev/shm")
    folder = tempfile.mkdtemp(prefix="bench-", dir="/dev/shm")
    try:
        echo, _, order = wired(folder, n // 3)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    at_most("event to order on the wire, the ledger in memory, P50", order[0], "bare echo", echo[0], 2, "us", 1)


try:
    for part in (text_path, money_path, in_process, books, coherence, latency_and_start, durable, memory, wire):
        if len(sys.argv) > 2 and part.__name__ not in sys.argv[2:]:
            continue
        try:
            part()
        except (RuntimeError, subprocess.CalledProcessError, ValueError) as e:
            skipped(part.__name__, f"skipped: failed: {str(e).splitlines()[0][:300]}")
    table()
finally:
    shutil.rmtree(work, ignore_errors=True)
