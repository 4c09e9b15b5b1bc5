#!/bin/sh
# dolphin: sell what falls steadily when the market's coherence breaks up fast; leave at a small gain, or after a time.
# The divergence of eigenvalue velocities is the signal, the impulse response picks the asset, one position at a time.
# Minute candles of a basket in, four perpetuals or forty. There is no stop, by the source's choice: what ends a position
# that goes wrong is the time, the account's loss limits, or its liquidation. STOP=2% gives it one.
# Nothing here was fitted to the recordings, and it does not earn: without limits, sixteen perpetuals in May 2025 lost 3815
# of 10000 (made 187 before costs; profit factor 0.70, interval 0.50 to 1.01), four of them 2029; thirty-five by the hour
# from June 2025 to January 2026 lost 6021 (0.59, 0.29 to 1.53). examples/studies/dolphin-layers.sh says what each layer did.
set -eu
VENUE=${VENUE:-examples/venues/binance.toml}
POLICY=${POLICY:-examples/policies/dolphin.toml}
SOURCES=${SOURCES:-examples/strategies/dolphin.toml}
ON=${ON:-1m}
DIRECTION=${DIRECTION:-short}
THRESHOLD=${THRESHOLD:--0.02}
PICK=${PICK:-rank}
RETURNS=${RETURNS:-relative}
CONFIRM=${CONFIRM:-self}
INVERSE=${INVERSE:-drop}
TARGET=${TARGET:-0.95%}
STOP=${STOP:-0}
HOLD=${HOLD:-2h}
METHOD=${METHOD:-dolphin}

eigen --on "$ON" --windows 50,150,300,750 |
  rank --on "$ON" --direction "$DIRECTION" --inverse "$INVERSE" --returns "$RETURNS" |
  divergence --on "$ON" --source dolphin --direction "$DIRECTION" --threshold "$THRESHOLD" --pick "$PICK" \
    --confirm-on "$CONFIRM" |
  exits --on "$ON" --strategy dolphin --method dolphin --target "$TARGET" --stop "$STOP" --hold "$HOLD" |
  signal-agg --on "$ON" --strategy dolphin --sources "$SOURCES" --short --trigger level --cooldown 0s --positions 1 |
  size --method "$METHOD" --cap 120% --venue "$VENUE" |
  risk-gate --policy "$POLICY" --venue "$VENUE" |
  place-order --venue "$VENUE" |
  settle --venue "$VENUE"
