"""Who may include whom and call what; sizes and shapes of files; nothing of one machine in the project."""
import re

from report import check, files, text

ROOMS = {  # room: (rooms it may include, third-party headers)
    "base": ("", "fmt openssl toml++"),
    "event": ("base", "fmt"),
    "quant": ("base", "fmt"),
    "account": ("base event quant", "fmt"),
    "stage": ("base event account", "fmt"),
    "stages": ("base event quant account stage", "fmt"),
    "wire": ("base event", "fmt simdjson"),
    "source": ("base event wire account", "fmt zlib zstd"),
    "ledger": ("base event account stage wire", "fmt sqlite3"),
    "cli": ("base stage", "fmt CLI"),
    "run": ("base event quant account stage stages wire cli", "fmt"),
    "study": ("base event quant account stage stages wire cli run ledger source", "fmt"),
}
PURE = {"base", "event", "quant", "account", "stage", "stages", "wire"}
PRIVATE = {"base/secret.h": "stages account quant event", "base/config.h": "quant event wire"}

# pattern: (what it is, where it may stand: rooms or files)
BANNED = {
    r"std::chrono|\bclock_gettime\b|\bgettimeofday\b|[^\w.:>]time\(": ("the wall clock", "run/script ledger source study tools"),
    r"\bgetenv\b": ("the environment", "cli/run.cpp study tools ledger"),
    r"\bsetlocale\b|std::locale\b": ("the locale", "base/fmt.cpp"),
    r"\brandom_device\b|[^\w]s?rand\(|std::mt19937": ("an unseeded or remembered random number", ""),
    r"std::unordered_(map|set)": ("an order that depends on hashes", ""),
    r"std::(exp|exp2|expm1|log|log2|log10|log1p|pow|sin|cos|tan|tanh|sinh|cosh|atan|atan2|asin|acos|erf|erfc|cbrt|tgamma|"
    r"lgamma)\b": ("a function of libm that differs between processors: quant/fn.h has ours", ""),
    r"std::(cout|cerr|cin)\b": ("a stream of iostream", ""),
    r"\b(fopen|ifstream|ofstream|std::filesystem)\b": ("a file", "base/secret.cpp cli/run.cpp run ledger source study tools"),
    r"\bthrow\b": ("an exception", "event/table.h"),
    r"-march=native|-ffast-math": ("an option that changes digits", ""),
}
LONG = {"lib/event/table.h"}  # tables and vectors: one row a line
WIDE = re.compile(r"https?://|TEST_CASE|\"[^\"]{60,}")


def without_comments(source):
    source = re.sub(r"/\*.*?\*/", "", source, flags=re.S)
    return re.sub(r"//[^\n]*", "", source)


def place(path):
    return path.removeprefix("lib/")


def allowed(path, where):
    return any(place(path) == w or place(path).startswith(w + "/") or place(path).startswith(w + ".") or
               place(path).startswith(w + "_") for w in where.split())


def includes():
    for path in files("lib/*.cpp", "lib/*.h"):
        room = place(path).split("/")[0]
        if not check(f"fences: {path}: its room is known", room in ROOMS):
            continue
        inside, outside = ROOMS[room]
        for name in re.findall(r'#include "([^"]+)"', text(path)):
            other = name.split("/")[0]
            check(f"fences: {path}: {room} may not include {name}", other == room or other in inside.split())
            check(f"fences: {path}: {name} is not for {room}", room not in PRIVATE.get(name, "").split())
        for name in re.findall(r"#include <(CLI|fmt|simdjson|sqlite3|toml\+\+|openssl|zlib|zstd|curl|boost|Eigen)\b", text(path)):
            check(f"fences: {path}: {name} belongs to another room", name in outside.split())


def calls():
    for path in files("lib/*.cpp", "lib/*.h", "tools/*.cpp"):
        source = without_comments(text(path))
        for pattern, (what, where) in BANNED.items():
            if allowed(path, where):
                continue
            m = re.search(pattern, source)
            check(f"fences: {path}: {what}", not m, m and m.group(0))


def shapes():
    for path in files("*.cpp", "*.h", "*.py", "*.sh"):
        source = text(path)
        lines = source.split("\n")
        check(f"shape: {path} ends with one newline", source.endswith("\n") and not source.endswith("\n\n"))
        check(f"shape: {path} has no blanks at line ends", not re.search(r"[ \t]$", source, re.M))
        if path in LONG or "vectors" in path:
            continue
        check(f"shape: {path} has at most 300 lines", len(lines) <= 301, len(lines) - 1)
        if path.startswith(("lib/", "tools/")):
            wide = [i for i, line in enumerate(lines, 1) if len(line) > 125 and not WIDE.search(line)]
            check(f"shape: {path} is not wider than 110 columns or so", not wide, wide)
        if path.endswith(".h") and path.startswith("lib/"):
            check(f"shape: {path} opens with what it is", source.startswith("//") and "#pragma once" in source)


def one_machine():
    secret = re.compile(r"/work/|/root/|/home/\w|BEGIN [A-Z ]*PRIVATE KEY|\b0x[0-9a-fA-F]{40}\b")
    for path in files():
        if path.startswith(("examples/data/", "tests/house/")) or path.endswith((".gz", ".zst", ".zip")):
            continue
        m = secret.search(text(path))
        check(f"shape: {path} names a place on one machine, or a key", not m, m and m.group(0))


def run(build):
    includes()
    calls()
    shapes()
    one_machine()
