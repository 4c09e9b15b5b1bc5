#!/bin/sh
# The eigenvalue engine up to its signals: no account, nothing to wait for.
set -eu
candles --tf 5m | eigen --windows 20,60,150 --grace 2s | rank --direction both --top 2 | divergence --direction both --lookback 10
