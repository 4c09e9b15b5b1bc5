#!/bin/sh
# run.sh BUILD [TOOL]...: the contracts that every tool keeps, against every binary of the build.
build=$1
shift
PYTHONDONTWRITEBYTECODE=1 exec python3 tests/conform/conform.py "$build/bin" "$@"
