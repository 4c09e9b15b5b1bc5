#include "live/hyperliquid_user.h"

namespace tu::live {

namespace hyperliquid = venue::hyperliquid;

namespace {

constexpr int ping_every = 5;                 // seconds
constexpr DurUs silence_max = 12 * us_per_s;  // two pings without an answer

}  // namespace

HyperliquidUser::HyperliquidUser(net::Loop& loop, std::string address, net::Url url, std::string ca)
    : UserSocket(loop, std::move(url), std::move(ca), silence_max), address_(std::move(address)) {}

void HyperliquidUser::start(Heard told, std::function<void()> missed) {
  told_ = std::move(told);
  missed_ = std::move(missed);
  open();
}

void HyperliquidUser::greet() {
  seconds_ = subscribed_ = 0;
  for (const char* channel : {"orderUpdates", "userFills"})
    send(hyperliquid::subscribe_message(channel, address_));
}

bool HyperliquidUser::heard(std::string_view message) {
  const auto m = hyperliquid::read_user(message);
  if (!m) return false;
  if (m->channel == "error") return false;
  if (m->channel == "subscriptionResponse" && ++subscribed_ == 2) lives();
  if (!m->orders.empty() || !m->fills.empty()) told_(*m);
  return true;
}

void HyperliquidUser::second() {
  if (++seconds_ % ping_every == 0) send(R"({"method":"ping"})");
}

}  // namespace tu::live
