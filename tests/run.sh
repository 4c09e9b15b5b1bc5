#!/bin/sh
# Build and run every test: run.sh BUILD JOBS. The last line is "N passed, N failed, N skipped".
set -u
build=$1 jobs=$2
echo "building (tools and tests) into $build"
sh tests/build.sh "$build" "$jobs" || { echo "0 passed, 1 failed"; exit 1; }
PATH=$(cd "$build/bin" && pwd):$PATH
export PATH
# shellcheck source=tests/suites.sh
. tests/suites.sh

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

for folder in house conform golden property pipeline live peers chaos fuzz; do
  [ -f "tests/$folder/run.sh" ] || continue
  suite "$folder" sh "tests/$folder/run.sh" "$build"
done

total ''
