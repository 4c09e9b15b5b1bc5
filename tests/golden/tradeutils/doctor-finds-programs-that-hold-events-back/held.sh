# Every stage in the middle has a fault of its own.
set -eu
indicators | jq 'select(.type == "candle")' | grep candle |
  mawk '{ print }' | sed s/a/b/ | sort | risk-gate | place-order | settle
