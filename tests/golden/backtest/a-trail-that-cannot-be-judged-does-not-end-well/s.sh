indicators --adx 14 |
  exits --strategy keep --stop 0 --trail 3 |
  signal-agg --strategy keep --buy always |
  size |
  risk-gate |
  place-order |
  settle
