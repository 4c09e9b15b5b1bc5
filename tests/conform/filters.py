"""Contracts of every filter: one list, run against each."""
import glob, os, re, select, signal, subprocess, tempfile, time

from kit import CLEAN, check, is_sequence_in, lines_of, market, same_or_annotated

HERE = os.path.dirname(os.path.abspath(__file__))
MARKET = market()
SMALL = market(3)
MINUTES = b"".join(line + b"\n" for line in market(1500).split(b"\n") if b"BTC" in line)
BOOK = (b'{"type":"book","ts":1700006400000000,"venue":"binance","symbol":"BTC-USDT-PERP","snapshot":true,'
        b'"bids":[[100,1]],"asks":[[101,1]]}')
FOREIGN = open(f"{HERE}/corpus/good/foreign.ndjson", "rb").read()


def corpus(kind):
    return {os.path.basename(p): open(p, "rb").read() for p in sorted(glob.glob(f"{HERE}/corpus/{kind}/*.ndjson"))}


def later(line, us):
    """The candle, moved by so many microseconds."""
    return re.sub(rb'"(ts|start)":(\d+)', lambda m: b'"%s":%d' % (m.group(1), int(m.group(2)) + us), line) + b"\n"


def empty_input(t):
    check(t, "empty input gives nothing, and 0", t.run()[:2] == (0, b""), t.run())


def foreign_lines(t):
    status, out, err = t.run(data=FOREIGN)
    check(t, "what it does not know passes byte for byte", (status, out) == (0, FOREIGN), (status, err))
    crlf = FOREIGN.replace(b"\n", b"\r\n")
    check(t, "carriage returns pass as they are", t.run(data=crlf)[1] == crlf)


def good_lines(t):
    for name, data in corpus("good").items():
        status, out, err = t.run(data=data)
        passed = is_sequence_in(lines_of(data), lines_of(out), same_or_annotated)
        check(t, f"good lines of {name} are good, and pass in order", status == 0 and passed, (status, err))


def bad_lines(t):
    with tempfile.TemporaryDirectory() as folder:
        kept = os.path.join(folder, "bad")
        for name, data in corpus("bad").items():
            mixed = b"".join(line + b"\n" + b'{"between":1}\n' for line in lines_of(data))
            status, out, err = t.run("--bad", kept, data=mixed)
            found = open(kept, "rb").read()
            check(t, f"every line of {name} is bad, and kept as it was", found == data and status == 65,
                  [x for x in lines_of(data) if x not in lines_of(found)] or (status, found[:200]))
            check(t, f"no bad line of {name} is passed on", set(lines_of(out)) == {b'{"between":1}'}, out[:300])
            check(t, f"reports of {name} name tool, file and line", re.match(rb"%s: .*:1: " % t.name.encode(), err), err)
    many = b"oops\n" * 1000
    status, out, err = t.run(data=many)
    check(t, "a thousand bad lines are told in a few lines", status == 65 and len(lines_of(err)) < 15 and b"9" in err, err)
    status, out, err = t.run("--strict", data=b'{"a":1}\noops\n{"b":1}\n')
    check(t, "--strict stops at the first", (status, out) == (65, b'{"a":1}\n'), (status, out))


def long_lines(t):
    fits = b'{"x":"' + b"y" * ((1 << 20) - 8) + b'"}'
    check(t, "a line of 1 MiB passes", len(fits) == 1 << 20 and t.run(data=fits + b"\n")[:2] == (0, fits + b"\n"))
    over = b'{"x":"' + b"y" * ((1 << 20) - 7) + b'"}\n{"after":1}\n'
    status, out, err = t.run(data=over)
    check(t, "a longer one is bad, and the next one passes", (status, out) == (65, b'{"after":1}\n'), (status, err[:200]))


def ends_of_input(t):
    check(t, "a whole last line needs no newline", t.run(data=b'{"a":1}')[:2] == (0, b'{"a":1}\n'), t.run(data=b'{"a":1}'))
    sample = b'{"a":1}\n' + SMALL.split(b"\n")[1] + b'\n{"b":"\xc3\xa9"}\n'
    whole = lines_of(t.run(data=sample)[1])
    for cut in range(len(sample)):
        status, out, err = t.run(data=sample[:cut])
        tail = sample[:cut].rpartition(b"\n")[2]
        fits = tail == b"" or sample[cut:cut + 1] == b"\n"
        good = status == (0 if fits else 65) and all(line in whole for line in lines_of(out) if out)
        if not check(t, f"input cut at byte {cut} is judged by its lines", good, (status, out[-200:], err[-200:])):
            break


def pieces(t):
    whole = t.run(data=SMALL)
    p = t.start()
    reader = subprocess.Popen(["cat"], stdin=p.stdout, stdout=subprocess.PIPE)
    for i in range(len(SMALL)):
        os.write(p.stdin.fileno(), SMALL[i:i + 1])
    p.stdin.close()
    out = reader.communicate(timeout=120)[0]
    check(t, "one byte at a time gives the same bytes", (p.wait(timeout=120), out) == whole[:2])
    p.stderr.close(), p.stdout.close()


def files(t):
    with tempfile.TemporaryDirectory() as folder:
        one, two = os.path.join(folder, "one"), os.path.join(folder, "two")
        open(one, "wb").write(b'{"a":1}\n'), open(two, "wb").write(b'{"b":1}')
        status, out, err = t.run(one, "-", two, data=b'{"c":1}\n')
        check(t, "files are read in order, - is stdin", (status, out) == (0, b'{"a":1}\n{"c":1}\n{"b":1}\n'), (status, out, err))
        missing = os.path.join(folder, "missing")
        status, out, err = t.run(missing)
        check(t, "a missing file is named, 74", status == 74 and missing.encode() in err, (status, err))
        check(t, "a folder is no input, 74", t.run(folder)[0] == 74, t.run(folder))


def writing(t):
    with open("/dev/full", "wb") as full:
        status, _, err = t.run(data=MARKET, stdout=full)
    check(t, "a full disk is told, 74", status == 74 and b"No space left" in err, (status, err))
    for args in ("--help",), ("--version",), ("--spec",):
        with open("/dev/full", "wb") as full:
            check(t, f"{args[0]} on a full disk, 74", t.run(*args, stdout=full)[0] == 74)


def closed_reader(t):
    p = t.start(preexec_fn=lambda: signal.signal(signal.SIGPIPE, signal.SIG_IGN))
    p.stdout.close()
    began = time.monotonic()
    try:
        status = p.wait(timeout=30)
        check(t, "an idle tool ends at once, with 0, when its reader has left",
              status == 0 and time.monotonic() - began < 5 and p.stderr.read() == b"", status)
    except subprocess.TimeoutExpired:
        check(t, "an idle tool ends when its reader has left", False)
        p.kill()
    p.stdin.close(), p.stderr.close()


def idle(t):
    p = t.start()
    waits = []
    for i in range(9):
        began = time.monotonic()
        p.stdin.write(b'{"i":%d}\n' % i), p.stdin.flush()
        ready = select.select([p.stdout], [], [], 20)[0]
        got = os.read(p.stdout.fileno(), 100) if ready else b""
        waits.append(time.monotonic() - began if got == b'{"i":%d}\n' % i else 99)
    check(t, "a line through an idle pipe comes at once", min(waits) < 0.05, waits)
    p.send_signal(signal.SIGTERM)
    try:
        check(t, "SIGTERM ends it in order", p.wait(timeout=30) == 0, p.returncode)
    except subprocess.TimeoutExpired:
        check(t, "SIGTERM ends it in order", False, "it goes on")
        p.kill()
    p.stdin.close(), p.stdout.close(), p.stderr.close()


def surroundings(t):
    plain = t.run(data=MARKET)
    check(t, "a stream without faults ends with 0", plain[0] == 0, plain[2])
    passed = is_sequence_in(lines_of(MARKET)[1:], lines_of(plain[1]), same_or_annotated)
    check(t, "every line of a replay passes, in order", passed)
    check(t, "two runs give the same bytes", t.run(data=MARKET)[1] == plain[1])
    other = {"LC_ALL": "de_DE.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu", "HOME": "/nonexistent",
             "POSIXLY_CORRECT": "1"}
    check(t, "locale, time zone and environment change nothing", t.run(data=MARKET, env=other)[1] == plain[1])
    via = lines_of(plain[1])[0]
    check(t, "the session's via names the tool", b'"via":[' in via and b'"%s:' % t.name.encode() in via, via)


def peak_kib(t, path):
    """Peak memory of the tool over a file."""
    with open(path, "rb") as data, open(os.devnull, "wb") as out:
        p = subprocess.Popen([t.path], stdin=data, stdout=out, stderr=subprocess.DEVNULL, env=CLEAN)
        status, usage = os.wait4(p.pid, 0)[1:]
        p.returncode = status
    return usage.ru_maxrss


def memory(t):
    if os.environ.get("SANITIZED"):  # AddressSanitizer keeps freed memory on purpose
        print(f"skipped: {t.name}: memory does not grow with the stream (sanitizers)")
        return
    with tempfile.TemporaryDirectory() as folder:
        short, long = os.path.join(folder, "short"), os.path.join(folder, "long")
        lines = MINUTES.split(b"\n")[:-1]
        step = len(lines) * 60_000_000
        for path, times in (short, 3), (long, 40):
            with open(path, "wb") as f:
                for i in range(times):
                    f.writelines(later(line, i * step) for line in lines)
        few, many = peak_kib(t, short), peak_kib(t, long)
        check(t, "memory does not grow with the stream", many < few + 6000, f"{few} KiB for few lines, {many} for many")


# What an annotator looks at, where that is not the market.
OF_ITS_OWN = {"route": b'''{"type":"quote","ts":1750000000000000,"venue":"okx","symbol":"A-USD","bid":1,"bid_size":1,"ask":2,"ask_size":1}
{"type":"proposal","ts":1750000000000000,"venue":"okx","symbol":"A-USD","id":"p","strategy":"s","intent":"open","side":"buy","confidence":1,"qty":1}
'''}


# And what it does not annotate without.
WITH = {"route": ("--venue", f"{HERE}/../../examples/venues/fees.toml")}


def again(t):
    if "--as" not in t.options:
        return
    once = t.run(*WITH.get(t.name, ()), data=OF_ITS_OWN.get(t.name, MARKET.replace(b"\n", b"\n" + BOOK + b"\n", 1)))
    status, out, err = t.run(*WITH.get(t.name, ()), data=once[1])
    check(t, "a key that is there already is left as it is, 65 and said", status == 65 and b"--as" in err, (status, err))
    check(t, "and its lines pass unchanged", is_sequence_in(lines_of(once[1])[1:], lines_of(out), lambda a, b: a == b))


CONTRACTS = [empty_input, foreign_lines, good_lines, bad_lines, long_lines, ends_of_input, pieces, files, writing,
             closed_reader, idle, surroundings, memory, again]
