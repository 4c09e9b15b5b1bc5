"""A world: processes of which one thread runs at a time, with a clock that moves only when all of them wait. What happens in
it is a function of its seed and of what the director, here, does at which time. The other side is turns/ (preloaded)."""
import ctypes
import mmap
import os
import random
import select
import signal
import subprocess
import time

SLOTS, NEVER = 64, 2**63 - 1
VACANT, EXPECTED, ARRIVING, WAITING, RUNNING, STOPPED = range(6)
TO_PIPE, TO_FILE, TO_SOCKET, FROM_SOCKET, WAKES = 1, 2, 4, 8, 16
BEGIN = 1_767_225_600_000_000  # 2026-01-01, in microseconds
STUCK = 60  # seconds of the real clock in which nothing happened
libc = ctypes.CDLL(None, use_errno=True)


class Slot(ctypes.Structure):
    _fields_ = [("state", ctypes.c_int32), ("pid", ctypes.c_int32), ("turn", ctypes.c_uint32), ("kill_mask", ctypes.c_uint32),
                ("kill_at", ctypes.c_int64), ("calls", ctypes.c_int64), ("tear_at", ctypes.c_int64), ("receipts", ctypes.c_int64), ("deadline", ctypes.c_int64), ("name", ctypes.c_char * 24),
                ("pipes", ctypes.c_uint64 * 4), ("others", ctypes.c_int32), ("touched", ctypes.c_int32)]


class Page(ctypes.Structure):
    _fields_ = [("now", ctypes.c_int64), ("director_at", ctypes.c_int64), ("seed", ctypes.c_uint64), ("draws", ctypes.c_uint64),
                ("trace", ctypes.c_uint64), ("steps", ctypes.c_int64), ("hasty", ctypes.c_int64),
                ("order", ctypes.c_int32 * SLOTS), ("slots", Slot * SLOTS)]


class World:
    def __init__(self, folder, seed, library):
        self.folder, self.library = folder, library
        with open(folder + "/world", "w+b") as f:
            f.truncate(ctypes.sizeof(Page))
            self.memory = mmap.mmap(f.fileno(), ctypes.sizeof(Page))
        os.mkfifo(folder + "/director")
        self.fifo = os.open(folder + "/director", os.O_RDWR | os.O_CLOEXEC)
        self.page = Page.from_buffer(self.memory)
        order = list(range(SLOTS))
        random.Random(seed).shuffle(order)
        self.page.now, self.page.director_at, self.page.seed = BEGIN, NEVER, seed
        self.page.hasty = seed % 4 * 16
        for i, slot in enumerate(order):
            self.page.order[i] = slot
        self.poll = select.poll()
        self.poll.register(self.fifo, select.POLLIN)
        self.pids = {}  # descriptor of a process to its number
        self.killed = self.torn = 0
        self.tears = {}  # the receipt of a program that is torn: half of it comes, and the end of the connection

    def now(self):
        return self.page.now

    def expect(self, names, kills):
        """Programs that will be started, their slots; of `kills`, each dies before its N-th call of a kind."""
        slots = [s for s in self.page.slots if s.state == VACANT][:len(names)]
        for name, slot in zip(names, slots):
            ctypes.memset(ctypes.addressof(slot), 0, ctypes.sizeof(Slot))
            slot.name, slot.deadline = name.encode(), NEVER
            slot.kill_mask, slot.kill_at = kills.get(name, (0, 0))
            slot.tear_at = self.tears.get(name, 0)
            slot.state = EXPECTED
        return slots

    def start(self, words, names, kills=None, **options):
        """Starts a command whose programs are `names`. They stand at their beginning when this returns."""
        awaited = self.expect(names, kills or {})
        env = {**options.pop("env"), "TURNS": self.folder, "LD_PRELOAD": self.library}
        process = subprocess.Popen(words, env=env, cwd=self.folder, preexec_fn=same_addresses, **options)
        until = time.monotonic() + STUCK
        while any(s.state in (EXPECTED, ARRIVING) for s in awaited):
            if time.monotonic() > until:
                raise AssertionError("did not start: " + self.describe())
            time.sleep(0.0002)
        self.meet()
        return process

    def meet(self):
        """Learns of new processes, so that their ends are noticed."""
        known = set(self.pids.values())
        for s in self.page.slots:
            if s.state >= WAITING and s.pid not in known:
                known.add(s.pid)
                fd = os.pidfd_open(s.pid)
                self.pids[fd] = s.pid
                self.poll.register(fd, select.POLLIN)

    def pid_of(self, name):
        """0 when it lives no more."""
        return next((s.pid for s in self.page.slots if s.state != VACANT and s.name == name.encode()), 0)

    def run(self, until=NEVER, over=lambda: False):
        """Lets the world go on until that time, or until `over` holds (asked at deaths and when all wait for ever)."""
        self.page.director_at = until
        while not over() and self.give():
            while not self.turn_is_back():
                pass
            self.meet()
            if self.page.now >= until:
                break
            if all(s.state not in (WAITING, STOPPED) or s.deadline == NEVER for s in self.page.slots) and not self.buried:
                break  # nothing will ever happen
        return self.page.now

    def give(self):
        slots = self.page.slots
        at = next((i for i in self.page.order if slots[i].state == WAITING), None)
        if at is None:
            return False
        self.buried = False
        for s in slots:  # whatever the director did
            s.touched = 1
        slots[at].turn = 1
        libc.syscall(202, ctypes.c_void_p(ctypes.addressof(slots[at]) + Slot.turn.offset), 1, 1, None, None, 0)
        return True

    def turn_is_back(self):
        steps, ready = self.page.steps, self.poll.poll(STUCK * 1000)
        if not ready and self.page.steps == steps:
            raise AssertionError("stuck: " + self.describe())
        back = False
        for fd, _ in ready:
            if fd == self.fifo:
                os.read(self.fifo, 1)
                back = True
            else:
                self.bury(fd)
        return back or not any(s.state == RUNNING or (s.state == WAITING and s.turn) for s in self.page.slots)

    def bury(self, fd):
        pid = self.pids.pop(fd)
        self.poll.unregister(fd)
        os.close(fd)
        self.buried = True
        for s in self.page.slots:
            if s.pid == pid and s.state >= WAITING:
                self.killed += s.kill_at > 0 and s.calls >= s.kill_at
                self.torn += s.tear_at > 0 and s.receipts >= s.tear_at
                s.state, s.turn = VACANT, 0

    def kill(self, name, number=signal.SIGKILL):
        pid = self.pid_of(name)
        if not pid:
            return False
        fd = next(f for f, p in self.pids.items() if p == pid)
        signal.pidfd_send_signal(fd, number)
        if number == signal.SIGKILL:
            select.select([fd], [], [], STUCK)
            self.bury(fd)
            self.killed += 1
        return True

    def describe(self):
        return ", ".join("%s %s%s" % (s.name.decode() or s.pid, ("", "expected", "arriving", "waits", "RUNS", "stopped")[s.state],
                                      "" if s.deadline == NEVER else " till +%dus" % (s.deadline - self.page.now))
                         for s in self.page.slots if s.state != VACANT)

    def close(self):
        """Kills what lives. Nothing may be asked of the world after this."""
        for fd in self.pids:
            signal.pidfd_send_signal(fd, signal.SIGKILL)
        for fd in self.pids:
            select.select([fd], [], [], STUCK)
            os.close(fd)
        self.pids.clear()
        if self.fifo >= 0:
            os.close(self.fifo)
            self.fifo = -1


def same_addresses():
    """Without random addresses."""
    libc.personality(0x0040000)
