#!/bin/sh
# feed and place-order against scripted venues on loopback: run.sh BUILD. What a venue's protocol says stands in tests/unit/venue.
# The scripts wait for their venues most of the time, so two of them run at once; what they say is printed in order.
set -u
build=$1
here=$(dirname "$0")
passed=0 failed=0 skipped=0
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

lane() { # lane SCRIPT...: one after the other
  for script in "$@"; do
    python3 "$here/$script.py" "$build" > "$logs/$script" 2>&1
    echo $? > "$logs/$script.status"
  done
}

count() { # count SCRIPT NAME: its last line is "NAME: N passed, N failed[, N skipped]"
  cat "$logs/$1"
  line=$(grep "^$2: [0-9]* passed, [0-9]* failed" "$logs/$1" | tail -n 1)
  p=$(echo "$line" | sed -n 's/.*: \([0-9]*\) passed.*/\1/p')
  f=$(echo "$line" | sed -n 's/.* \([0-9]*\) failed.*/\1/p')
  s=$(echo "$line" | sed -n 's/.* \([0-9]*\) skipped.*/\1/p')
  [ "$(cat "$logs/$1.status")" != 0 ] && [ "${f:-0}" = 0 ] && f=1
  passed=$((passed + ${p:-0})) failed=$((failed + ${f:-1})) skipped=$((skipped + ${s:-0}))
}

lane healing flow redecide perps &
lane market recordings rehearsal live_orders
wait
for script in healing flow recordings rehearsal live_orders perps redecide market; do
  count "$script" "${script#live_}"
done
echo "live: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
