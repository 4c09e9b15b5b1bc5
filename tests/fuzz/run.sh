#!/bin/sh
# run.sh BUILD: every fuzz target over its committed corpus (part of `make test`).
# run.sh: fuzz each target for FUZZ_SECONDS (60) with clang and sanitizers; what it finds lies in build-fuzz/found.
# A target NAME is tests/fuzz/NAME_fuzz.cpp; its corpus is tests/fuzz/corpus/NAME.
set -u
passed=0 failed=0
verdict() { # verdict NAME STATUS
  if [ "$2" = 0 ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAIL fuzz target $1 (status $2)"
  fi
}
if [ $# -gt 0 ]; then
  for source in tests/fuzz/*_fuzz.cpp; do
    name=$(basename "$source" _fuzz.cpp)
    "$1/tests/replay_$name" tests/fuzz/corpus/"$name"/*
    verdict "$name" $?
  done
else
  sh tests/build.sh build-fuzz "$(nproc)" -DCMAKE_CXX_COMPILER=clang++ -DTRADEUTILS_FUZZ=ON -DTRADEUTILS_SANITIZE=ON ||
    exit 1
  mkdir -p build-fuzz/found
  for source in tests/fuzz/*_fuzz.cpp; do
    name=$(basename "$source" _fuzz.cpp)
    mkdir -p "build-fuzz/corpus/$name"
    "build-fuzz/tests/fuzz_$name" -max_total_time="${FUZZ_SECONDS:-60}" -max_len=4096 -timeout=10 -print_final_stats=1 \
      -artifact_prefix="build-fuzz/found/$name-" "build-fuzz/corpus/$name" "tests/fuzz/corpus/$name" \
      > "build-fuzz/$name.log" 2>&1
    verdict "$name" $?
    grep -E 'number_of_executed_units' "build-fuzz/$name.log" | sed "s/stat::/$name: /"
    [ "$failed" = 0 ] || tail -n 30 "build-fuzz/$name.log"
  done
fi
echo "fuzz: $passed passed, $failed failed"
[ "$failed" = 0 ]
