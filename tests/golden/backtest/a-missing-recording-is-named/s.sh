regime
