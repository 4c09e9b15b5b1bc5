// A market made of random numbers: a walk of prices, a book around it, trades. The same seed gives the same
// market, whatever the clients do to it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "simex/market/market.h"

namespace tu::simex {

// A product by its symbol ("BTC-USD", "BTC-USDC-PERP") with the price from which its walk begins, and steps
// that fit it.
struct SeededProduct {
  Product product;
  double price = 0;
};
SeededProduct seeded_product(const std::string& symbol);

// Fills the tape with an afternoon of candles that end where the walk begins. `end` is on the exchange's
// clock.
void seed_history(Tape& tape, ProductId id, const SeededProduct& p, std::uint64_t seed, TsUs end);

// `products` are numbered as they were added to the exchange.
std::unique_ptr<MarketSource> seeded_market(std::vector<SeededProduct> products, std::uint64_t seed,
                                            DurUs step = 100 * us_per_ms);

}  // namespace tu::simex
