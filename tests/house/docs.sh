#!/bin/sh
# docs.sh BUILD: write the generated blocks of the manual pages, and the completions, from what the tools say of
# themselves. A tool without a page gets one to write prose in. The tests compare the result with what is committed.
#   docs.sh BUILD INTO    the same into a copy of the tree at INTO, which has man/ and completions/
set -eu
build=$1 into=${2:-.}
bin=$(cd "$build/bin" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

new_page() { # new_page TOOL: a page whose description is still to be written
  title=$(echo "$1" | tr '[:lower:]' '[:upper:]')
  printf '.Dd November 21, 2026\n.Dt %s 1\n.Os tradeutils\n' "$title"
  for section in NAME SYNOPSIS DESCRIPTION OPTIONS "EXIT STATUS" EXAMPLES "SEE ALSO"; do
    lower=$(echo "$section" | tr '[:upper:]' '[:lower:]')
    printf '.Sh %s\n' "$section"
    if [ "$section" = DESCRIPTION ]; then
      printf '.Nm\n'
    else
      # shellcheck disable=SC1003
      printf '.\\" BEGIN generated %s\n.\\" END generated %s\n' "$lower" "$lower"
    fi
  done
}

fill() { # fill BLOCKS PAGE: replace each block of PAGE by the block of the same name
  awk '
    function title(line) { sub(/^\.\\" (BEGIN|END) generated /, "", line); sub(/:.*/, "", line); return line }
    FNR == NR { if (/^\.\\" BEGIN generated /) name = title($0); block[name] = block[name] $0 "\n"; next }
    /^\.\\" BEGIN generated / { inside = title($0); if (inside in block) printf "%s", block[inside]; else { print; inside = "" } next }
    /^\.\\" END generated / { if (inside != "") { inside = ""; next } }
    inside == "" { print }
  ' "$1" "$2" > "$work/page"
  cat "$work/page" > "$2"
}

for path in "$bin"/*; do
  tool=$(basename "$path")
  page=$into/man/$tool.1
  mkdir -p "$into/man"
  [ -f "$page" ] || new_page "$tool" > "$page"
  "$path" --spec=mdoc > "$work/blocks"
  fill "$work/blocks" "$page"
  for shell in bash zsh fish; do
    mkdir -p "$into/completions/$shell"
    case $shell in bash) name=$tool ;; zsh) name=_$tool ;; fish) name=$tool.fish ;; esac
    "$path" --spec=$shell > "$into/completions/$shell/$name"
  done
done
"$bin/tradeutils" schema --form mdoc > "$work/blocks"
for page in tradeutils-events.5 tradeutils-venues.5; do
  if [ -f "$into/man/$page" ]; then fill "$work/blocks" "$into/man/$page"; fi
done
