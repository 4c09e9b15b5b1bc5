#include "stages/size_options.h"

#include "stages/venue_option.h"

namespace tu::stages {

std::vector<Row<SizeOptions>> size_rows() {
  using O = SizeOptions;
  return {
      {"--method", "METHOD", "how the size is found", &O::method,
       one_of({"fixed", "kelly", "volatility", "tiers", "dolphin"})},
      {"--fraction", "RATE", "part of the equity for a trade", &O::fraction, between(0, 1)},
      {"--cap", "RATE", "never more than this part of the equity", &O::cap, between(0, 100)},
      {"--cold", "RATE", "part of the equity while too few trades are closed", &O::cold, between(0, 1)},
      {"--kelly-part", "X", "part of Kelly's fraction that is used", &O::kelly_part, between(0, 1)},
      {"--probe", "DURATION", "one cold trade in this time where Kelly's fraction is not above 0", &O::probe},
      {"--vol-target", "X", "annual volatility that a position may bring", &O::vol_target, at_least(0)},
      {"--vol-key", "KEY", "of --method volatility: key of candles that holds the volatility a year",
       &O::vol_key},
      {"--vol-tf", "TF", "timeframe whose candles carry that key; default the finest of the symbol's",
       &O::vol_tf},
      {"--tiers", "LIST", "parts of the equity for universe tiers 1, 2 and 3", &O::tiers},
      {"--streak", "", "scale by the strategy's winning or losing streak", &O::streak},
      {"--market", "NAME",
       "of --method dolphin: metric whose value, from 0.8 to 1.2, multiplies the leverage", &O::market},
      {"--market-age", "DURATION", "how old that metric may be; an older one multiplies nothing",
       &O::market_age},
      {"--bucket-trades", "N",
       "of --method dolphin: trades of like divergence from which their wins move the size",
       &O::bucket_trades, between(1, 100)},
      {"--threshold", "X", "of --method dolphin: a short's size begins under this divergence", &O::threshold},
      {"--extreme", "X", "and is largest from here down", &O::extreme},
      {"--long-threshold", "X", "of --method dolphin: a long's size begins above this divergence",
       &O::long_threshold},
      {"--long-extreme", "X", "and is largest from here up", &O::long_extreme},
      {"--max-notional", "AMOUNT", "never more than this, in quote", &O::max_notional, at_least(0)},
      {"--cost-cap", "RATE", "never more than what costs this part of the equity to enter and leave",
       &O::cost_cap, between(0, 1)},
      {"--style", "STYLE", "how orders are placed", &O::style,
       one_of({"taker", "maker", "maker-then-taker"})},
      {"--rest-above", "RATE", "a maker's order that saves no more than this rate goes to the market",
       &O::rest_above, between(0, 1)},
      {"--offset", "RATE", "distance of a maker's limit from the price", &O::offset, between(0, 1)},
      {"--expires", "DURATION", "life of a maker's limit order; 0s for ever", &O::expires},
      {"--band", "RATE", "differences to a target within this part of it are left alone", &O::band,
       between(0, 1)},
      {"--equity", "AMOUNT", "equity that is assumed without a ledger; default 10000", &O::equity,
       at_least(0)},
      {"--currency", "CODE", "base currency; default that of the deposits", &O::currency},
      {"--venue", "FILE", "TOML of venues: steps, fees, paper costs", &O::venue, shared_option()}};
}

}  // namespace tu::stages
