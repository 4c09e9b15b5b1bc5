"""The roll: tools = binaries = stages = manual pages = completions = golden folders, and what they say fits the events."""
import json, os, re, subprocess

from report import check, files, text


def names(folder, pattern):
    found = set()
    for path in files(folder):
        m = re.fullmatch(pattern, path)
        if m:
            found.add(m.group(1))
    return found


def same(what, found, tools):
    check(f"roll: {what} = tools", found == tools, f"missing {sorted(tools - found)}, too many {sorted(found - tools)}")


def run(build):
    tools = {name.replace("_", "-") for name in names("tools", r"tools/(\w+)\.cpp")}
    same("binaries", set(os.listdir(f"{build}/bin")), tools)
    same("manual pages", names("man", r"man/([\w-]+)\.1"), tools)
    same("completions for bash", names("completions", r"completions/bash/([\w-]+)"), tools)
    same("completions for zsh", names("completions", r"completions/zsh/_([\w-]+)"), tools)
    same("completions for fish", names("completions", r"completions/fish/([\w-]+)\.fish"), tools)
    same("golden folders", names("tests/golden", r"tests/golden/([\w-]+)/[\w-]+/cmd"), tools)
    for page in "tradeutils.7", "tradeutils-events.5", "tradeutils-ledger.5", "tradeutils-venues.5":
        check(f"roll: man/{page} is there", os.path.exists(f"man/{page}"))
    said = re.search(r'version = "([\d.]+)"', text("lib/cli/render.h")).group(1)
    check("roll: one version", f"VERSION {said} " in text("CMakeLists.txt"), said)
    stages = set(re.findall(r"^STAGE\((\w+)\)", text("lib/stages/roll.inc"), re.M))
    specs = {t: json.loads(subprocess.run([f"{build}/bin/{t}", "--spec"], capture_output=True).stdout)
             for t in tools if os.path.exists(f"{build}/bin/{t}")}
    filters = {t for t, s in specs.items() if s["kind"] == "filter"}
    same("stages of the roll", {s.replace("_", "-") for s in stages} | (tools - filters), tools)
    fits_events(build, specs)
    for t, s in specs.items():
        check(f"roll: {t} says its own name", s["name"] == t, s["name"])
        check(f"roll: {t} has an example", s.get("examples") or any(c.get("examples") for c in s.get("subcommands", [])))


def fits_events(build, specs):
    if not os.path.exists(f"{build}/bin/tradeutils"):
        return
    schema = json.loads(subprocess.run([f"{build}/bin/tradeutils", "schema"], capture_output=True).stdout)["$defs"]
    for t, s in specs.items():
        for word in s.get("consumes", []) + s.get("emits", []):
            check(f"roll: {t}: {word} is an event type", word.split(".")[0] in schema)
