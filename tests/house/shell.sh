#!/bin/sh
# Every shell script passes shellcheck.
git ls-files '*.sh' | xargs shellcheck -x -s sh
