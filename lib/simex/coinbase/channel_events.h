// The events of Coinbase's WebSocket channels: what stands in `events` of a message, without its envelope.
#pragma once

#include <string>
#include <vector>

#include "simex/coinbase/orders.h"

namespace tu::simex::coinbase {

struct Touched {
  Side side;
  Decimal price;
};

std::string level2_snapshot(const World& w, ProductId product);
std::string level2_update(const World& w, ProductId product, const std::vector<Touched>& levels);
std::string trades_snapshot(const World& w, ProductId product);
std::string trades_update(const World& w, const std::vector<Print>& prints);  // of one product, oldest first
// `batch`: ticker_batch, which has no best bid and ask. `type` is snapshot or update.
std::string ticker_event(const World& w, std::string_view type, ProductId product, bool batch);
std::string candles_event(const World& w, std::string_view type, ProductId product, std::size_t most);
std::string status_event(const World& w);
std::string heartbeat_event(const World& w, std::int64_t counter);
std::string user_event(std::string_view type, const std::vector<std::string>& orders);

}  // namespace tu::simex::coinbase
