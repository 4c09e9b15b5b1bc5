#!/bin/sh
# demo.sh BIN: one strategy over a month of real minute candles, what fees do to it, one refusal explained, and a
# planted cheat found. Everything runs offline on what examples/data holds; the results stay in demo/.
set -eu
bin=$(cd "$1" && pwd)
PATH=$bin:$PATH
export PATH
unset TRADEUTILS_LEDGER TRADEUTILS_POLICY TRADEUTILS_VENUE 2> /dev/null || true

script=examples/strategies/sniper.sh
data=examples/data/binance-perp-1m-2025-05
funding=examples/data/funding-assumed-2025-05.ndjson
until=2025-06-03T15:30:00Z # the last minute that all four recordings have

echo
echo "1. $script over a month of four perpetuals, minute by minute, as recorded on Binance"
echo "   fees 2 bps maker, 5 bps taker; funding assumed at 1 bp every 8 hours; no shorts"
echo
backtest "$script" --title "sniper, May 2025, Binance USD-M fees" --to $until --out demo/binance \
  --data $data/*.csv.gz $funding

echo
echo "2. The same decisions to make, but at the fees of Coinbase's first tier: 60 bps maker, 120 bps taker"
echo
VENUE=examples/venues/binance-at-coinbase-fees.toml backtest "$script" \
  --title "sniper, May 2025, fees of Coinbase's first tier" --to $until --out demo/coinbase-fees \
  --data $data/*.csv.gz $funding 2> /dev/null |
  grep -E '^  (net result|before costs|fees|net at|break-even|fills|round trips)|^  The strategy'

echo
echo "3. One refusal of the first run, explained from its ledger"
echo
refusal=$(ledger refusals --ledger demo/binance/ledger.db | sed -n '1s/.*"id":"\([^"]*\)".*/\1/p')
ledger why --ledger demo/binance/ledger.db --table "$refusal"
echo "   and decided again, from the recording:"
ledger why --ledger demo/binance/ledger.db --rerun --script "$script" "$refusal" --data $data/*.csv.gz $funding |
  sed 's/^/     /'

echo
echo "4. leak: is the strategy honest? And does a planted cheat get caught?"
echo
echo "   leak $script"
leak "$script" --quiet --cuts 2 --to 2025-05-08 --data $data/BTCUSDT-1m.csv.gz | sed 's/^/     /'
echo "   leak --processes examples/cheats/tomorrow.sh"
leak --processes --quiet --cuts 1 examples/cheats/tomorrow.sh --to 2025-05-05 --data $data/BTCUSDT-1m.csv.gz \
  2> /dev/null |
  sed -e 's/{"type":"candle".*"volume"/{"type":"candle", ... "volume"/' -e 's/^/     /'

echo
cat << END
The whole of it, with charts, is in two pages for a browser: demo/binance/report.html and demo/coinbase-fees/report.html.

Now yourself:
  export PATH="$bin:\$PATH"
  tradeutils list                                       what there is; each tool has --help
  man man/tradeutils.7                                  the ideas, in ten minutes; man man/TOOL.1 for a tool
                                                        (no man? apt-get install man-db)
  cp examples/strategies/rsi-reversion.sh mine.sh       the smallest strategy, to be changed
  backtest mine.sh --set BELOW=25,30,35 --data $data/*.csv.gz
END
