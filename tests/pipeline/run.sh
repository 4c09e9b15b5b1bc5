#!/bin/sh
# Whole filters and whole pipelines, from outside: run.sh BUILD. PARITY=full takes the longer versions, OTHER_BUILD=DIR another compiler too.
set -u
build=$1
here=$(dirname "$0")
# shellcheck source=tests/suites.sh
. "$here/../suites.sh"

suite filter_loop python3 "$here/filter_loop.py" "$build"
suite waiting python3 "$here/waiting.py" "$build"
suite interrupted python3 "$here/interrupted.py" "$build"
suite lost_lines python3 "$here/lost_lines.py" "$build"
suite script_words python3 "$here/script_words.py" "$build" "${SCRIPT_COUNT:-1500}"
suite parity python3 "$here/parity.py" "$build"
total pipeline
