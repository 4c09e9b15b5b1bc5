#!/bin/sh
# Sourced by what runs several suites: adds up what each says in its last line, "NAME: N passed, N failed[, N skipped]".
# After it: passed, failed, skipped; suite NAME COMMAND...; count NAME STATUS for what wrote its own "$log".
passed=0 failed=0 skipped=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export PYTHONDONTWRITEBYTECODE=1

count() { # count NAME STATUS: add up the last line in $log; a status other than 0 is a failure of at least one
  line=$(grep -E "^$1: [0-9]+ passed, [0-9]+ failed" "$log" | tail -n 1)
  if [ -z "$line" ]; then
    failed=$((failed + 1))
    cat "$log"
    echo "$1: no closing line (status $2)"
    return
  fi
  p=$(echo "$line" | sed 's/.*: \([0-9]*\) passed.*/\1/')
  f=$(echo "$line" | sed 's/.* \([0-9]*\) failed.*/\1/')
  s=$(echo "$line" | sed -n 's/.* \([0-9]*\) skipped.*/\1/p')
  [ "$2" != 0 ] && [ "$f" = 0 ] && f=1
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + ${s:-0}))
  if [ "$f" != 0 ]; then cat "$log"; else grep -i "skipped:" "$log" || true; fi
  echo "$line"
}

suite() {
  name=$1
  shift
  "$@" > "$log" 2>&1
  count "$name" $?
}
