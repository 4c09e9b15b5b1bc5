#!/bin/sh
# Build and run every test: run.sh BUILD JOBS. The last line is "N passed, N failed, N skipped".
# A suite is a program or a script that prints a last line "NAME: N passed, N failed[, N skipped]".
set -u
build=$1 jobs=$2
echo "building (tools and tests) into $build"
sh tests/build.sh "$build" "$jobs" || { echo "0 passed, 1 failed"; exit 1; }
PATH=$(cd "$build/bin" && pwd):$PATH
export PATH
passed=0 failed=0 skipped=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

count() { # count SUITE STATUS: add up the suite's own last line
  line=$(grep -E "^[a-z0-9_-]+: [0-9]+ passed, [0-9]+ failed" "$log" | tail -n 1)
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

for unit in "$build"/tests/unit_*; do
  [ -x "$unit" ] || continue
  name=$(basename "$unit")
  "$unit" > "$log" 2>&1
  status=$?
  # Catch2: "All tests passed (A assertions in N test cases)" or "test cases: N | P passed | F failed"
  if cases=$(sed -n 's/^All tests passed (.* in \([0-9]*\) test cases*)$/\1/p' "$log") && [ -n "$cases" ]; then
    echo "$name: $cases passed, 0 failed" >> "$log"
  else
    p=$(sed -n 's/^test cases:.*| *\([0-9]*\) passed.*/\1/p' "$log")
    f=$(sed -n 's/^test cases:.*| *\([0-9]*\) failed.*/\1/p' "$log")
    echo "$name: ${p:-0} passed, ${f:-1} failed" >> "$log"
  fi
  count "$name" "$status"
done

for suite in house conform golden property pipeline live peers chaos fuzz; do
  [ -f "tests/$suite/run.sh" ] || continue
  sh "tests/$suite/run.sh" "$build" > "$log" 2>&1
  count "$suite" $?
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
