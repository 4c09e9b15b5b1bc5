"""The peak of feed's memory does not grow with time: flat.py BUILD HOURS [EARLY]. feed reads quotes, trades and books of
simex in a world whose clock runs as fast as they do; its peak after HOURS is compared with the one after EARLY (1)."""
import array
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import termios
import time

import world as w

MORE_MAX = 512  # KiB


def peak_kib(pid):
    with open("/proc/%d/status" % pid) as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def run(world, until, pipe):
    """Some seconds at a time, as its reader lives in our time: one that is slow would be memory of feed's."""
    unread = array.array("i", [0])
    while world.now() < until:
        world.run(min(world.now() + 20_000_000, until))
        while fcntl.ioctl(pipe, termios.FIONREAD, unread) == 0 and unread[0]:
            time.sleep(0.0005)


def peaks(build, early, hours):
    """The peak at both times, and how many bytes of events came."""
    d = tempfile.mkdtemp(prefix="chaos-flat-")
    world = w.World(d, 5, build + "/tests/libturns.so")
    try:
        world.start([build + "/tests/chaos/simex", "--seed", "5", "--symbols", "BTC-USD,ETH-USD", "--listen", "127.0.0.1:8001"],
                    ["simex"], env=dict(os.environ), stdout=subprocess.DEVNULL)
        world.run(world.now())
        feed = world.start([build + "/bin/feed", "coinbase:BTC-USD,ETH-USD", "--channels", "quotes,trades,books", "--url",
                            "coinbase=http://127.0.0.1:8001"], ["feed"], env=dict(os.environ), stdout=subprocess.PIPE)
        counter = subprocess.Popen(["wc", "-lc"], stdin=feed.stdout, stdout=subprocess.PIPE, text=True)
        found = []
        for until in (early, hours):
            run(world, w.BEGIN + int(until * 3600 * 1_000_000), feed.stdout)
            found.append(peak_kib(feed.pid))
        world.close()
        feed.stdout.close()
        return (*found, *map(int, counter.communicate(timeout=300)[0].split()))
    finally:
        world.close()
        shutil.rmtree(d, ignore_errors=True)


if __name__ == "__main__":
    last = float(sys.argv[2])
    first = float(sys.argv[3]) if len(sys.argv) > 3 else 1.0
    before, after, events, size = peaks(os.path.abspath(sys.argv[1]), first, last)
    print("feed: peak %d KiB after %g h, %d KiB after %g h; %d events, %.1f MB" % (before, first, after, last, events, size / 1e6))
    sys.exit(after - before > MORE_MAX)
