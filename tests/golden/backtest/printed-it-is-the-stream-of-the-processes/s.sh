indicators --sma 5 | regime
