"""Contracts of every binary, commands too: what they say of themselves, and how they refuse."""
import re, tomllib

from kit import CLEAN, check


def commands(t):
    """The tool itself, or each of its subcommands, as (words, spec)."""
    subs = t.spec.get("subcommands")
    return [([s["name"]], s) for s in subs] if subs else [([], t.spec)]


def help_and_version(t):
    status, out, err = t.run("--help")
    text = out.decode()
    check(t, "--help says how it is used, on stdout, 0", status == 0 and text.startswith(f"usage: {t.name} ") and not err)
    check(t, "--help ends with the manual page", text.endswith(f"see {t.name}(1)\n"), text[-60:])
    lines = text.split("\n")
    check(t, "--help fits a screen", len(lines) <= 44 and max(map(len, lines)) <= 160, (len(lines), max(map(len, lines))))
    status, out, err = t.run("--version")
    wanted = rb"tradeutils \d+\.\d+\.\d+\n" if t.name == "tradeutils" else rb"%s \(tradeutils\) \d+\.\d+\.\d+\n" % t.name.encode()
    check(t, "--version names tool, suite and version", status == 0 and re.fullmatch(wanted, out), out)
    for form in "json", "mdoc", "help", "bash", "zsh", "fish":
        status, out, err = t.run(f"--spec={form}")
        check(t, f"--spec={form} prints something", status == 0 and len(out) > 50 and not err, (status, err))


def refusals(t):
    for words, spec in commands(t):
        status, out, err = t.run(*words, "--no-such-option-at-all")
        check(t, f"{words} unknown option: 64, one line, nothing on stdout",
              status == 64 and not out and err.count(b"\n") == 1 and err.startswith(t.name.encode() + b": "), (status, err))
        status, out, err = t.run(*words, "--hlep")
        check(t, f"{words} misspelt option: its neighbour is named", status == 64 and b"--help?" in err, err)
        for o in spec["options"]:
            if o["type"] in ("integer", "number", "duration", "rate", "decimal", "integers", "numbers"):
                status, out, err = t.run(*words, o["name"], "x")
                named = o["name"].encode() in err and b'"x"' in err and b"expected" in err
                check(t, f"{words} {o['name']} x: 64, with option, value and expectation", status == 64 and named, (status, err))
            if o["type"] != "flag":
                status, out, err = t.run(*words, o["name"])
                check(t, f"{words} {o['name']} without value: 64", status == 64 and o["name"].encode() in err, (status, err))
            else:
                check(t, f"{words} {o['name']}=false: 64", t.run(*words, o["name"] + "=false")[0] == 64)
        status, out, err = t.run(*words, "--config", "/nonexistent/c.toml")
        check(t, f"{words} a missing config file is named, 74", status == 74 and b"/nonexistent/c.toml" in err, (status, err))


def configuration(t):
    for words, spec in commands(t):
        status, out, err = t.run(*words, "--show-config")
        try:
            table = tomllib.loads(out.decode())[t.name]
            check(t, f"{words} --show-config is TOML, 0", status == 0 and not err, (status, err))
        except (tomllib.TOMLDecodeError, KeyError) as e:
            check(t, f"{words} --show-config is TOML", False, (e, out, err))
            continue
        for o in spec["options"]:
            if o["type"] not in ("integer", "duration", "rate") or o.get("choices"):
                continue
            name = o["name"][2:]
            value = {"integer": str(int(o.get("least", 3)) + 1), "duration": "3601s", "rate": "1%"}[o["type"]]
            if "most" in o and o["type"] == "integer" and int(value) > o["most"] or "least" in o and o["type"] != "integer":
                continue
            variable = ("TRADEUTILS_" if o.get("shared") else f"TRADEUTILS_{t.name.upper()}_") + name.upper()
            variable = variable.replace("-", "_")
            status, out, err = t.run(*words, "--show-config", env={**CLEAN, variable: value})
            said = re.search(rf"^{re.escape(name)} = .*{re.escape(value)}.*# {variable}$", out.decode(), re.M)
            check(t, f"{words} {variable} sets {o['name']}", status == 0 and said, (status, out, err))
            break


def meaning(o):
    """What an option takes: lists as their elements, amounts with or without their currency alike."""
    kind = o["type"].removesuffix("s") if o["type"] != "texts" else "text"
    return "text" if kind == "decimal" else kind, o.get("metavar", "")


# simex and recon speak with one venue; everywhere else --venue is the file of what venues charge.
OF_ITS_OWN = {("simex", "--venue"), ("recon", "--venue")}


def same_meaning(tools):
    """An option takes the same thing in every tool that has it."""
    seen = {}
    for t in tools:
        for words, spec in commands(t):
            for o in spec["options"] + spec["common"]:
                if (t.name, o["name"]) in OF_ITS_OWN:
                    continue
                form = meaning(o)
                first = seen.setdefault(o["name"], (form, t.name))
                check(t, f"{o['name']} means the same as in {first[1]}", first[0] == form, (form, first))


CONTRACTS = [help_and_version, refusals, configuration]
