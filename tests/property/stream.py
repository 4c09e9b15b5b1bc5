#!/usr/bin/env python3
"""What every filter does to any stream, over random NDJSON through the real binaries: stream.py BUILD [SEEDS].
Bytes that a filter does not own stay; annotations are appended and depend on values alone, not on spelling, on what
else is in the stream, on what comes later, or on how the input was cut."""
import json
import random
import subprocess
import sys

from counting import BUILD, ENV, check, finish, run

SEEDS = int(sys.argv[2]) if len(sys.argv) > 2 else 20
START = 1_735_689_600_000_000
MINUTE = 60_000_000
KNOWN = ["ts", "venue", "symbol", "tf", "start", "open", "high", "low", "close", "volume"]
ANNOTATORS = [["indicators"], ["indicators", "--sma", "3", "--ema", "4", "--rsi", "3", "--adx", "3", "--vwap-z", "4", "--volatility", "5"],
              ["regime", "--fast", "3", "--slow", "6", "--atr-bars", "3", "--bb-bars", "4"]]
PASSERS = [["candles", "--tf", "5m"], ["exits", "--stop", "1%"], ["signal-agg", "--buy", "close > 0"], ["size"], ["risk-gate"],
           ["place-order"], ["settle"]]
FOREIGN = [b'{"mine":1}', b"{}", b'{"type":"weather","ts":"no number","celsius":1e3}', b'{ "type" : "x" , "a" : [ { } , [ ] ] }',
           b'{"a":123456789012345678901234567890,"b":-0.0,"c":1E+2}', b'{"\\u00e9":"\\u00e9\\ud83d\\ude00\\/"}',
           '{"é":"日本"}'.encode(), b'{"a":null,"b":true,"a2":false}\t', b'  {"n":1e-400}']
NOTES = [("mine", "123456789012345678901234567890"), ("caf\u00e9", '"\\u00e9\\n"'), ("deep", '[[{"x":[]}],{}]'), ("e", "1e3"),
         ("empty", '""'), ("z", "-0.0"), ("brace", '"}{"'), ("quote", '"\\"}\\\\"'), ("nothing", "null")]


def market(rng, symbol, count):
    """Candles as (key, number or text) in time order; a few stand still, a few have no volume."""
    price = rng.choice([0.00012, 1.0, 97.5, 61000.0])
    out = []
    for i in range(count):
        last, price = price, price * rng.choice([1, rng.uniform(0.98, 1.02)])
        begin = START + i * MINUTE
        out.append({"ts": begin + MINUTE, "venue": "binance", "symbol": symbol, "tf": "1m", "start": begin, "open": last,
                    "high": max(last, price) * rng.choice([1, 1.003]), "low": min(last, price) * rng.choice([1, 0.996]),
                    "close": price, "volume": rng.choice([0, 1, 12.5, rng.uniform(0, 1e5)])})
    return out


def plain(candle):
    return ('{"type":"candle",' + ",".join('"%s":%s' % (k, json.dumps(candle[k])) for k in KNOWN) + "}").encode()


def number(rng, x):
    """Another spelling of the same double; integers of time stay integers."""
    if isinstance(x, int):
        return str(x)
    text = repr(x)
    if "e" in text:
        return rng.choice([text, text.replace("e", "E")])
    return rng.choice([text, text + "0000" if "." in text else text, text + "e0", text + "E+00", "%.25e" % x])


def odd(rng, candle):
    """The same candle as somebody else would write it: order, blanks, escapes, spellings, keys of theirs."""
    def gap():
        return rng.choice(["", "", "", " ", "\t", "  "])

    def text(s):
        if rng.random() < 0.1 and s:
            i = rng.randrange(len(s))
            return '"%s\\u%04x%s"' % (s[:i], ord(s[i]), s[i + 1:])
        return '"%s"' % s

    members = [("type", text("candle"))]
    for k in KNOWN:
        members.append((k, text(candle[k]) if isinstance(candle[k], str) else number(rng, candle[k])))
    members += rng.sample(NOTES, rng.randrange(4))
    if rng.random() < 0.7:
        rng.shuffle(members)
    inside = ",".join("%s%s%s:%s%s%s" % (gap(), text(k), gap(), gap(), v, gap()) for k, v in members)
    return (gap() + "{" + inside + "}" + gap()).encode()


def mixed(rng, lists):
    """The lists into one, each in its own order; foreign lines between."""
    lists, out = [list(x) for x in lists], []
    while any(lists):
        whose = rng.choice([i for i, x in enumerate(lists) if x])
        out.append((whose, lists[whose].pop(0)))
        if rng.random() < 0.15:
            out.append((None, rng.choice(FOREIGN)))
    return out


def joined(lines):
    return b"".join(line + b"\n" for line in lines)


def appended(raw, line):
    """What stands in `line` behind the last member of `raw`; None when anything else differs."""
    head, brace, tail = raw.rpartition(b"}")
    if not line.startswith(head) or not line.endswith(brace + tail) or len(line) < len(raw):
        return None
    return line[len(head):len(line) - len(tail) - 1]


def in_pieces(words, data, rng):
    """The filter's output when its input comes in pieces of random sizes."""
    p = subprocess.Popen([BUILD + "/bin/" + words[0], *words[1:]], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, env=ENV, bufsize=0)
    at, most = 0, max(2, len(data) // 40)
    while at < len(data):
        size = rng.randrange(1, most)
        p.stdin.write(data[at:at + size])  # less than a pipe holds: the output is read afterwards
        at += size
    return p.communicate(timeout=30)[0]


def begins_instant(raw, at):
    """Whether the line moves the time on."""
    times = [e["ts"] for e in map(json.loads, raw[:at + 1]) if e.get("type") == "candle"]
    return times != [] and json.loads(raw[at]).get("type") == "candle" and times[-1] > max(times[:-1], default=-1)


def subsequence(wanted, lines):
    left = iter(lines)
    return all(any(w == line for line in left) for w in wanted)


def annotator(words, rng, seed):
    name = "%s, seed %d" % (" ".join(words), seed)
    a, b = market(rng, "BTC-USDT-PERP", 40), market(rng, "A\u00e9-USD", 40)
    spelt = mixed(rng, [[(c, odd(rng, c)) for c in a], [(c, odd(rng, c)) for c in b]])
    raw = [x[1] if whose is not None else x for whose, x in spelt]
    data = joined(raw)
    status, out, said = run(*words, data=data)
    lines = out.split(b"\n")[:-1]
    if not check(name + ": every line comes out, none is added", status == 0 and len(lines) == len(raw), said):
        return
    notes, good, foreign = {0: [], 1: []}, True, True
    for (whose, _), before, after in zip(spelt, raw, lines):
        if whose is None:
            foreign &= before == after
            continue
        note = appended(before, after)
        good &= note is not None
        notes[whose].append(note)
        if note:
            pairs, old = (json.loads(x, object_pairs_hook=lambda p: [k for k, _ in p]) for x in (after, before))
            good &= len(set(pairs)) == len(pairs) and pairs[:len(old)] == old
    check(name + ": what is not its own passes byte for byte", foreign)
    check(name + ": it appends, and changes no byte that was there", good)
    check(name + ": something was annotated", any(notes[0]))
    # The same values spelt plainly, each market alone: the same annotations.
    for whose, candles in ((0, a), (1, b)):
        before = [plain(c) for c in candles]
        after = run(*words, data=joined(before))[1].split(b"\n")[:-1]
        check(name + ": spelling and company change nothing", [appended(x, y) for x, y in zip(before, after)] == notes[whose])
    cut = rng.randrange(1, len(raw))
    early = run(*words, data=joined(raw[:cut]))[1]
    check(name + ": what comes later changes nothing", out.startswith(early) and early.count(b"\n") == cut)
    check(name + ": a second run gives the same bytes", run(*words, data=data)[1] == out)
    check(name + ": so do pieces of any size", in_pieces(words, data, rng) == out)
    check(name + ": and a last line without its newline", run(*words, data=data[:-1])[1] in (out, out[:-1]))
    # A line that comes late passes as it was, and nothing after it differs.
    late = odd(rng, a[rng.randrange(10)])
    at = max(i for i, (whose, _) in enumerate(spelt) if whose == 0 and i < len(raw) - 2)
    with_late = run(*words, data=joined(raw[:at + 1] + [late] + raw[at + 1:]))[1].split(b"\n")[:-1]
    check(name + ": a late line passes and changes nothing", with_late == lines[:at + 1] + [late] + lines[at + 1:])


def passer(words, rng, seed):
    name = "%s, seed %d" % (" ".join(words), seed)
    spelt = mixed(rng, [[odd(rng, c) for c in market(rng, s, 30)] for s in ("BTC-USDT-PERP", "ETH-USDT-PERP")])
    raw = [line for _, line in spelt]
    data = joined(raw)
    status, out, said = run(*words, data=data)
    lines = out.split(b"\n")[:-1]
    check(name + ": every line comes out byte for byte, in order", status == 0 and subsequence(raw, lines), said)
    new = len(lines) - len(raw)
    check(name + ": what it adds are events with a type and a time", sum(
        1 for line in lines if line.startswith(b'{"type":"') and b'"ts":' in line and json.loads(line)) >= new)
    check(name + ": a second run gives the same bytes", run(*words, data=data)[1] == out)
    check(name + ": so do pieces of any size", in_pieces(words, data, rng) == out)
    if words[0] == "candles":
        cut = rng.randrange(1, len(raw))
        while cut < len(raw) and not begins_instant(raw, cut):  # a first bar is made at the end of its instant
            cut += 1
        check(name + ": what comes later changes nothing", out.startswith(run(*words, data=joined(raw[:cut]))[1]))
        bars = [json.loads(line) for line in lines if b'"tf":"5m"' in line]
        check(name + ": bars were made, and each spans what it says", bool(bars) and all(
            e["ts"] - e["start"] == 5 * MINUTE and e["low"] <= min(e["open"], e["close"]) <= max(e["open"], e["close"]) <= e["high"]
            for e in bars))


for seed in range(1, SEEDS + 1):
    for i, words in enumerate(ANNOTATORS):
        annotator(words, random.Random(seed * 100 + i), seed)
    for i, words in enumerate(PASSERS):
        if seed <= SEEDS // 2:
            passer(words, random.Random(seed * 100 + 50 + i), seed)
finish("stream")
