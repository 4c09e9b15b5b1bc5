#!/bin/sh
# Trades whose orders rest first and take later: each approval covers two attempts.
set -eu
VENUE=${VENUE:-examples/venues/binance.toml}

candles --tf 15m |
  indicators --rsi 14 |
  exits --on 1m --strategy two-steps --stop 1% --target 1% --hold 6h |
  signal-agg --on 15m --strategy two-steps --buy "rsi_14 < 40" --sell "rsi_14 > 60" |
  size --fraction 2% --style maker-then-taker --expires 3m --venue "$VENUE" |
  risk-gate --venue "$VENUE" |
  place-order --venue "$VENUE" |
  settle --venue "$VENUE"
