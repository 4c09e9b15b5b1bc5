#include "live/coinbase_user.h"

#include <algorithm>

namespace tu::live {

namespace coinbase = venue::coinbase;

namespace {

constexpr DurUs silence_max = 6 * us_per_s;  // heartbeats come each second

}  // namespace

CoinbaseUser::CoinbaseUser(net::Loop& loop, CoinbaseRest& rest, net::Url url, std::string ca)
    : UserSocket(loop, std::move(url), std::move(ca), silence_max), rest_(rest) {}

void CoinbaseUser::start(Heard told, std::function<void()> missed) {
  told_ = std::move(told);
  missed_ = std::move(missed);
  open();
}

void CoinbaseUser::greet() {
  expected_ = -1;
  send(coinbase::subscribe_message("heartbeats", rest_.socket_token(), {}));
  send(coinbase::subscribe_message("user", rest_.socket_token(), {}));
}

bool CoinbaseUser::heard(std::string_view message) {
  const auto m = coinbase::read_user(message);
  if (!m || !m->error.empty()) return false;
  // Anything out of order means that something was not heard; what is lost is asked for, not guessed.
  if (m->sequence) {
    if (expected_ >= 0 && *m->sequence > expected_) miss();
    expected_ = std::max(expected_, *m->sequence + 1);
  }
  if (m->channel == "user") {
    lives();
    told_(*m);
  }
  return true;
}

}  // namespace tu::live
