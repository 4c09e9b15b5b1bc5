#!/bin/sh
# Sourced by what runs several suites: adds up what each says in its last line, "NAME: N passed, N failed[, N skipped]".
# After it: suite NAME COMMAND...; count NAME STATUS for what wrote its own "$log"; total NAME, which prints the closing line
# and above it where the failures are. What a failed suite printed is shown whole, and stays in $build/failed/NAME.
passed=0 failed=0 skipped=0 broken='' kept=${build:?}/failed
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export PYTHONDONTWRITEBYTECODE=1

# count NAME STATUS: adds up the last line in $log. A suite that has no such line, or another status than its failures
# explain, broke off: that is a failure too.
count() {
  line=$(grep -E "^$1: [0-9]+ passed, [0-9]+ failed" "$log" | tail -n 1)
  if [ -z "$line" ]; then
    line="$1: 0 passed, 1 failed: it broke off with status $2, and none of its checks is counted"
    echo "$line" >> "$log"
  elif [ "$2" != 0 ] && { [ "$2" != 1 ] || echo "$line" | grep -q " 0 failed"; }; then
    echo "$1: it ended with status $2 behind \"$line\"" >> "$log"
    line=$(echo "$line" | sed 's/ 0 failed/ 1 failed/')
  fi
  p=$(echo "$line" | sed 's/.*: \([0-9]*\) passed.*/\1/')
  f=$(echo "$line" | sed 's/.* \([0-9]*\) failed.*/\1/')
  s=$(echo "$line" | sed -n 's/.* \([0-9]*\) skipped.*/\1/p')
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + ${s:-0}))
  if [ "$f" = 0 ]; then
    rm -f "$kept/$1"
    grep -i "skipped:" "$log" || true
  else
    inside=$(sed -n "s/^$1: failures in //p" "$log" | tail -n 1)
    broken="$broken $1${inside:+ ($inside)}"
    mkdir -p "$kept" && cp "$log" "$kept/$1"
    cat "$log"
  fi
  echo "$line"
}

suite() {
  name=$1
  shift
  "$@" > "$log" 2>&1
  count "$name" $?
}

total() { # total NAME; '' for all of them together
  [ -z "$broken" ] || echo "${1:+$1: }failures in$broken"
  echo "${1:+$1: }$passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ]
}
