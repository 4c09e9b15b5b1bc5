#!/bin/sh
# Stages without an account: nothing here waits for anything.
set -eu
BARS=${BARS:-5m,1h}
candles --tf "$BARS" |
  indicators --sma 5,20 --ema 12 --rsi 14 --bb 20,2 |
  indicators --as slow --atr 30 --adx 14 --vwap |
  regime
