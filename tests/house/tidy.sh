#!/bin/sh
# tidy.sh BUILD JOBS: clang-tidy over lib and tools.
set -eu
build=$1 jobs=$2
cmake -S . -B "$build" -DCMAKE_EXPORT_COMPILE_COMMANDS=ON > /dev/null
git ls-files 'lib/*.cpp' 'tools/*.cpp' | xargs -P "$jobs" -n 4 clang-tidy --quiet -p "$build"
