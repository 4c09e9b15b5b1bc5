// Kraken's public market data, WebSocket v2: one connection for all pairs and channels.
#pragma once

#include "venue/market_codec.h"
#include "venue/text_book.h"

namespace tu::venue::kraken {

std::unique_ptr<MarketCodec> market_codec(const MarketRequest& request);
std::unique_ptr<MarketCodec> price_codec(const MarketRequest& request);

std::string native_symbol(std::string_view symbol);  // BTC-USD: BTC/USD, of v2
std::string rest_pair(std::string_view symbol);      // BTC-USD: XBTUSD, of REST
int minutes_of(std::string_view tf);                 // of a candle; 0: Kraken has none of that length

// CRC-32 of the ten best levels a side: digits without the point and without zeros before them. The numbers
// stand on the wire in full precision, so their text is enough.
std::uint32_t checksum(const TextBook& book);

}  // namespace tu::venue::kraken
