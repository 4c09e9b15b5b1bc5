#!/bin/sh
# buy-and-hold: buy once, as much as the policy lets, and keep it. What every other strategy has to beat.
set -eu
VENUE=${VENUE:-examples/venues/binance.toml}
POLICY=${POLICY:-examples/policies/conservative.toml}
FRACTION=${FRACTION:-5%}

signal-agg --on 1m --strategy buy-and-hold --buy always --trigger level |
  size --fraction "$FRACTION" --cap "$FRACTION" --venue "$VENUE" |
  risk-gate --policy "$POLICY" --venue "$VENUE" |
  place-order --venue "$VENUE" |
  settle --venue "$VENUE"
