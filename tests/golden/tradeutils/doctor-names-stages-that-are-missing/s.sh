indicators --rsi 14 | signal-agg --buy "rsi_14 < 30" | risk-gate | settle
