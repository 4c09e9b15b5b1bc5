#!/bin/sh
# check.sh BUILD JOBS: what `make test` does not: the other compiler, sanitizers, lints, the whole parity matrix.
# The last line is "N passed, N failed".
set -u
build=$1 jobs=$2
passed=0 failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
step() { # step NAME COMMAND...: one line when it passes, the end of its output when it fails; all of it stays in $build/failed
  name=$1
  shift
  start=$(date +%s)
  if "$@" > "$log" 2>&1; then
    passed=$((passed + 1))
    echo "ok   $name ($(($(date +%s) - start)) s)"
  else
    failed=$((failed + 1))
    mkdir -p "$build/failed" && cp "$log" "$build/failed/$name"
    tail -n 60 "$log"
    echo "FAIL $name (all that it said: $build/failed/$name)"
  fi
}
units() { for u in "$1"/tests/unit_*; do "$u" || return 1; done; }
step "build with g++" sh tests/build.sh "$build" "$jobs"
# One build for both: what the sanitizers watch is what the other compiler made.
other="build-check"
step "build with clang++ and sanitizers" sh tests/build.sh "$other" "$jobs" -DCMAKE_CXX_COMPILER=clang++ -DTRADEUTILS_SANITIZE=ON
step "unit tests, sanitizers" units "$other"
step "parity matrix" env OTHER_BUILD="$other" PARITY=full sh tests/pipeline/run.sh "$build"
step "conformance, sanitizers" env SANITIZED=1 sh tests/conform/run.sh "$other"
step "golden cases, sanitizers" sh tests/golden/run.sh "$other"
step "format" sh tests/house/format.sh
step "clang-tidy" sh tests/house/tidy.sh "$other" "$jobs"
step "shellcheck" sh tests/house/shell.sh
step "man pages" sh tests/house/manlint.sh
step "tree is clean" sh tests/house/clean.sh
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
