#!/bin/sh
# The tests leave nothing behind in the tree.
changes=$(git status --porcelain | head -n 5)
[ -z "$changes" ] || { echo "$changes"; exit 1; }
