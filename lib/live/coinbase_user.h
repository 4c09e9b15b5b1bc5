// The user channel of Coinbase: tells what it says of orders, and each time that something may have been
// missed. Reconnects for ever, with jittered pauses; a connection that falls silent is closed.
#pragma once

#include <functional>
#include <memory>

#include "live/coinbase_rest.h"
#include "net/websocket.h"
#include "venue/coinbase/orders.h"

namespace tu::live {

class CoinbaseUser final : public net::WebSocket::Listener {
 public:
  using Heard = std::function<void(const venue::coinbase::UserMessage&)>;
  CoinbaseUser(net::Loop& loop, CoinbaseRest& rest, net::Url url, std::string ca);
  void start(Heard heard, std::function<void()> missed);
  bool alive() const { return alive_; }

 private:
  void opened() override;
  void frame(std::string_view message) override;
  void closed(const Error& why) override;
  void open();
  void again();
  void watch();

  net::Loop& loop_;
  CoinbaseRest& rest_;
  const net::Url url_;
  const std::string ca_;
  Heard heard_;
  std::function<void()> missed_;
  std::unique_ptr<net::WebSocket> socket_;
  net::Timer retry_, silence_;
  std::int64_t expected_ = -1;
  int failures_ = 0;
  bool alive_ = false;
  DurUs newest_ = 0;
};

}  // namespace tu::live
