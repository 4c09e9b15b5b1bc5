#!/bin/sh
# feed and place-order against scripted venues on loopback: run.sh BUILD. What a venue's protocol says stands in tests/unit/venue.
set -u
build=$1
here=$(dirname "$0")
passed=0 failed=0 skipped=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

suite() { # suite NAME COMMAND...: its last line is "NAME: N passed, N failed[, N skipped]"
  name=$1
  shift
  "$@" > "$log" 2>&1
  status=$?
  cat "$log"
  line=$(grep "^$name: [0-9]* passed, [0-9]* failed" "$log" | tail -n 1)
  p=$(echo "$line" | sed -n 's/.*: \([0-9]*\) passed.*/\1/p')
  f=$(echo "$line" | sed -n 's/.* \([0-9]*\) failed.*/\1/p')
  s=$(echo "$line" | sed -n 's/.* \([0-9]*\) skipped.*/\1/p')
  [ "$status" != 0 ] && [ "${f:-0}" = 0 ] && f=1
  passed=$((passed + ${p:-0})) failed=$((failed + ${f:-1})) skipped=$((skipped + ${s:-0}))
}

suite healing python3 "$here/healing.py" "$build"
suite flow python3 "$here/flow.py" "$build"
suite recordings python3 "$here/recordings.py" "$build"
suite rehearsal python3 "$here/rehearsal.py" "$build"
suite orders python3 "$here/live_orders.py" "$build"
suite perps python3 "$here/perps.py" "$build"
suite redecide python3 "$here/redecide.py" "$build"
suite market python3 "$here/market.py" "$build"
echo "live: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
