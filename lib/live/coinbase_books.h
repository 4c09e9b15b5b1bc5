// What Coinbase says that we have: orders, executions, balances, read whole. Blocks until it is there.
#pragma once

#include <vector>

#include "net/jwt.h"
#include "net/url.h"
#include "venue/coinbase/orders.h"

namespace tu::live {

struct CoinbaseBooks {
  std::vector<venue::coinbase::OrderStatus> orders;
  std::vector<venue::coinbase::VenueFill> fills;
  std::vector<venue::coinbase::Balance> balances;
  std::vector<venue::coinbase::VenuePosition> positions;  // in perpetuals
};

// `since`: of the oldest order that matters; 0 for all. Positions are only asked for with `perpetuals`. An
// Error (69) says what could not be read.
Result<CoinbaseBooks> read_coinbase_books(const net::CdpKey& key, const net::Url& base, const std::string& ca,
                                          TsUs since, bool perpetuals);

}  // namespace tu::live
