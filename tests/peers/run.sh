#!/bin/sh
# Clients of other people, unchanged, against the simulated exchange. They are installed into the build folder from
# the lock file beside this; without npm, or without its registry, the suite is skipped.
#   run.sh BUILD [FILE.mjs]...
set -u
build=$1
shift
here=tests/peers
PATH=$(cd "$build/bin" && pwd):$PATH
PEERS=$(mkdir -p "$build/tests/peers" && cd "$build/tests/peers" && pwd)
export PATH PEERS

if ! cmp -s "$here/package-lock.json" "$PEERS/installed"; then
  cp "$here/package.json" "$here/package-lock.json" "$PEERS/"
  if ! (cd "$PEERS" && timeout 180 npm ci --ignore-scripts --no-audit --no-fund) > "$PEERS/npm.log" 2>&1; then
    echo "skipped: npm could not install the peers ($(tail -n 1 "$PEERS/npm.log"))"
    echo "peers: 0 passed, 0 failed, 1 skipped"
    exit 0
  fi
  cp "$here/package-lock.json" "$PEERS/installed"
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
[ $# = 0 ] && set -- "$here"/*_test.mjs
for test in "$@"; do
  timeout 120 node "$test" >> "$log" 2>&1 || echo "FAIL $test ended with status $?" >> "$log"
done
cat "$log"
passed=$(grep -c '^ok ' "$log") failed=$(grep -c '^FAIL ' "$log")
echo "peers: $passed passed, $failed failed"
[ "$failed" = 0 ]
