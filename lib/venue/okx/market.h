// OKX v5, public market data: prices, trades, books and funding on one path, candles on another.
#pragma once

#include "venue/market_codec.h"
#include "venue/text_book.h"

namespace tu::venue::okx {

enum class Part : unsigned char { all, main, candles };  // all: of recordings

std::unique_ptr<MarketCodec> market_codec(const MarketRequest& request, Part part);
std::unique_ptr<MarketCodec> price_codec(const MarketRequest& request);

std::string native_symbol(std::string_view symbol);  // BTC-USDT-PERP: BTC-USDT-SWAP
std::string bar_of(std::string_view tf);             // 1h: 1H, 1d: 1Dutc; "": there is none

// Signed CRC-32 of the 25 best levels a side, bid and ask in turn, numbers as they were sent.
std::int32_t checksum(const TextBook& book);

}  // namespace tu::venue::okx
