#!/bin/sh
# Whole filters and whole pipelines, from outside: run.sh BUILD. PARITY=full takes the longer versions, OTHER_BUILD=DIR another compiler too.
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

suite filter_loop python3 "$here/filter_loop.py" "$build"
suite waiting python3 "$here/waiting.py" "$build"
suite script_words python3 "$here/script_words.py" "$build" "${SCRIPT_COUNT:-1500}"
suite parity python3 "$here/parity.py" "$build"
echo "pipeline: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
