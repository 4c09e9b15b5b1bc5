"""What the system refuses: reads, writes, locks and syncs that fail with an error of our choosing, writes that take a part
only. The kernel itself answers so (a seccomp filter), so it works for static binaries as for any."""
import ctypes, errno, os, platform, signal, struct, subprocess, tempfile, threading, time

from kit import CLEAN, check, market

CALL = {"read": 0, "write": 1, "pread64": 17, "pwrite64": 18, "readv": 19, "writev": 20, "fcntl": 72, "fsync": 74,
        "fdatasync": 75, "pwritev2": 328}
ARCH_X86_64, LOAD, JUMP_EQUAL, RETURN = 0xC000003E, 0x20, 0x15, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000
libc = ctypes.CDLL(None, use_errno=True)


def program(rules):
    """BPF: each rule is (call, first argument or None, second argument or None, errno)."""
    code = [(LOAD, 0, 0, 4), (JUMP_EQUAL, 1, 0, ARCH_X86_64), (RETURN, 0, 0, ALLOW)]
    for call, first, second, error in rules:
        tests = [(0, CALL[call])] + [(16 + 8 * i, a) for i, a in enumerate((first, second)) if a is not None]
        for n, (offset, value) in enumerate(tests):
            to_next_rule = 2 * (len(tests) - n - 1) + 1
            code += [(LOAD, 0, 0, offset), (JUMP_EQUAL, 0, to_next_rule, value)]
        code.append((RETURN, 0, 0, REFUSE | error))
    code.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("HBBI", *c) for c in code), len(code)


def refuse(*rules):
    """For preexec_fn: from now on the kernel refuses these calls to the process."""
    text, size = program(rules)

    def install():
        buffer = ctypes.create_string_buffer(text)
        head = struct.pack("HxxxxxxP", size, ctypes.addressof(buffer))
        if libc.prctl(38, 1, 0, 0, 0) != 0 or libc.prctl(22, 2, ctypes.c_char_p(head), 0, 0) != 0:
            os._exit(99)

    return install


def possible():
    if platform.machine() != "x86_64":
        return False
    try:
        done = subprocess.run(["sh", "-c", "echo x"], capture_output=True, preexec_fn=refuse(("write", 1, None, errno.EIO)))
        return done.returncode not in (0, 99) and not done.stdout
    except (OSError, subprocess.SubprocessError):
        return False


POSSIBLE = possible()
STREAM = market(400)


def refused_streams(t):
    """Filters: standard input that fails, standard output that fails."""
    if not POSSIBLE:
        return
    for error, text in (errno.EIO, b"Input/output error"), (errno.ENOSPC, b"No space left on device"):
        status, out, err = t.run(data=STREAM, preexec_fn=refuse(*[(w, 1, None, error) for w in ("write", "writev", "pwritev2")]))
        check(t, f"a write that fails with {errno.errorcode[error]}: 74 and the reason, once",
              status == 74 and err.count(text) == 1 and not out, (status, err))
    status, out, err = t.run(data=STREAM, preexec_fn=refuse(("read", 0, None, errno.EIO), ("readv", 0, None, errno.EIO)))
    check(t, "a read that fails with EIO: 74 and the reason", status == 74 and b"Input/output error" in err, (status, err))
    status, out, err = t.run("/proc/self/mem")
    check(t, "a file that cannot be read is named, with 74", status == 74 and b"/proc/self/mem" in err, (status, err))


def writes_in_parts(t):
    """A pipe that takes what fits and then says EAGAIN, read in small bites by a reader that is stopped and continued."""
    wanted = t.run(data=STREAM)
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    p = subprocess.Popen([t.path], stdin=subprocess.PIPE, stdout=writer, stderr=subprocess.PIPE, env=CLEAN)
    os.close(writer)
    feeder = threading.Thread(target=lambda: (p.stdin.write(STREAM), p.stdin.close()))
    said = []
    listener = threading.Thread(target=lambda: said.append(p.stderr.read()))
    feeder.start(), listener.start()
    got, bites = b"", 0
    while bite := os.read(reader, 30011):
        got, bites = got + bite, bites + 1
        if bites in (1, 3):
            p.send_signal(signal.SIGSTOP), time.sleep(0.01), p.send_signal(signal.SIGCONT)
    feeder.join(), listener.join(), p.wait(120), os.close(reader), p.stderr.close()
    check(t, "a pipe that takes parts and stops gives the same bytes", (p.returncode, got) == wanted[:2],
          (p.returncode, len(got), len(wanted[1]), said))


def refused_ledger(t):
    """The journal when the disk fails: an error that says so, and nothing half written."""
    if not POSSIBLE or t.name != "ledger":
        return
    lock = 6  # F_SETLK
    faults = {"full": [("pwrite64", None, None, errno.ENOSPC)],
              "broken": [("pwrite64", None, None, errno.EIO)],
              "not lockable": [("fcntl", None, lock, errno.EIO)],
              "not syncable": [("fsync", None, None, errno.EIO), ("fdatasync", None, None, errno.EIO)]}
    with tempfile.TemporaryDirectory() as folder:
        path, money = folder + "/l.db", 0
        run = lambda *words, **more: t.run(*words, "--ledger", path, **more)
        check(t, "a ledger to break is made", run("init")[0] == 0 and run("deposit", "1000", "USD")[0] == 0)
        money = 1000
        for name, rules in faults.items():
            status, out, err = run("deposit", "5", "USD", preexec_fn=refuse(*rules))
            money += 5 if status == 0 else 0
            harmless = name == "not syncable" and status == 0  # a commit of paper and replay does not wait for the disk
            check(t, f"a disk that is {name}: it says so", harmless or (status == 74 and b"nothing of this transaction was kept" in err), (status, err))
            status, out, err = run("verify")
            check(t, f"after a disk that is {name} the ledger is proved", status == 0, (status, err))
            status, out, err = run("show", "--json")
            check(t, f"after a disk that is {name} the balance is what was confirmed", f'"USD":{money}'.encode() in out
                  or f'"cash":{money}'.encode() in out, (money, out))
        status, out, err = t.run("init", "--ledger", folder + "/new.db", preexec_fn=refuse(*faults["full"]))
        check(t, "no ledger is made on a full disk, and that is said", status == 74 and err.startswith(b"ledger init: "), (status, err))


CONTRACTS = [refused_streams, writes_in_parts]
