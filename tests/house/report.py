"""Counting, and the list of files that the project consists of."""
import subprocess

counts = {"passed": 0, "failed": 0}


def check(rule, good, detail=""):
    counts["passed" if good else "failed"] += 1
    if not good:
        print(f"FAIL {rule}" + (f": {str(detail)[:600]}" if detail else ""), flush=True)
    return bool(good)


def files(*patterns):
    """Tracked files and new ones, without what is ignored."""
    out = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
                         capture_output=True, text=True, check=True).stdout
    import os
    return sorted({name for name in out.splitlines() if os.path.isfile(name)})


def text(path):
    return open(path, encoding="utf-8", errors="replace").read()
