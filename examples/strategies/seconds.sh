#!/bin/sh
# seconds: buys when a second closed higher than it opened, sells when one closed lower. Something to watch, no edge: on
# any real market the fees eat it. Trades or quotes in, as they come or from a recording.
set -eu
VENUE=${VENUE:-examples/venues/coinbase.toml}
POLICY=${POLICY:-examples/policies/conservative.toml}

candles --tf 1s |
  signal-agg --on 1s --strategy seconds --buy "close > open" --sell "close < open" --cooldown 0s |
  size --fraction 2% --venue "$VENUE" |
  risk-gate --policy "$POLICY" --venue "$VENUE" |
  place-order --venue "$VENUE" |
  settle --venue "$VENUE"
