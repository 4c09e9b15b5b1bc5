#!/bin/sh
# Build what is configured, and say how far it is: on a terminal one line that moves, elsewhere a line each tenth of the
# way. What a compiler has to say is never left out.   ninja.sh BUILD JOBS
set -u
build=$1 jobs=$2
if [ -t 1 ] && [ "${TERM:-dumb}" != dumb ]; then
  NINJA_STATUS='  %p built, %es  ' exec ninja -C "$build" -j "$jobs"
fi
{
  NINJA_STATUS='@%p %e ' ninja -C "$build" -j "$jobs"
  echo "@status $?"
} 2>&1 | {
  told=0
  while IFS= read -r line; do
    case $line in
      '@status '*) exit "${line#@status }" ;;
      @*) ;;
      "ninja: Entering directory"* | "ninja: no work to do.") continue ;;
      *) printf '%s\n' "$line" && continue ;;
    esac
    # shellcheck disable=SC2086
    set -- ${line#@}
    percent=${1%\%}
    if [ "$percent" -ge $((told + 10)) ]; then
      told=$((percent / 10 * 10))
      echo "  $told% built after ${2%.*} s"
    fi
  done
}
