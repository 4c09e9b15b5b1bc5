#!/usr/bin/env python3
"""Random scripts: the reader of strategy scripts gives the same lists of words as dash, or refuses.
usage: script_words.py BUILD [COUNT [SEED]]"""
import os
import random
import subprocess
import sys
import tempfile

build = sys.argv[1]
count = int(sys.argv[2]) if len(sys.argv) > 2 else 1500
seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
rng = random.Random(seed)

NAMES = ["A", "B", "LONG_name2", "_x", "ENV", "EMPTY", "SPACED", "NOT_SET", "1", "2", "3", "9"]
ENV = {"ENV": "from outside", "EMPTY": "", "SPACED": "  two  words ", "TABBED": "a\tb\n c"}
PLAIN = ["a", "-x", "--on", "1m", "=", "A=1", "%", "+", ",", ".", ":", "@", "/", "^", "#", "a#b", "é", "5", "]", "-"]
ODD = ["*", "?", "[", "~", "{a,b}", "!", "`", "&", ">", "<", "(", ")", ";;", "||", "$(", "$((", "$'x'", "\r", "$0", "$*"]


def variable():
    name = rng.choice(NAMES)
    if name in "1239" and rng.random() < 0.5:
        return "$" + name
    return rng.choice(["$%s", "${%s}", "${%s}"]) % name


def default(quoted, depth):
    name = rng.choice(NAMES)
    inside = "".join(part(quoted, depth + 1, True) for _ in range(rng.randint(0, 3)))
    return "${" + name + ":-" + inside + "}"


def part(quoted, depth, in_default=False):
    r = rng.random()
    if r < 0.02 and not quoted:
        return rng.choice(ODD)
    if r < 0.30:
        return variable()
    if r < 0.42 and depth < 3:
        return default(quoted, depth)
    if r < 0.47:
        return "\\" + rng.choice(["$", '"', "\\", "n", " ", "'", "\n", "}", "é", "#"])
    if r < 0.50:
        return "$" + rng.choice(["", "%", ".", "=", " "])
    if quoted:
        return rng.choice(PLAIN + [" ", "  ", "'", "|", ";", "*", "~", "\n", "}", "!"])
    if r < 0.60:
        return "'" + "".join(rng.choice(PLAIN + [" ", "\\", '"', "$A", "\n", "|", "*", "\\\n"]) for _ in range(rng.randint(0, 3))) + "'"
    if r < 0.75 and depth < 3:
        return '"' + "".join(part(True, depth + 1) for _ in range(rng.randint(0, 4))) + '"'
    if in_default and r < 0.80:
        return rng.choice([" ", "|", ";", "\t"])
    return rng.choice(PLAIN)


def word():
    if rng.random() < 0.08:
        return rng.choice(['"$@"', '"$@"', '"$@"', "$@", '"a$@"', '"$@"b'])
    return "".join(part(False, 0) for _ in range(rng.randint(1, 4)))


def gap():
    return rng.choice([" ", " ", " ", "  ", "\t", " \\\n ", "\\\n "])


def script():
    lines = []
    if rng.random() < 0.5:
        lines.append(rng.choice(["set -eu", "set -e", "set -u", "set -e -u", "set  -ue # why", "set"]))
    for _ in range(rng.randint(0, 5)):
        r = rng.random()
        if r < 0.15:
            lines.append("# a comment \\")
        elif r < 0.2:
            lines.append("")
        else:
            one = "%s=%s" % (rng.choice(["A", "B", "LONG_name2", "_x", "ENV"]), "".join(part(False, 0) for _ in range(rng.randint(0, 3))))
            lines.append(one + rng.choice(["", "", "", " ", ";", " # note", " B=2", "; A=3"]))
    stages = []
    for i in range(rng.randint(1, 3)):
        stages.append("s%d" % (i + 1) + "".join(gap() + word() for _ in range(rng.randint(0, 4))))
    joint = rng.choice([" | ", "|", " |\n  ", " | # why\n\n ", " \\\n  | "])
    lines.append(joint.join(stages) + rng.choice(["", "", " ", " # done", ";"]))
    return "\n".join(lines) + rng.choice(["\n", "", "\n\n# end\n"])


def run_dash(path, args, folder):
    functions = "".join(
        "s%d() { { printf s%d; for a_a in ${1+\"$@\"}; do printf '<%%s>' \"$a_a\"; done; echo; } > '%s/out%d'; }\n" % (i, i, folder, i)
        for i in (1, 2, 3))
    for i in (1, 2, 3):
        try:
            os.unlink("%s/out%d" % (folder, i))
        except FileNotFoundError:
            pass
    with open(path, encoding="utf-8", newline="") as f:
        text = f.read()
    full = path + ".dash"
    with open(full, "w", encoding="utf-8", newline="") as f:
        f.write(functions + text)
    done = subprocess.run(["dash", full] + args, env=ENV, stdin=subprocess.DEVNULL, capture_output=True, cwd=folder)
    out = b""
    for i in (1, 2, 3):
        if os.path.exists("%s/out%d" % (folder, i)):
            with open("%s/out%d" % (folder, i), "rb") as f:
                out += f.read()
    return done.returncode, out, done.stderr


failed = accepted = 0
with tempfile.TemporaryDirectory() as folder:
    os.mkdir(folder + "/empty")
    for n in range(count):
        path = os.path.join(folder, "script.sh")
        text = script()
        with open(path, "w", encoding="utf-8", newline="") as f:
            f.write(text)
        args = [rng.choice(["", "x", "y z", "  lead", "*", "a\tb"]) for _ in range(rng.randint(0, 3))]
        ours = subprocess.run([build + "/tests/words", path] + args, env=ENV, capture_output=True)
        if ours.returncode == 78:
            continue
        accepted += 1
        lines = b"".join(l for l in ours.stdout.splitlines(True))
        status, theirs, err = run_dash(path, args, folder)
        stages = ours.stdout[: ours.stdout.rfind(b"\nENV=") + 1] if b"\nENV=" in ours.stdout else ours.stdout
        if ours.returncode != 0 or status != 0 or stages != theirs:
            failed += 1
            print("script_words: differs from dash (seed %d, script %d)\n--- script\n%s\n--- args %r\n--- ours (%d)\n%r\n--- dash (%d)\n%r %r"
                  % (seed, n, text, args, ours.returncode, ours.stdout, status, theirs, err))
            if failed >= 5:
                break
if accepted < count // 5:
    failed += 1
    print("script_words: only %d of %d scripts were accepted: the test shows little" % (accepted, count))
print("script_words: %d passed, %d failed (%d scripts refused)" % (accepted - failed, failed, count - accepted))
sys.exit(1 if failed else 0)
