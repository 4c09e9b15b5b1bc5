signal-agg --strategy a --buy always |
  signal-agg --strategy b --buy "close > 95650" |
  size --fraction 5% |
  risk-gate --policy p.toml |
  place-order |
  settle
