#!/bin/sh
# dolphin: sell what falls steadily when the market's coherence breaks up fast; leave at a small gain, or after a time.
# The divergence of eigenvalue velocities is the signal, the impulse response picks the asset, one position at a time.
# Minute candles of a basket in, four perpetuals or forty. There is no stop, by the source's choice: what ends a position
# that goes wrong is the time, the account's loss limits, or its liquidation. STOP=2% gives it one.
# Nothing here was fitted to the recordings, and it does not earn. Of 10000, without limits of the account:
#                                                 whole   no envelope   no survival stack (profit factor)
#   16 perpetuals, minutes, May 2025               -163          -839   -4890 (0.67, interval 0.48 to 0.97)
#   4 perpetuals, minutes, May to mid-June 2025    -104          -591   -2424 (0.49, 0.31 to 0.80)
#   35 perpetuals, hours, June 2025 to Jan 2026       0          -504   -5855 (0.66, 0.38 to 1.43)
# The envelope finds a fall of 30% within a hundred trades too likely at this size, and is right: it lets few trades pass,
# or none. examples/studies/dolphin-layers.sh says what each layer did.
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
# The survival stack. Candles alone carry no books and no implied volatility, so these two sensors are named as not there;
# FUNDING, dvol, taker_ratio and fear_greed are read by acb where the data have them. The envelope judges a drawdown of
# CATASTROPHE over the next hundred trades; 100% and WITHOUT=infrastructure,model,book,volatility,capital take both away.
WITHOUT=${WITHOUT:-book,volatility}
CATASTROPHE=${CATASTROPHE:-30%}
HOLD_BARS=${HOLD_BARS:-120}

eigen --on "$ON" --windows 50,150,300,750 |
  rank --on "$ON" --direction "$DIRECTION" --inverse "$INVERSE" --returns "$RETURNS" |
  divergence --on "$ON" --source dolphin --direction "$DIRECTION" --threshold "$THRESHOLD" --pick "$PICK" \
    --confirm-on "$CONFIRM" |
  acb |
  envelope --on "$ON" --strategy dolphin --direction "$DIRECTION" --target "$TARGET" --stop "$STOP" \
    --hold-bars "$HOLD_BARS" --catastrophe "$CATASTROPHE" |
  posture --without "$WITHOUT" --venue "$VENUE" |
  exits --on "$ON" --strategy dolphin --method dolphin --target "$TARGET" --stop "$STOP" --hold "$HOLD" --acb |
  signal-agg --on "$ON" --strategy dolphin --sources "$SOURCES" --threshold 0 --short --trigger level \
    --cooldown 0s --positions 1 |
  size --method "$METHOD" --cap 120% --venue "$VENUE" |
  risk-gate --policy "$POLICY" --venue "$VENUE" |
  place-order --venue "$VENUE" |
  settle --venue "$VENUE"
