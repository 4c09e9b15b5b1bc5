"""What a ledger keeps when processes die, disks fill and files are cut: chaos.py BUILD RUNS."""
import collections
import sys
import tempfile

import flat
import live
import strategies
import toys
from rig import BUILD, RUNS, check, counts


def test_live_runs(runs):
    """Orders to an exchange that treats requests badly, processes killed: the ledger equals the exchange's books."""
    happened = collections.Counter()
    for seed, (wrong, what, _) in live.many(range(1, 1 + runs)):
        happened.update(what)
        check("the ledger of seed %d equals the exchange's books" % seed, not wrong, "\n  ".join(wrong))
    print("live: %d runs: %s" % (runs, live.summary(happened)))


def test_live_runs_repeat(seeds):
    """By hand, by script, by script under jolt: exchange, ledger and the order of all turns are those of the first time."""
    for (seed, (_, _, once)), (_, (_, _, twice)) in zip(live.many(seeds), live.many(seeds)):
        check("seed %d repeats to the turn" % seed, once and once == twice, (once, twice))


def test_feed_is_flat():
    """Hours of feed's clock take seconds here; the long version reads a day."""
    early, late, events, _ = flat.peaks(BUILD, *((1, 24) if RUNS >= 200 else (0.25, 0.75)))
    check("events came", events > 50_000, events)
    check("feed's memory does not grow with time", late - early <= flat.MORE_MAX, (early, late))


def test_what_live_runs_tell():
    wrong, _, told = live.one(2, live.would_be_told)
    check("the books to be changed are right", not wrong, wrong)
    for what, said in told.items():
        check("%s would be told" % what, len(said) > 0)


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
    test_live_runs(1000 if RUNS >= 200 else 30)
    test_live_runs_repeat([2, 5, 11] if RUNS < 200 else range(1, 41))
    test_what_live_runs_tell()
    test_feed_is_flat()
    print("chaos: %d passed, %d failed, %d skipped" % (counts["passed"], counts["failed"], counts["skipped"]))
    return 1 if counts["failed"] else 0


sys.exit(main())
