// Coinbase Advanced Trade, public market data: one connection for all products and channels.
#pragma once

#include "venue/market_codec.h"

namespace tu::venue::coinbase {

std::unique_ptr<MarketCodec> market_codec(const MarketRequest& request);
std::unique_ptr<MarketCodec> price_codec(const MarketRequest& request);

}  // namespace tu::venue::coinbase
