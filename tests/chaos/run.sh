#!/bin/sh
# Processes are killed, disks are full, files are cut: what the ledger keeps. run.sh BUILD; CHAOS_RUNS=200 is the long version.
build=${1:-build}
PYTHONDONTWRITEBYTECODE=1 exec python3 "$(dirname "$0")/chaos.py" "$build" "${CHAOS_RUNS:-25}"
