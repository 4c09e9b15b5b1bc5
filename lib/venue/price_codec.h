// Best bid and ask by requests: for --once, and while no socket can be had. One request a symbol.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "venue/market_codec.h"
#include "venue/market_events.h"

namespace tu::venue {

struct PriceRequest {
  Market market;
  std::string target;
  std::string body = {};  // not empty: a POST of this JSON
};

// Makes the quote of an answer (valid JSON); false when it holds none.
using PriceReader = bool (*)(std::string_view body, Market of, TsUs recv, MarketSink& sink);

std::unique_ptr<MarketCodec> make_price_codec(std::vector<PriceRequest> requests, PriceReader read);

// The requests of a venue's symbols: `target` of each.
template <class Target>
std::vector<PriceRequest> price_requests(std::string_view venue, const MarketRequest& request,
                                         Target&& target) {
  std::vector<PriceRequest> all;
  for (const std::string& s : request.symbols) all.push_back({{intern(venue), intern(s)}, target(s)});
  return all;
}

}  // namespace tu::venue
