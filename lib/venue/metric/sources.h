// Numbers about the market that nobody trades: asked for by request, again and again, and told when they
// change. They are named like symbols of a venue "metric": fear_greed, dvol.BTC, taker_ratio.BTC-USDT-PERP,
// funding.BTC-USDT-PERP, coingecko.bitcoin, latency.
#pragma once

#include "venue/market_codec.h"

namespace tu::venue::metric {

// "" when all of these are sources; else what is wrong, in words.
std::string refuse(const MarketRequest& request);
// One for each host that is asked.
std::vector<MarketConnection> connections(const MarketRequest& request);

}  // namespace tu::venue::metric
