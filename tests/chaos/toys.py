"""Three toy writers (toy_prog.cpp), each deciding from the account that it sees, replay a recording.

The pipeline must end at the head of the undisturbed run whatever was killed, full or cut on the way.
"""
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import time

from rig import ENV, LEDGER, RUNS, TOY, check, finish, fresh, head, holds, ledger, recording, replay, skip, start


def test_replay_is_repeatable(d):
    feed, a = d + "/feed", d + "/a.db"
    recording(feed, 400)
    heads = []
    for i in range(3):
        fresh(a)
        status, said = replay(feed, a)
        check("an undisturbed replay ends with 0", status == [0, 0, 0], (status, said))
        heads.append(head(a))
    check("a replay always ends at the same head", len(set(heads)) == 1, heads)
    rows = json.loads(ledger("show", "--json", "--ledger", a).stdout)["rows"]
    check("the toy trades", rows > 600, rows)
    out = open(a + ".out").read()
    status, said = replay(feed, a)
    check("the same replay on the same ledger ends with 0", status == [0, 0, 0], (status, said))
    check("it adds no row", json.loads(ledger("show", "--json", "--ledger", a).stdout)["rows"] == rows)
    check("it prints the same bytes", open(a + ".out").read() == out)
    ok, why = holds(a)
    check("verify holds", ok, why)
    return heads[0], out


def test_kills(d, whole, out):
    """SIGKILL at random moments: one process, or all; at the start, or deep in the run; then the same replay again."""
    feed, a = d + "/feed", d + "/k.db"
    rng, kills, beside = random.Random(11), 0, []
    fresh(a)
    for i in range(RUNS):
        if rng.random() < 0.15:
            fresh(a)
        procs = start(feed, a)
        time.sleep(rng.uniform(0, 0.002) if rng.random() < 0.3 else rng.uniform(0, 0.12))
        victims = procs if rng.random() < 0.3 else [rng.choice(procs)]
        for p in victims:
            if p.poll() is None:
                p.send_signal(signal.SIGKILL)
                kills += 1
        if rng.random() < 0.5:  # the next one starts while the rest is still ending
            again = start(feed, a)
            finish(procs)
            status, said = finish(again)
            # 75 is honest too: a stage whose death nobody could see yet holds the ledger until its wait ends.
            beside.append(status == [0, 0, 0])
            check("a replay beside a dying one ends with 0, or 75", status == [0, 0, 0] or 75 in status, (i, status, said))
        else:
            finish(procs)
        ok, why = holds(a)
        check("after a kill verify holds", ok, (i, why))
    status, said = replay(feed, a)
    check("a killed replay can be taken up", status == [0, 0, 0], (status, said))
    check("and ends at the head of the undisturbed one", head(a) == whole)
    check("and prints the same bytes", open(a + ".out").read() == out)
    check("nearly all replays beside a dying one end with 0", sum(beside) >= 0.9 * len(beside), beside)
    check("some were killed in the act", kills > RUNS / 4, kills)


def test_second_replay(d):
    feed, other, a = d + "/feed", d + "/other", d + "/s.db"
    recording(other, 50, session="other")
    fresh(a)
    first = subprocess.Popen([TOY, "gate", "--ledger", a], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, env=ENV)
    lines = open(feed).read().split("\n")
    first.stdin.write((lines[0] + "\n").encode())
    first.stdin.flush()
    first.stdout.readline()  # the session is passed on when the run has the ledger
    second = subprocess.run([TOY, "gate", "--ledger", a], stdin=open(feed), capture_output=True, text=True, env=ENV)
    check("a second replay is refused with 75", second.returncode == 75 and "another replay" in second.stderr,
          (second.returncode, second.stderr))
    first.kill()
    first.wait()
    status, said = replay(feed, a)
    check("it may run when the first is gone", status == [0, 0, 0], (status, said))
    status, said = replay(other, a)
    check("another session on the ledger is refused with 78", 78 in status and "another run" in said, (status, said))
    status, said = finish(start(feed, a, ["--most", "7"]))
    check("other options on the ledger are refused with 78", 78 in status and "another run" in said, (status, said))


def test_stall(d):
    """A program between the stages that drops syncs: the wait ends with 75 and the cause, not for ever."""
    feed, a = d + "/feed", d + "/t.db"
    fresh(a)
    script = "grep -v sync | " + " ".join([TOY, "settle", "--ledger", a])
    gate = subprocess.Popen([TOY, "gate", "--ledger", a], stdin=open(feed), stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, env=ENV)
    settle = subprocess.Popen(["sh", "-c", script], stdin=gate.stdout, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, env=ENV)
    gate.stdout.close()
    said = gate.stderr.read().decode()
    check("a dropped sync ends with 75 and names the stage it left",
          gate.wait(60) == 75 and "left `risk-gate`" in said and "--unbuffered" in said, said)
    settle.wait(60)


def test_full_disk(d, whole):
    """Files may not grow beyond a limit: the run ends with 74, nothing is half written, and it can be taken up."""
    feed, a = d + "/feed", d + "/f.db"
    for limit in (120_000, 200_000, 400_000):
        fresh(a)

        def no_space(limit=limit):
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        status, said = finish(start(feed, a, preexec=no_space))
        check("a full disk ends with 74", 74 in status, (limit, status, said))
        ok, why = holds(a)
        check("verify holds after a full disk", ok, why)
        status, said = replay(feed, a)
        check("with space again the run is taken up", status == [0, 0, 0] and head(a) == whole, (limit, status, said))


def test_read_only(d):
    """As another user when we are root, who writes everywhere."""
    feed, a = d + "/feed", d + "/r.db"
    fresh(a)
    os.chmod(d, 0o755)
    os.chmod(feed, 0o644)
    os.chmod(a, 0o444)
    other = {"user": 65534} if os.geteuid() == 0 else {}
    if not other:
        os.chmod(d, 0o555)
    try:
        r = subprocess.run([TOY, "gate", "--ledger", a], stdin=open(feed), capture_output=True, text=True, env=ENV, **other)
        check("a read-only ledger ends with 74", r.returncode == 74 and "read-only" in r.stderr, (r.returncode, r.stderr))
        r = subprocess.run([LEDGER, "show", "--ledger", a], capture_output=True, text=True, env=ENV, **other)
        check("a read-only ledger can be read", r.returncode == 0 and "10000" in r.stdout, (r.returncode, r.stderr))
    except PermissionError:
        skip("a read-only ledger", "cannot become another user")
    finally:
        os.chmod(d, 0o755)
        os.chmod(a, 0o644)


def test_damage(d):
    feed, a, b = d + "/feed", d + "/a.db", d + "/d.db"
    size = os.path.getsize(a)
    for cut in (0.25, 0.5, 0.9):
        shutil.copy(a, b)
        os.truncate(b, int(size * cut) // 4096 * 4096)
        r = ledger("verify", "--ledger", b)
        check("verify says what is wrong with a truncated ledger", r.returncode in (1, 78), (cut, r.returncode, r.stderr))
    with open(b, "wb") as f:
        f.write(b"not a database, certainly not one" * 200)
    for end in ("-wal", "-shm", ".sync"):
        if os.path.exists(b + end):
            os.remove(b + end)
    status, said = replay(feed, b)
    check("a file that is no ledger ends with 78", status[0] == 78 and "not a ledger" in said, (status, said))
    shutil.copy(a, b)
    db = sqlite3.connect(b)
    db.execute("DROP TRIGGER journal_stays")
    db.execute("UPDATE journal SET body = replace(body, '\"fee\":0.01', '\"fee\":0.02') WHERE type = 'fill'")
    db.commit()
    db.close()
    r = ledger("verify", "--ledger", b)
    check("verify finds a changed fee", r.returncode == 1 and "chain breaks" in r.stdout, r.stdout[:300])


def test_gates_side_by_side(d):
    """Sixteen gates on one paper ledger: together they never reserve more than the limit."""
    a, feeds = d + "/p.db", []
    fresh(a, "paper")
    for i in range(16):
        feeds.append("%s/feed%d" % (d, i))
        recording(feeds[-1], 120, mode="paper", session="p%d" % i)
        text = open(feeds[-1]).read().replace("BTC-USD", "C%d-USD" % i)
        open(feeds[-1], "w").write(text)
    gates = [subprocess.Popen([TOY, "gate", "--ledger", a, "--most", "5000", "--share", "0.002"], stdin=open(f), env=ENV,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for f in feeds]
    said = [g.stderr.read().decode() for g in gates]
    check("sixteen gates side by side end with 0", [g.wait(120) for g in gates] == [0] * 16, said)
    db = sqlite3.connect(a)
    reserved = db.execute("SELECT coalesce(sum(body ->> '$.reserved'), 0) FROM journal WHERE type = 'order'").fetchone()[0]
    gates_that_traded = db.execute("SELECT count(DISTINCT run) FROM journal WHERE type = 'order'").fetchone()[0]
    db.close()
    check("their reservations never exceed the limit together", 4000 < reserved <= 5000, reserved)
    check("several of them traded", gates_that_traded > 1, gates_that_traded)
    ok, why = holds(a)
    check("verify holds", ok, why)
