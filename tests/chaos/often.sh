#!/bin/sh
# often: a strategy that trades all the time, on bars of seconds, so that a short run has many orders of its kind.
set -eu
candles --tf "$TF" |
  indicators --rsi 2 --atr 2 |
  exits --on "$TF" --strategy s --stop 0.2% --target 0.05% --hold 20s |
  signal-agg --on "$TF" --strategy s --buy "$BUY" --sell "$SELL" --trigger level --cooldown 1s |
  size --fraction 0.8% --style "$STYLE" --expires 5s --venue "$VENUE" |
  risk-gate --policy "$POLICY" --venue "$VENUE" |
  place-order --venue "$VENUE" |
  settle --venue "$VENUE"
