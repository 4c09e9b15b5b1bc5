indicators |
  exits --strategy bbadxx --stop 1% |
  signal-agg --strategy bbadx --buy always |
  size |
  risk-gate |
  place-order |
  settle
