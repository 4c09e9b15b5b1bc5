// A market from recordings: any events that feed reads. Book events set the levels around the clients, quotes
// the best ones where a product has no book, trades take from the queues; a product with trades or candles
// only gets a thin quote around its last price.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "simex/market/market.h"

namespace tu::simex {

struct RecordedOptions {
  std::vector<std::string> files;
  std::vector<std::string> symbols;                        // only these; empty: all
  std::map<std::string, std::string, std::less<>> rename;  // symbol of the recording to that of the exchange
  std::function<void(const std::string&)> report;          // unusable lines
};

// Reads the recordings once to learn which products they hold and how fine their prices are.
Result<std::vector<Product>> recorded_products(const RecordedOptions& options);
// `products` in the order in which they were added to the exchange.
Result<std::unique_ptr<MarketSource>> recorded_market(const RecordedOptions& options,
                                                      const std::vector<Product>& products);

}  // namespace tu::simex
