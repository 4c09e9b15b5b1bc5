#!/usr/bin/env python3
"""The filter loop, seen from outside: flushing, closed outputs, signals, bad and long lines, files.
usage: filter_loop.py BUILD"""
import fcntl
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

PROBE = os.path.abspath(sys.argv[1]) + "/tests/probe"
passed = failed = 0


def check(name, good, shown=""):
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print("filter_loop: %s: FAILED %s" % (name, shown))


def beat(ts):
    return b'{"type":"beat","ts":%d}\n' % ts


def candle(ts):
    return (b'{"type":"candle","ts":%d,"venue":"x","symbol":"A-B","tf":"1m","start":0,"open":1,"high":1,"low":1,'
            b'"close":1,"volume":1}\n' % ts)


def run(data, *args, **more):
    return subprocess.run([PROBE, *args], input=data, capture_output=True, timeout=120, **more)


def start(*args, **more):
    return subprocess.Popen([PROBE, *args], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)


def ends(p, seconds=60):
    try:
        return p.wait(seconds)
    except subprocess.TimeoutExpired:
        p.kill()
        p.wait()
        return "still running"


def delivered(p, number):
    """Waits until a signal that was sent has been taken."""
    waiting = True
    while waiting:
        with open("/proc/%d/status" % p.pid) as f:
            waiting = int(f.read().split("ShdPnd:")[1].split()[0], 16) >> (number - 1) & 1
        time.sleep(0.01)


def one_line_latency():
    p = start()
    took = []
    for i in range(50):
        begin = time.monotonic()
        os.write(p.stdin.fileno(), beat(i))
        got = os.read(p.stdout.fileno(), 4096)
        took.append(time.monotonic() - begin)
        if got != beat(i):
            check("a line comes out before the next goes in", False, got)
    check("a line comes out before the next goes in", True)
    check("a line takes a small part of a second", sorted(took)[25] < 0.1, took)
    p.stdin.close()
    check("the end of input ends it with 0", ends(p) == 0)


def chunks():
    rng = random.Random(7)
    data = b"".join(candle(i) + beat(i) for i in range(3000)) + b'{"foreign":[1,2,{"a":"\xc3\xa9"}]}'
    whole = run(data)
    with tempfile.TemporaryFile() as out:
        p = subprocess.Popen([PROBE], stdin=subprocess.PIPE, stdout=out, stderr=subprocess.DEVNULL)
        at = 0
        while at < len(data):
            n = rng.choice([1, 2, 3, 17, 100, 4096, 70000])
            at += os.write(p.stdin.fileno(), data[at:at + n])
        p.stdin.close()
        p.wait()
        out.seek(0)
        check("random cuts of the input change nothing", out.read() == whole.stdout)
    check("a last line without a newline is a line", whole.stdout.endswith(b'\xa9"}]}\n'), whole.stdout[-40:])
    small = beat(1) + candle(2) + beat(3)
    for cut in range(len(small)):
        got = run(small[:cut])
        lines = small[:cut].count(b"\n")
        whole_last = small[:cut].endswith(b"}") or small[:cut].endswith(b"\n") or cut == 0
        good = got.stdout.count(b"\n") == lines + (1 if small[:cut].endswith(b"}") else 0)
        check("a file cut at byte %d gives its whole lines, and 65 for a cut one" % cut,
              good and got.returncode == (0 if whole_last else 65), (got.returncode, got.stderr))


def closed_output():
    data = b"".join(beat(i) for i in range(300000))
    for how, ignore in (("default", signal.SIG_DFL), ("ignored", signal.SIG_IGN)):
        p = subprocess.Popen([PROBE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             preexec_fn=lambda: signal.signal(signal.SIGPIPE, ignore))
        p.stdout.close()
        try:
            p.stdin.write(data)
            p.stdin.close()
        except BrokenPipeError:
            pass
        check("a pure filter ends with 0, quietly, when its reader has left (SIGPIPE %s)" % how,
              ends(p) == 0 and p.stderr.read() == b"")
    p = start()
    p.stdin.write(beat(1))
    p.stdin.flush()
    os.read(p.stdout.fileno(), 100)
    p.stdout.close()
    check("an idle filter notices at once that its reader has left", ends(p) == 0)
    p = start("--ledger", "none")
    p.stdout.close()
    p.stdin.write(data)
    p.stdin.close()
    check("a filter with effects goes on to the end of its input", ends(p) == 0)
    err = p.stderr.read()
    check("and says so once", err == b"probe: output closed; still trading, Ctrl-C to stop\nprobe: seen 300000\n", err)
    with open("/dev/full", "wb") as full:
        p = subprocess.run([PROBE], input=data, stdout=full, stderr=subprocess.PIPE, timeout=120)
        check("a full disk is status 74 with a message",
              p.returncode == 74 and b"standard output: No space left on device" in p.stderr, p.stderr)
        p = subprocess.run([PROBE], input=beat(1), stdout=full, stderr=subprocess.PIPE, timeout=120)
        check("also when the only write is the last", p.returncode == 74, p.returncode)
        p = subprocess.Popen([PROBE], stdin=subprocess.PIPE, stdout=full, stderr=subprocess.PIPE)
        p.stdin.write(beat(1))
        p.stdin.flush()
        check("and at once, while its input stays open", ends(p) == 74)


def signals():
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job starts with it ignored
    for number in (signal.SIGINT, signal.SIGTERM):
        p = start()
        os.write(p.stdin.fileno(), beat(1))
        os.read(p.stdout.fileno(), 100)
        p.send_signal(number)
        check("the first %s ends it in order" % number.name, ends(p) == 0 and p.stderr.read() == b"probe: seen 1\n")
    p = start()  # nobody reads: it hangs in a write
    fcntl.fcntl(p.stdin.fileno(), fcntl.F_SETFL, os.O_NONBLOCK)
    data = b"".join(beat(i) for i in range(20000))
    full_since = time.monotonic()
    while time.monotonic() - full_since < 0.3:
        try:
            os.write(p.stdin.fileno(), data)
            full_since = time.monotonic()
        except BlockingIOError:
            time.sleep(0.01)
    p.send_signal(signal.SIGTERM)
    delivered(p, signal.SIGTERM)
    time.sleep(0.2)
    check("a filter whose reader hangs waits for it after the first signal", p.poll() is None)
    p.send_signal(signal.SIGTERM)
    check("the second signal kills", ends(p) == -signal.SIGTERM)
    p = subprocess.Popen([PROBE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                         preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
    os.write(p.stdin.fileno(), beat(1))
    os.read(p.stdout.fileno(), 100)
    p.send_signal(signal.SIGINT)
    os.write(p.stdin.fileno(), beat(2))
    check("an ignored SIGINT stays ignored", os.read(p.stdout.fileno(), 100) == beat(2))
    p.stdin.close()
    ends(p)


def bad_lines(folder):
    data = b"".join(beat(i) + b"broken %d\n" % i for i in range(25))
    kept = folder + "/bad"
    got = run(data, "--bad", kept)
    check("bad lines: status 65, good ones pass", got.returncode == 65 and got.stdout == b"".join(beat(i) for i in range(25)))
    lines = got.stderr.decode().splitlines()
    check("the first ten are reported, then a count",
          len(lines) == 12 and lines[9].startswith("probe: stdin:20: ") and
          lines[11] == "probe: 15 more bad lines, 25 in all", got.stderr)
    check("all are kept whole", open(kept, "rb").read() == b"".join(b"broken %d\n" % i for i in range(25)))
    got = run(data, "--strict")
    check("--strict stops at the first", got.returncode == 65 and got.stdout == beat(0) and got.stderr.count(b"\n") == 1, got.stderr)
    got = run(data, "--bad", folder + "/no/such/folder")
    check("a --bad file that cannot be made is status 74", got.returncode == 74 and got.stdout == b"")
    long = b'{"a":"' + b"x" * (1 << 20) + b'"}'
    limit = b'{"a":"' + b"x" * ((1 << 20) - 8) + b'"}'
    got = run(beat(1) + long + b"\n" + limit + b"\n" + long, "--bad", kept)
    check("a line over 1 MiB is bad, one of 1 MiB is not",
          got.stdout == beat(1) + limit + b"\n" and got.stderr.count(b"longer than 1048576 bytes") == 2, got.stderr)
    check("and is kept whole", open(kept, "rb").read() == (long + b"\n") * 2)
    p = subprocess.Popen([PROBE], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        p.stdin.write(b"x" * (1 << 20))
    p.stdin.flush()
    with open("/proc/%d/status" % p.pid) as f:
        peak = int(f.read().split("VmHWM:")[1].split()[0])
    p.stdin.close()
    check("an endless line is not stored", ends(p) == 65 and peak < 16384, peak)


def files(folder):
    names = []
    for i, text in enumerate([b"\xef\xbb\xbf" + beat(1), b"", beat(2) + b"nonsense\n", beat(3)[:-1]]):
        names.append("%s/f%d" % (folder, i))
        with open(names[-1], "wb") as f:
            f.write(text)
    got = run(beat(9), names[0], names[1], names[2], "-", names[3])
    check("files and - are read in order, each line once, a byte order mark dropped",
          got.stdout == beat(1) + beat(2) + beat(9) + beat(3), got.stdout)
    check("a bad line is named by its file", (names[2] + ":2: ").encode() in got.stderr, got.stderr)
    got = run(b"", folder + "/absent")
    check("a file that is not there is status 74 and named", got.returncode == 74 and b"/absent: No such file" in got.stderr)
    got = run(b"", folder)
    check("a folder is no file", got.returncode == 74, got.stderr)
    got = run(b"", folder + "/f1", "/dev/null")
    check("empty input is no error", got.returncode == 0 and got.stdout == b"")


def the_rest():
    r, w = os.pipe()
    os.set_blocking(r, False)
    p = subprocess.Popen([PROBE], stdin=r, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(0.05)
    os.write(w, beat(1))
    check("a non-blocking input is waited for", os.read(p.stdout.fileno(), 100) == beat(1))
    os.close(w)
    check("and its end is seen", ends(p) == 0)
    os.close(r)
    session = b'{"type":"session","ts":1,"id":"s","mode":"replay","source":"f","pace":"max"}\n'
    got = run(session + beat(1))
    check("a session without its end is an error where things are booked",
          got.returncode == 65 and b"without its `end` event" in got.stderr, got.stderr)
    got = run(session + beat(1) + b'{"type":"end","ts":1,"source":"f","events":1,"status":0}\n')
    check("with its end it is not", got.returncode == 0)
    got = run(beat(1) + beat(2) + beat(3), "--stop-at", "2")
    check("a stage that stops: what passed before is written, its status and its message",
          got.returncode == 77 and got.stdout == beat(1) and got.stderr == b"probe: told to stop\n", got.stderr)
    got = run(candle(1)[:-2] + b',"mark":5}\n' + candle(2))
    check("a key that is there already is left, said once, and status 65",
          got.returncode == 65 and got.stderr.count(b"in the candle line already") == 1 and b'"mark":5}' in got.stdout, got.stderr)
    got = run(beat(5) + beat(4) + beat(6))
    check("late items are counted", b"probe: 1 items were older" in got.stderr and got.stdout == beat(5) + beat(4) + beat(6))


with tempfile.TemporaryDirectory() as folder:
    one_line_latency()
    chunks()
    closed_output()
    signals()
    bad_lines(folder)
    files(folder)
    the_rest()
print("filter_loop: %d passed, %d failed" % (passed, failed))
sys.exit(1 if failed else 0)
