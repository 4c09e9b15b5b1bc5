#!/bin/sh
# What must hold for any input: run.sh BUILD. The last line is "property: N passed, N failed, N skipped".
set -u
build=$1
here=$(dirname "$0")
passed=0 failed=0 skipped=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export PYTHONDONTWRITEBYTECODE=1

suite() { # suite NAME COMMAND...: its last line is "NAME: N passed, N failed, N skipped"
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

for name in vectors cli divergence stream money; do
  [ -f "$here/$name.py" ] && suite "$name" python3 "$here/$name.py" "$build"
done
echo "property: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
