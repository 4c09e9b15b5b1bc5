#!/bin/sh
# Golden cases: tests/golden/TOOL/what-it-shows/ holds `cmd` (a shell script), its inputs, and what it must give: `out`,
# `err` (both absent when empty) and `status` (absent when 0). A case runs in a copy of its folder, with the tools on
# PATH and $ROOT naming the project, so it may write files; `cmd` prints those that matter.
#   run.sh BUILD [TOOL[/CASE]]...      UPDATE=1: write down what the cases give now; the diff is the review
set -u
build=$1
shift
root=$(pwd)
PATH=$(cd "$build/bin" && pwd):$PATH
ROOT=$root
export PATH ROOT
for variable in $(env | sed -n 's/^\(TRADEUTILS_[A-Z_]*\)=.*/\1/p'); do unset "$variable"; done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

expected() { # expected FILE DEFAULT: the file, or what stands for it when it is absent
  if [ -f "$1" ]; then cat "$1"; else printf '%s' "$2"; fi
}
keep() { # keep NEW FILE DEFAULT: write NEW to FILE, or remove FILE when NEW is the default
  if [ "$(cat "$1")" = "$3" ]; then rm -f "$2"; else cp "$1" "$2"; fi
}

run_case() { # run_case FOLDER
  name=${1#tests/golden/}
  rm -rf "$work/case" && cp -R "$1" "$work/case"
  rm -f "$work/case/out" "$work/case/err" "$work/case/status"
  (cd "$work/case" && timeout 60 sh ./cmd > "$work/out" 2> "$work/err" < /dev/null)
  echo $? > "$work/status"
  # What a leak checker says whose process was killed while it looked is no output of the tool.
  sed -i '/^==[0-9]*==Unable to get registers from thread/d' "$work/err"
  if [ -n "${UPDATE:-}" ]; then
    keep "$work/out" "$1/out" ""
    keep "$work/err" "$1/err" ""
    keep "$work/status" "$1/status" 0
  fi
  bad=
  for part in out err status; do
    default=
    [ "$part" = status ] && default="0
"
    expected "$1/$part" "$default" > "$work/expected"
    cmp -s "$work/expected" "$work/$part" && continue
    bad="$bad $part"
    echo "--- $name: $part"
    diff "$work/expected" "$work/$part" | head -n 10
  done
  if [ -z "$bad" ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAIL $name:$bad"
  fi
}

cases() { # the folders of all cases, or of those that were named
  if [ $# = 0 ]; then set -- ""; fi
  for wanted in "$@"; do find "tests/golden/$wanted" -name cmd; done | sed 's,//,/,g; s,/cmd$,,' | sort
}

for folder in $(cases "$@"); do run_case "$folder"; done
echo "golden: $passed passed, $failed failed"
[ "$failed" = 0 ]
