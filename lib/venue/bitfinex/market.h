// Bitfinex v2, public market data: one connection; what a message is about is the number of its channel,
// which the venue gives when it subscribes.
#pragma once

#include "venue/market_codec.h"
#include "venue/text_book.h"

namespace tu::venue::bitfinex {

std::unique_ptr<MarketCodec> market_codec(const MarketRequest& request);
std::unique_ptr<MarketCodec> price_codec(const MarketRequest& request);

std::string native_symbol(std::string_view symbol);  // BTC-USDT: tBTCUST; BTC-USDT-PERP: tBTCF0:USTF0
std::string frame_of(std::string_view tf);           // 1d: 1D; "": there is none

// Signed CRC-32 of the 25 best levels a side, price and amount (below zero for asks), bid and ask in turn.
std::int32_t checksum(const TextBook& book);

}  // namespace tu::venue::bitfinex
