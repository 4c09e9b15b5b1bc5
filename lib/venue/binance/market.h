// Binance's public market data: spot, USD-M perpetuals, and COIN-M as far as recordings of it go. Binance US
// speaks as spot does.
#pragma once

#include "venue/market_codec.h"

namespace tu::venue::binance {

enum class Kind : unsigned char { spot, usdm, coinm };

// What this connection is subscribed to: of USD-M some streams live on another path than the others.
enum class Part : unsigned char {
  all,
  book,    // /public: bookTicker, depth
  market,  // /market: aggTrade, kline, markPrice
};

struct MarketSetup {
  std::string venue = "binance";  // or binanceus
  Kind kind = Kind::spot;
  Part part = Part::all;
  std::string native;  // of the one symbol, where it is not what its own name says
};

std::unique_ptr<MarketCodec> market_codec(const MarketRequest& request, const MarketSetup& setup);
// The same by polling: best bid and ask of each symbol.
std::unique_ptr<MarketCodec> price_codec(const MarketRequest& request, const MarketSetup& setup);

std::string native_symbol(
    std::string_view symbol);  // BTC-USDT, BTC-USDT-PERP: BTCUSDT; BTC-USD-PERP: BTCUSD_PERP
bool is_perpetual(std::string_view symbol);

}  // namespace tu::venue::binance
