// The roll of venues: what feed can take market data from, where it lives, and who speaks its language.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "venue/market_codec.h"

namespace tu::venue {

// --url NAME=URL puts another place here; the paths stay the venue's own, for sockets and requests alike.
struct Host {
  std::string_view name;          // the venue's, or of a part of it that has places of its own
  std::string_view venue;         // --url of the venue counts for its parts, too
  std::string_view socket, rest;  // "wss://...", "https://..."
};

struct Venue {
  std::string_view name;
  std::string_view tfs;  // timeframes of its candles, the default one first
  // Why this cannot be asked of it, in words; "" when it can.
  std::string (*refuse)(const MarketRequest& request);
  std::vector<MarketConnection> (*connect)(const MarketRequest& request);
  // Best bid and ask by requests alone: `target` is empty, opened() asks.
  std::vector<MarketConnection> (*poll)(const MarketRequest& request);
  bool markets = true;  // false: what is asked of it are no symbols
};

std::span<const Venue> venues();
const Venue* find_venue(std::string_view name);
const Host* find_host(std::string_view name);
std::vector<std::string_view> place_names();  // what --url may name, each once

// "BTC-USD", "BTC-USDT-PERP": what all venues are asked for.
bool is_symbol(std::string_view s);

}  // namespace tu::venue
