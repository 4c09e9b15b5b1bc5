#!/bin/sh
# dolphin-layers FILE...: what each layer of dolphin.sh earns or costs: the script whole, then with one layer off or
# changed at a time, on the same recordings. Intervals are those of the report (95%). The account has no limits here, or
# the first halt would end the comparison; a layer that nothing asks for is not in the list.
#   ON=1h HOLD=120h HOLD_BARS=120 MARK_AGE=3h RANGE="--from 2025-06-01" sh examples/studies/dolphin-layers.sh ...    hourly bars
set -eu
POLICY=$(mktemp)
work=$(mktemp -d)
trap 'rm -rf "$POLICY" "$work"' EXIT
cat > "$POLICY" << END
name = "no limits"
max_trade = "120%"
max_asset = "120%"
max_exposure = "120%"
leverage = "1.2"
mark_age = "${MARK_AGE:-60s}"
END
export POLICY
HERE=$(pwd)

layer() { # layer WHAT [NAME=VALUE]: one row
  what=$1
  shift
  # shellcheck disable=SC2086
  (cd "$work" && ln -sfn "$HERE/examples" examples &&
    env "$@" backtest examples/strategies/dolphin.sh --data $files ${RANGE:-} 2> /dev/null) | awk -v what="$what" '
      /^  net result/ { net = $3 }
      /^  before costs/ { gross = $3 }
      /^  profit factor/ { sub(/^  profit factor */, ""); sub(/ *[0-9]* trips.*/, ""); factor = $0 }
      /^  win rate/ { sub(/^  win rate */, ""); sub(/ *[0-9]* trips.*/, ""); rate = $0 }
      END { printf "%-38s %10s %10s  %-24s %s\n", what, net, gross, rate, factor }'
}

files=
for f in "$@"; do
  case $f in /*) files="$files $f" ;; *) files="$files $HERE/$f" ;; esac
done
printf '%-38s %10s %10s  %-24s %s\n' layer net gross 'win rate' 'profit factor'
layer 'whole, with the survival stack'
export CATASTROPHE=100%
layer 'no envelope'
export WITHOUT=infrastructure,model,book,volatility,capital
layer 'no survival stack (so are all below)'
layer 'no selection: always BTC' PICK=BTC-USDT-PERP
layer 'raw prices rank' RETURNS=raw
layer 'inverse answers not looked at' INVERSE=ignore
layer 'inverse answers taken' INVERSE=take
layer 'no confirmation' CONFIRM=none
layer 'BTC confirms' CONFIRM=BTC-USDT-PERP
layer 'a stop of 2%' STOP=2%
layer 'a target of 2%' TARGET=2%
layer 'fixed size' METHOD=fixed
layer 'no threshold, fixed size' METHOD=fixed THRESHOLD=-0.000001
layer 'longs' DIRECTION=long
layer 'shorts and longs' DIRECTION=both
