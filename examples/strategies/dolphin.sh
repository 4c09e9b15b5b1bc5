#!/bin/sh
# dolphin: sell what falls steadily when the market's coherence breaks up fast; leave at a small gain, or after a time.
# The divergence of eigenvalue velocities is the signal, the impulse response picks the asset, one position at a time.
# Minute candles of a basket in, four perpetuals or forty. There is no stop, by the source's choice: what ends a position
# that goes wrong is the time, the account's loss limits, or its liquidation. STOP=2% gives it one.
# Nothing here was fitted to the recordings, and it does not earn. Of 10000, without limits of the account:
#                                                 whole   no envelope   no survival stack (profit factor)
#   16 perpetuals, minutes, May 2025                 -3           -39   -4550 (0.66, interval 0.45 to 0.98)
#   4 perpetuals, minutes, May 2025                +299          -772   -2515 (0.46, 0.29 to 0.74)
#   36 perpetuals, hours, June 2025 to Jan 2026       0         -1066   -9813 (0.38, 0.15 to 1.52)
# The envelope finds a fall of 30% within a hundred trades too likely at this size, and is right: it lets few trades pass,
# or none. The +299 are 41 of them, and say nothing (profit factor 0.52 to 6.59). Without a stop most trades win a little,
# which raises the size of their kind, until one takes it all. examples/studies/dolphin-layers.sh says what each layer did.
# Two books on one ledger, each with its own days: STRATEGY=long DIRECTION=long TRADEUTILS_ACCOUNT=long beside the other.
set -eu
VENUE=${VENUE:-examples/venues/binance.toml}
POLICY=${POLICY:-examples/policies/dolphin.toml}
SOURCES=${SOURCES:-examples/strategies/dolphin.toml}
STRATEGY=${STRATEGY:-dolphin}
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
  envelope --on "$ON" --strategy "$STRATEGY" --direction "$DIRECTION" --target "$TARGET" --stop "$STOP" \
    --hold-bars "$HOLD_BARS" --catastrophe "$CATASTROPHE" |
  posture --without "$WITHOUT" --venue "$VENUE" |
  exits --on "$ON" --strategy "$STRATEGY" --method dolphin --target "$TARGET" --stop "$STOP" --hold "$HOLD" --acb |
  signal-agg --on "$ON" --strategy "$STRATEGY" --sources "$SOURCES" --threshold 0 --short --trigger level \
    --cooldown 0s --positions 1 |
  size --method "$METHOD" --threshold "$THRESHOLD" --cap 120% --venue "$VENUE" |
  risk-gate --policy "$POLICY" --venue "$VENUE" |
  place-order --venue "$VENUE" |
  settle --venue "$VENUE"
