"""Every example of the manuals and of README.md is run, in a folder that looks like the project's."""
import contextlib, os, re, sqlite3, subprocess, tempfile

from report import check, files, text


def of_page(path):
    section = re.search(r"^\.Sh EXAMPLES\n(.*?)(?=^\.Sh |\Z)", text(path), re.S | re.M)
    blocks = re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed$", section.group(1), re.S | re.M) if section else []
    return [b.replace("\\&", "").replace("\\e", "\\") for b in blocks]


def of_readme(path):
    """Indented blocks after a line that marks them; they share one folder, as a reader would type them."""
    return re.findall(r"^<!-- example -->\n\n?((?:(?: {4}.*)?\n)+)", text(path), re.M)


def project(folder):
    for name in os.listdir("."):
        if name not in (".git", "out") and not name.startswith("build"):
            os.symlink(os.path.abspath(name), os.path.join(folder, name))


def play(build, folder, script):
    env = {k: v for k, v in os.environ.items() if not k.startswith("TRADEUTILS_")}
    env["PATH"] = os.path.abspath(f"{build}/bin") + ":" + env["PATH"]
    p = subprocess.run(["bash", "-c", "set -e\n" + script], cwd=folder, env=env, capture_output=True, text=True, timeout=120,
                       stdin=subprocess.DEVNULL)
    misspelt = re.search(r"no such (option|command|tool)|command not found", p.stderr)  # before a pipe it is no failure
    return p.returncode or bool(misspelt), p.stderr


def orders_in(ledger):
    with contextlib.closing(sqlite3.connect(ledger)) as db:
        return db.execute("SELECT count(*) FROM journal WHERE type = 'order'").fetchone()[0]


def run(build):
    for path in files("man/*.1", "man/*.5", "man/*.7"):
        for i, script in enumerate(of_page(path), 1):
            with tempfile.TemporaryDirectory() as folder:
                project(folder)
                status, err = play(build, folder, script)
                check(f"examples: {path}, example {i} runs", status == 0, f"{script.strip()} -> {status}: {err}")
    with tempfile.TemporaryDirectory() as folder:
        project(folder)
        os.symlink(os.path.abspath(build), os.path.join(folder, "build"))
        whole = "".join(re.sub(r"^ {4}", "", block, flags=re.M) for block in of_readme("README.md"))
        if check("examples: README.md has examples", whole):
            status, err = play(build, folder, whole)
            check("examples: README.md runs from top to bottom", status == 0, f"{status}: {err}")
            for ledger in re.findall(r"TRADEUTILS_LEDGER=(\S+)", whole):
                made = orders_in(os.path.join(folder, ledger))
                check(f"examples: README.md trades on {ledger}", made > 0, f"{made} orders: {err}")
