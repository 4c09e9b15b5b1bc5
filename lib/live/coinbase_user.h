// The user channel of Coinbase: tells what it says of orders. Its messages are numbered, so that a lost one
// is missed.
#pragma once

#include "live/coinbase_rest.h"
#include "live/user_socket.h"
#include "venue/coinbase/orders.h"

namespace tu::live {

class CoinbaseUser final : public UserSocket {
 public:
  using Heard = std::function<void(const venue::coinbase::UserMessage&)>;
  CoinbaseUser(net::Loop& loop, CoinbaseRest& rest, net::Url url, std::string ca);
  void start(Heard told, std::function<void()> missed);

 private:
  void greet() override;
  bool heard(std::string_view message) override;

  CoinbaseRest& rest_;
  Heard told_;
  std::int64_t expected_ = -1;
};

}  // namespace tu::live
