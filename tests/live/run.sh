#!/bin/sh
# feed and place-order against scripted venues on loopback: run.sh BUILD. What a venue's protocol says stands in tests/unit/venue.
# The scripts wait for their venues most of the time, so two of them run at once; what they say is printed in order.
set -u
build=$1
here=$(dirname "$0")
# shellcheck source=tests/suites.sh
. "$here/../suites.sh"
logs=$(mktemp -d)
trap 'rm -rf "$log" "$logs"' EXIT

lane() { # lane SCRIPT...: one after the other
  for script in "$@"; do
    python3 "$here/$script.py" "$build" > "$logs/$script" 2>&1
    echo $? > "$logs/$script.status"
  done
}

lane healing flow redecide perps reconcile resting &
lane market recordings rehearsal live_orders byhand broken channels
wait
for script in healing flow recordings rehearsal live_orders perps byhand broken channels reconcile redecide resting market; do
  cp "$logs/$script" "$log"
  count "${script#live_}" "$(cat "$logs/$script.status")"
done
total live
