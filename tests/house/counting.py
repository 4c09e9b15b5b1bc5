"""How suites are added up (tests/suites.sh): none that failed or broke off passes, and its name is told."""
import os
import subprocess
import tempfile

from report import check

SCRIPT = """set -u
build=%s
. tests/suites.sh
suite good sh -c 'echo "skipped: a thing"; echo "good: 3 passed, 0 failed, 1 skipped"'
suite bad sh -c 'echo "bad: 2 passed, 1 failed"; exit 1'
suite trace python3 -c 'print("one"); raise KeyError("why")'
suite quiet true
suite late sh -c 'echo "late: 5 passed, 0 failed"; exit 3'
suite inner sh -c 'echo "inner: failures in market"; echo "inner: 7 passed, 1 failed, 0 skipped"; exit 1'
total outer
"""


def run(_):
    with tempfile.TemporaryDirectory() as build:
        done = subprocess.run(["sh", "-c", SCRIPT % build], capture_output=True, text=True)
        lines = done.stdout.splitlines()
        check("suites: each that failed, broke off or ended with another status is a failure, by its name",
              lines[-2:] == ["outer: failures in bad trace quiet late inner (market)", "outer: 17 passed, 5 failed, 1 skipped"] and
              done.returncode == 1, (done, lines[-2:]))
        check("suites: what one printed that broke off is shown whole", "KeyError: 'why'" in lines and "one" in lines, lines)
        check("suites: its status is told", "trace: 0 passed, 1 failed: it broke off with status 1, and none of its checks is counted" in
              lines and 'late: it ended with status 3 behind "late: 5 passed, 0 failed"' in lines, lines)
        check("suites: what failed is kept", sorted(os.listdir(build + "/failed")) == ["bad", "inner", "late", "quiet", "trace"])
