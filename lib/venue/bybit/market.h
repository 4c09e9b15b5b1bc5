// Bybit v5, public market data: spot on one path, linear perpetuals on another.
#pragma once

#include "venue/market_codec.h"

namespace tu::venue::bybit {

std::unique_ptr<MarketCodec> market_codec(const MarketRequest& request);
std::unique_ptr<MarketCodec> price_codec(const MarketRequest& request);

std::string native_symbol(std::string_view symbol);  // BTC-USDT, BTC-USDT-PERP: BTCUSDT
std::string interval_of(std::string_view tf);        // 1h: 60, 1d: D; "": there is none

}  // namespace tu::venue::bybit
