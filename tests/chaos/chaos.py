"""What a ledger keeps when processes die, disks fill and files are cut: chaos.py BUILD RUNS."""
import sys
import tempfile

import live
import strategies
import toys
from rig import RUNS, check, counts


def main():
    with tempfile.TemporaryDirectory() as d:
        whole, out = toys.test_replay_is_repeatable(d)
        toys.test_kills(d, whole, out)
        strategies.test_strategy_kills(d)
        toys.test_second_replay(d)
        toys.test_full_disk(d, whole)
        toys.test_read_only(d)
        toys.test_damage(d)
        toys.test_gates_side_by_side(d)
        strategies.test_rerun(d)
        strategies.test_risk_gates_side_by_side(d)
        toys.test_stall(d)
    for seed in range(1, 1 + (1000 if RUNS >= 200 else 3)):
        check("orders over a bad wire, processes killed: seed %d" % seed, live.one(seed)[0])
    print("chaos: %d passed, %d failed, %d skipped" % (counts["passed"], counts["failed"], counts["skipped"]))
    return 1 if counts["failed"] else 0


sys.exit(main())
