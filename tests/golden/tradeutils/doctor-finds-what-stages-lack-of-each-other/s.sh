set -eu
indicators --adx 14 --volatility 288 |
  candles --tf 5m |
  exits --on 5m --strategy bbadxx --stop 0 --trail 3 |
  signal-agg --on 5m --strategy bbadx --buy "adx_14 > 25 and rsi_14 < 30" |
  size --method volatility --capp 5% |
  risk-gate |
  place-order |
  settle
