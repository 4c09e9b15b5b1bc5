// The channels orderUpdates and userFills of Hyperliquid: what they say of one address. Nothing numbers their
// messages, so a lost one is not missed here; the desk's rounds stand behind.
#pragma once

#include "live/user_socket.h"
#include "venue/hyperliquid/user.h"

namespace tu::live {

class HyperliquidUser final : public UserSocket {
 public:
  using Heard = std::function<void(const venue::hyperliquid::UserMessage&)>;
  HyperliquidUser(net::Loop& loop, std::string address, net::Url url, std::string ca);
  void start(Heard told, std::function<void()> missed);

 private:
  void greet() override;
  bool heard(std::string_view message) override;
  void second() override;

  const std::string address_;
  Heard told_;
  int seconds_ = 0, subscribed_ = 0;
};

}  // namespace tu::live
