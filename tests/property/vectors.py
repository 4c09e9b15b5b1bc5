#!/usr/bin/env python3
"""The library's functions against golden vectors, computed independently from the formulas: vectors.py BUILD.
A vector is {"id", "fn", "inputs", "expected", "tolerance"}; build/tests/vectors answers one line for each. A function
that the program does not know is a failure."""
import json
import subprocess

from counting import BUILD, check, difference, finish, load

FILES = ["indicators", "microstructure", "chaos", "regime", "spot", "contracts", "validation", "risk", "correlation",
         "divergence", "divergence_loop", "research", "rules"]


def answers(vectors):
    lines = "".join(json.dumps({"fn": v["fn"], "inputs": v["inputs"]}) + "\n" for v in vectors)
    done = subprocess.run([BUILD + "/tests/vectors"], input=lines, capture_output=True, text=True, timeout=60)
    given = done.stdout.splitlines()
    return done, given


def judge(name, vectors):
    done, given = answers(vectors)
    if not check("%s: one answer for each vector" % name, done.returncode == 0 and len(given) == len(vectors),
                 "status %d, %d answers for %d vectors: %s" % (done.returncode, len(given), len(vectors), done.stderr)):
        return
    for v, line in zip(vectors, given):
        result = json.loads(line)
        wrong = difference(result, v["expected"], v["tolerance"])
        check("%s (%s)" % (v["id"], v["name"]), wrong is None, wrong)


def comparison_can_fail():
    """The comparison itself: what it must tell apart, and what it must not."""
    t = {"abs": 1e-9, "rel": 1e-9}
    for given, wanted in ((1.0, 1.0000001), (None, 0), (0, None), (True, 1), (1, True), ("a", "b"), ([1], [1, 2]), ({}, {"a": 1}),
                          ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}), ({"a": 1}, {})):
        check("%r is not %r" % (given, wanted), difference(given, wanted, t) is not None)
    for given, wanted in ((1.0, 1), (1e9 + 0.5, 1e9), (None, None), ({"a": 1, "b": 2}, {"a": 1}), ([], [])):
        check("%r is %r" % (given, wanted), difference(given, wanted, t) is None)


comparison_can_fail()
for file in FILES:
    found = load(file + ".json")
    if found is not None:
        judge(file, found)
finish("vectors")
