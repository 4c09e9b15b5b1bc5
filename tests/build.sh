#!/bin/sh
# Configure and build everything, tests included: build.sh BUILD JOBS [cmake options]
set -eu
build=$1 jobs=$2
shift 2
cmake -S . -B "$build" -G Ninja -DTRADEUTILS_TESTS=ON "$@" > "$build.log" 2>&1 || { cat "$build.log"; exit 1; }
rm -f "$build.log"
sh tests/ninja.sh "$build" "$jobs"
