"""Generated text is in step with the tools, and completions load in their shells."""
import filecmp, os, shutil, subprocess, tempfile

from report import check, files


def in_step(build):
    with tempfile.TemporaryDirectory() as copy:
        for folder in "man", "completions":
            if os.path.isdir(folder):
                shutil.copytree(folder, f"{copy}/{folder}")
        done = subprocess.run(["sh", "tests/house/docs.sh", build, copy], capture_output=True, text=True)
        check("docs: the generator runs", done.returncode == 0, done.stderr)
        for path in files("man/", "completions/"):
            same = os.path.exists(f"{copy}/{path}") and filecmp.cmp(path, f"{copy}/{path}", shallow=False)
            check(f"docs: {path} is in step with the tools (make docs)", same)


def described():
    """A new page comes with an empty description, which nobody but its author can write."""
    for path in files("man/*.1"):
        with open(path, encoding="utf-8") as page:
            text = page.read().partition(".Sh DESCRIPTION\n")[2].partition("\n.Sh ")[0]
        words = " ".join(line for line in text.splitlines() if not line.startswith("."))
        check(f"docs: {path} says what the tool does", len(words) > 100, words)


def shell(program, script, *args):
    if not shutil.which(program):
        return None
    p = subprocess.run([program, *args, "-c", script], capture_output=True, text=True, timeout=30)
    return p.stdout + p.stderr


def bash(name, words):
    listed = " ".join(f"'{w}'" for w in words)
    out = shell("bash", f"source completions/bash/{name} && COMP_WORDS=({listed}) && COMP_CWORD={len(words) - 1} && "
                f"$(complete -p {name} | sed 's/.*-F \\([^ ]*\\).*/\\1/') && echo ${{COMPREPLY[@]}}")
    return None if out is None else out.split()


def completions():
    for path in files("completions/bash/*"):
        name = os.path.basename(path)
        words = bash(name, [name, "--he"]) if "subcommand" not in name else None
        subs = bash(name, [name, ""])
        check(f"completions: bash completes {name}", words == ["--help"] or subs and len(subs) > 2, (words, subs))
    pages = files("completions/zsh/*")
    out = shell("zsh", "fpath=($PWD/completions/zsh $fpath); autoload -Uz compinit && compinit -D -u; "
                "for f in completions/zsh/_*; do autoload -Uz +X ${f:t} || print broken $f; zsh -n $f || print broken $f; "
                "print ${_comps[${${f:t}#_}]}; done", "-f")
    if out is not None:
        check("completions: zsh loads all", out.split() == [os.path.basename(p) for p in pages], out)
    for path in files("completions/fish/*"):
        name = os.path.basename(path).removesuffix(".fish")
        out = shell("fish", f"source {path}; complete -C '{name} --he'; complete -C '{name} '", "--no-config")
        check(f"completions: fish completes {name}", out is None or "--help" in out or out.count("\n") > 2, out)


def run(build):
    in_step(build)
    described()
    completions()
