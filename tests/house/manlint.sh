#!/bin/sh
# Every man page passes mandoc's lint at the level of warnings.
set -u
status=0
for page in man/*.[157]; do
  mandoc -T lint -W warning "$page" || status=1
done
exit $status
