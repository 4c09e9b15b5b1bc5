#!/bin/sh
# run.sh BUILD [PART...]: the table of ratios (see bench.py). Takes some minutes; wants an idle machine.
set -eu
exec python3 "$(dirname "$0")/bench.py" "$@"
