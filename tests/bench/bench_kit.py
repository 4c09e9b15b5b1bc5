"""What bench.py measures with: turns of commands, rows of ratios, and the table at the end."""
import base64
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

build = os.path.abspath(sys.argv[1])
quick = os.environ.get("BENCH_QUICK") == "1"
lines = 100_000 if quick else 1_000_000
turns = 2 if quick else 5
work = tempfile.mkdtemp(prefix="bench-")
env = dict(os.environ, PATH=f"{build}/bin:{build}/tests:{os.environ['PATH']}", LC_ALL="C")
for name in [n for n in env if n.startswith("TRADEUTILS_")]:
    del env[name]
rows = []


def seconds(command, **more):
    begin = time.perf_counter()
    done = subprocess.run(["/bin/sh", "-c", command], cwd=work, env=dict(env, **more), stderr=subprocess.PIPE, text=True)
    took = time.perf_counter() - begin
    if done.returncode != 0:
        raise RuntimeError(f"{command}: status {done.returncode}: {done.stderr[-400:]}")
    return took


def best(*works, rounds=1):
    """The best time of each, taking turns; more rounds for what depends on where twelve processes are put."""
    times = [[] for _ in works]
    for _ in range(turns * rounds):
        for list_, work_ in zip(times, works):
            list_.append(work_())
    return [min(t) for t in times]


def numbers(command):
    out = subprocess.run(["/bin/sh", "-c", command], cwd=work, env=env, stdout=subprocess.PIPE, check=True, text=True)
    return [float(x) for x in out.stdout.split()]


def row(what, ours, peer_name, peer, ratio, aim, met):
    rows.append((what, ours, peer_name, peer, "-" if ratio is None else f"{ratio:.2f}", aim, "yes" if met else "NO"))
    print(f"  {what}: {ours} against {peer} ({peer_name})", file=sys.stderr, flush=True)


def at_most(what, ours, peer_name, peer, limit, unit="ns", scale=1e9):
    ratio = ours / peer
    row(what, f"{ours * scale:.0f} {unit}", peer_name, f"{peer * scale:.0f} {unit}", ratio, f"<= {limit}", ratio <= limit)


def faster(what, ours, peer_name, peer, times, unit="ns", scale=1e9):
    ratio = peer / ours
    row(what, f"{ours * scale:.1f} {unit}", peer_name, f"{peer * scale:.1f} {unit}", ratio, f">= {times}", ratio >= times)


def skipped(what, why):
    rows.append((what, "-", "-", "-", "-", "-", why))


def script(name, text):
    with open(f"{work}/{name}", "w", encoding="ascii") as f:
        f.write("set -eu\n" + text + "\n")
    return name


def table():
    head = ("what", "ours", "against", "it takes", "ratio", "aim", "met")
    widths = [max(len(r[i]) for r in [head] + rows) for i in range(len(head))]
    for r in [head] + rows:
        print("  ".join(c.ljust(w) if i in (0, 2) else c.rjust(w) for i, (c, w) in enumerate(zip(r, widths))).rstrip())
    missed = [r[0] for r in rows if r[-1] == "NO"]
    left = [r[0] for r in rows if r[-1].startswith("skipped")]
    print(f"{len(rows)} rows, {len(missed)} not met, {len(left)} skipped.")
    for name in missed:
        print(f"not met: {name}")
