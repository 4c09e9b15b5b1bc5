#!/bin/sh
# run.sh BUILD: the rules of the house that no compiler checks.
PYTHONDONTWRITEBYTECODE=1 exec python3 tests/house/house.py "$1"
