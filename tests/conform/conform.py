"""Runs every contract against every binary of a build: conform.py BIN [TOOL]..."""
import os, sys, time
from concurrent.futures import ThreadPoolExecutor

import everyone, faults, filters
from kit import Tool, check, finish

folder, wanted = sys.argv[1], sys.argv[2:]
tools = [Tool(os.path.join(folder, name)) for name in sorted(os.listdir(folder))]
chosen = [t for t in tools if not wanted or t.name in wanted]


def run(job):
    contract, tool = job
    began = time.monotonic()
    try:
        contract(tool)
    except Exception as e:  # a contract that cannot be judged is broken
        check(tool, contract.__name__, False, f"{type(e).__name__}: {e}")
    if os.environ.get("TIMES"):
        print(f"{time.monotonic() - began:6.2f} s {tool.name} {contract.__name__}")


jobs = [(c, t) for t in chosen for c in everyone.CONTRACTS]
jobs += [(c, t) for t in chosen if t.filter for c in filters.CONTRACTS + faults.CONTRACTS]
jobs += [(faults.refused_ledger, t) for t in chosen]
with ThreadPoolExecutor(3) as pool:
    list(pool.map(run, jobs))
everyone.same_meaning(tools)
finish("conform")
