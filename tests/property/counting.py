"""What the property suites share: counting, comparing within a tolerance, running a tool."""
import json
import os
import subprocess
import sys

BUILD = os.path.abspath(sys.argv[1])
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
ENV = {k: v for k, v in os.environ.items() if not k.startswith("TRADEUTILS_")}
counts = {"passed": 0, "failed": 0, "skipped": 0}


def check(name, good, detail=""):
    counts["passed" if good else "failed"] += 1
    if not good:
        print("FAIL %s%s" % (name, ": " + str(detail).strip()[:600] if detail != "" else ""))
    return good


def skip(name, why, number=1):
    counts["skipped"] += number
    print("skipped: %s: %s" % (name, why))


def run(tool, *words, data=b"", env=None):
    """Status, output, what was said."""
    done = subprocess.run([BUILD + "/bin/" + tool, *words], input=data, capture_output=True, env=env or ENV, timeout=60)
    return done.returncode, done.stdout, done.stderr.decode()


def load(name):
    """The vectors of a file; None when the file is absent."""
    path = "%s/vectors/%s" % (HERE, name)
    if not os.path.exists(path):
        skip(name, "the file is absent")
        return None
    with open(path) as f:
        return json.load(f)["vectors"]


def difference(given, wanted, tolerance, at="result"):
    """Where the two first differ, or None. Numbers within abs + rel * |wanted|; null is null alone; what is wanted
    of an object must be there, and more may be."""
    def says():
        return "%s is %s, expected %s" % (at, json.dumps(given)[:80], json.dumps(wanted)[:80])

    number = (int, float)
    if isinstance(wanted, number) and not isinstance(wanted, bool):
        if not isinstance(given, number) or isinstance(given, bool):
            return says()
        return None if abs(given - wanted) <= tolerance["abs"] + tolerance["rel"] * abs(wanted) else says()
    if type(given) is not type(wanted):
        return says()
    if isinstance(wanted, list):
        pairs = [("%s[%d]" % (at, i), g, w) for i, (g, w) in enumerate(zip(given, wanted))]
        if len(given) != len(wanted):
            return "%s has %d elements, expected %d" % (at, len(given), len(wanted))
    elif isinstance(wanted, dict):
        missing = [k for k in wanted if k not in given]
        if missing or (given and not wanted):
            return "%s: %s absent" % (at, missing) if missing else says()
        pairs = [("%s.%s" % (at, k), given[k], w) for k, w in wanted.items()]
    else:
        return None if given == wanted else says()
    return next((d for name, g, w in pairs if (d := difference(g, w, tolerance, name))), None)


def finish(suite):
    print("%s: %d passed, %d failed, %d skipped" % (suite, counts["passed"], counts["failed"], counts["skipped"]))
    sys.exit(1 if counts["failed"] else 0)
