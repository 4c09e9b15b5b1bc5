#!/bin/sh
# What must hold for any input: run.sh BUILD. The last line is "property: N passed, N failed, N skipped".
set -u
build=$1
here=$(dirname "$0")
# shellcheck source=tests/suites.sh
. "$here/../suites.sh"

for name in vectors cli divergence divergence_trades days postures stream money venue_best depeg; do
  [ -f "$here/$name.py" ] && suite "$name" python3 "$here/$name.py" "$build"
done
total property
