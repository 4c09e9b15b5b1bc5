// Hyperliquid's public market data: perpetuals, priced in dollars and settled in USDC. A book comes whole
// each time, twenty levels a side.
#pragma once

#include "venue/market_codec.h"

namespace tu::venue::hyperliquid {

std::unique_ptr<MarketCodec> market_codec(const MarketRequest& request);
std::unique_ptr<MarketCodec> price_codec(const MarketRequest& request);

std::string coin_of(std::string_view symbol);  // BTC-USDC-PERP: BTC

}  // namespace tu::venue::hyperliquid
