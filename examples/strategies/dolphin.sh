#!/bin/sh
# dolphin: sell what falls steadily when the market's coherence breaks up fast; leave at a small gain, or after a time.
# The divergence of eigenvalue velocities is the signal, the impulse response picks the asset, one position at a time.
# Minute candles of a basket in, four perpetuals or forty. There is no stop, by the source's choice: what ends a position
# that goes wrong is the time, the account's loss limits, or its liquidation. STOP=2% gives it one.
set -eu
VENUE=${VENUE:-examples/venues/binance.toml}
POLICY=${POLICY:-examples/policies/dolphin.toml}
SOURCES=${SOURCES:-examples/strategies/dolphin.toml}
ON=${ON:-1m}
DIRECTION=${DIRECTION:-short}
CONFIRM=${CONFIRM:-self}
INVERSE=${INVERSE:-drop}
TARGET=${TARGET:-0.95%}
STOP=${STOP:-0}
HOLD=${HOLD:-2h}
METHOD=${METHOD:-dolphin}

eigen --on "$ON" --windows 50,150,300,750 |
  rank --on "$ON" --direction "$DIRECTION" --inverse "$INVERSE" |
  divergence --on "$ON" --source dolphin --direction "$DIRECTION" --confirm-on "$CONFIRM" |
  exits --on "$ON" --strategy dolphin --method dolphin --target "$TARGET" --stop "$STOP" --hold "$HOLD" |
  signal-agg --on "$ON" --strategy dolphin --sources "$SOURCES" --short --trigger level --cooldown 0s --positions 1 |
  size --method "$METHOD" --cap 120% --venue "$VENUE" |
  risk-gate --policy "$POLICY" --venue "$VENUE" |
  place-order --venue "$VENUE" |
  settle --venue "$VENUE"
