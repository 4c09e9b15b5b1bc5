"""Who may include whom and call what; sizes and shapes of files; nothing of one machine in the project."""
import re
import subprocess

from report import check, files, text

ROOMS = {  # room: (rooms it may include, third-party headers)
    "base": ("", "fmt openssl toml++ xxhash"),
    "event": ("base", "fmt"),
    "quant": ("base", "fmt"),
    "account": ("base event quant", "fmt"),
    "stage": ("base event account", "fmt"),
    "stages": ("base event quant account stage", "fmt"),
    "wire": ("base event", "fmt"),
    "source": ("base event wire account stage", "fmt zlib zstd"),
    "ledger": ("base event account stage wire", "fmt sqlite3"),
    "cli": ("base stage", "fmt CLI"),
    "run": ("base event quant account stage stages wire cli", "fmt"),
    "precise": ("base event stage stages", "mpfr"),
    "net": ("base", "fmt openssl boost curl"),
    "venue": ("base event wire net", "fmt"),
    "live": ("base event account stage wire net venue source", "fmt"),
    "simex": ("base event account wire net venue source", "fmt simdjson"),
    "study": ("base event quant account stage stages wire cli run ledger source", "fmt"),
}
PURE = {"base", "event", "quant", "account", "stage", "stages", "wire"}
PRIVATE = {"base/secret.h": "stages account quant event", "base/config.h": "quant event wire"}

# pattern: (what it is, where it may stand: rooms or files)
BANNED = {
    r"std::chrono|\bclock_gettime\b|\bgettimeofday\b|[^\w.:>]time\(": ("the wall clock", "run/script ledger source study net live simex tools"),
    r"\bgetenv\b": ("the environment", "cli/run.cpp study tools ledger"),
    r"\bsetlocale\b|std::locale\b": ("the locale", "base/fmt.cpp"),
    r"\brandom_device\b|[^\w]s?rand\(|std::mt19937": ("an unseeded or remembered random number", ""),
    r"std::unordered_(map|set)": ("an order that depends on hashes", "ledger study net live simex"),
    r"std::(exp|exp2|expm1|log|log2|log10|log1p|pow|sin|cos|tan|tanh|sinh|cosh|atan|atan2|asin|acos|erf|erfc|cbrt|tgamma|"
    r"lgamma)\b": ("a function of libm that differs between processors: quant/fn.h has ours", ""),
    r"std::(cout|cerr|cin)\b": ("a stream of iostream", "tools"),
    r"\b(fopen|ifstream|ofstream|std::filesystem)\b": ("a file", "base/secret.cpp cli/run.cpp run ledger source study net live simex tools"),
    r"\bthrow\b": ("an exception", "event/table.h"),
    r"-march=native|-ffast-math": ("an option that changes digits", ""),
}
LINES, TEST_LINES = 300, 600
LONG = {"lib/event/table.h", "tools/ledger.cpp"}  # tables: one row a line, one command a row


def without_comments(source):
    source = re.sub(r"/\*.*?\*/", "", source, flags=re.S)
    return re.sub(r"//[^\n]*", "", source)


def place(path):
    return path.removeprefix("lib/")


def allowed(path, where):
    return any(place(path) == w or place(path).startswith(w + "/") or place(path).startswith(w + ".") or
               place(path).startswith(w + "_") for w in where.split())


def foreign_includes(path):
    room = place(path).split("/")[0]
    if room not in ROOMS:
        yield f"{room} is no room"
        return
    inside, outside = ROOMS[room]
    for name in re.findall(r'#include "([^"]+)"', text(path)):
        other = name.split("/")[0]
        if other != room and other not in inside.split():
            yield f"{room} may not include {name}"
        if room == "venue" and other == "venue" and name.count("/") > 1 and name.split("/")[1] != place(path).split("/")[1] \
                and place(path).count("/") > 1:
            yield f"a venue may not include another's {name}"
        if room in PRIVATE.get(name, "").split():
            yield f"{name} is not for {room}"
    for name in re.findall(r"#include <(CLI|fmt|simdjson|sqlite3|toml\+\+|openssl|zlib|zstd|curl|boost|Eigen|mpfr|gmp|xxhash)\b", text(path)):
        if name not in outside.split():
            yield f"{name} belongs to another room"


def headers_for_avx2(path):
    """The linker keeps one copy of an inline function: it must not be one that only some processors can run."""
    part = re.search(r'"base/avx2_begin.inc"(.*)"base/avx2_end.inc"', text(path), re.S)
    if not part:
        yield "stands between no base/avx2_begin.inc and base/avx2_end.inc"
    for name in re.findall(r'#include "([^"]+\.h)"', part[1] if part else ""):
        yield f"{name} is included where code for AVX2 stands"


def banned_calls(path):
    source = without_comments(text(path))
    for pattern, (what, where) in BANNED.items():
        m = None if allowed(path, where) else re.search(pattern, source)
        if m:
            yield f"{what} ({m.group(0)})"


def misshapen(path):
    source = text(path)
    if not source.endswith("\n") or source.endswith("\n\n"):
        yield "does not end with one newline"
    if re.search(r"[ \t]$", source, re.M):
        yield "has blanks at line ends"
    most = TEST_LINES if path.startswith("tests/unit/") else LINES
    if source.count("\n") > most and path not in LONG and "vectors" not in path:
        yield f"has {source.count(chr(10))} lines, more than {most}"
    if path.endswith(".h") and path.startswith("lib/") and not (source.startswith("//") and "#pragma once" in source):
        yield "does not open with what it is"


def of_one_machine(path):
    if path.startswith(("examples/data/", "tests/house/")) or path.endswith((".gz", ".zst", ".zip")):
        return
    m = re.search(r"/work/|/root/|/home/\w|BEGIN [A-Z ]*PRIVATE KEY|\b0x[0-9a-fA-F]{40}\b", text(path))
    if m:
        yield f"names a place on one machine, or a key: {m.group(0)}"


# What a room's compiled code asks of the C library, which no comment or macro can hide.
CLOCKS = "clock_gettime gettimeofday time localtime localtime_r gmtime gmtime_r nanosleep clock_nanosleep usleep sleep"
RANDOM = "rand random srand srandom getrandom arc4random drand48"
LIBM = "exp exp2 expm1 log log2 log10 log1p pow sin cos tan sinh cosh tanh asin acos atan atan2 erf erfc cbrt tgamma lgamma fma"
WORLD = "getenv secure_getenv setlocale newlocale fopen fopen64 open open64 openat popen system"
SYMBOLS = {room: f"{CLOCKS} {RANDOM} {LIBM} {WORLD}" for room in PURE}
SYMBOLS["base"] = f"{CLOCKS} {RANDOM} {LIBM} getenv setlocale fopen system"  # secrets are files, or a command's output
SYMBOLS["cli"] = SYMBOLS["run"] = f"{CLOCKS} {RANDOM} {LIBM} setlocale system"


def symbols(build):
    for room, names in sorted(SYMBOLS.items()):
        archive = f"{build}/libtu_{room}.a"
        out = subprocess.run(["nm", "-u", archive], capture_output=True, text=True)
        asked = {line.split()[-1].split("@")[0] for line in out.stdout.splitlines() if line.startswith(" ")}
        bad = sorted(asked & set(names.split()))
        check(f"fences: what {archive} asks of the C library", out.returncode == 0 and not bad, bad or out.stderr)


def each(rule, paths):
    for path in paths:
        found = list(rule(path))
        check(f"fences: {path}", not found, "; ".join(found))


def run(build):
    each(foreign_includes, files("lib/*.cpp", "lib/*.h"))
    each(headers_for_avx2, files("lib/*_avx2.cpp"))
    each(banned_calls, files("lib/*.cpp", "lib/*.h", "tools/*.cpp"))
    each(misshapen, files("*.cpp", "*.h", "*.py", "*.sh"))
    each(of_one_machine, files())
    symbols(build)
