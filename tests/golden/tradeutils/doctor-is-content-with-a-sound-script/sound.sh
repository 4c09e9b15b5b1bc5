set -eu
indicators --sma 3 | regime
