#include "live/coinbase_user.h"

#include <algorithm>

namespace tu::live {

namespace coinbase = venue::coinbase;

namespace {

constexpr DurUs silence_max = 6 * us_per_s;  // heartbeats come each second
constexpr DurUs pause_least = 200 * us_per_ms, pause_most = 10 * us_per_s;

}  // namespace

CoinbaseUser::CoinbaseUser(net::Loop& loop, CoinbaseRest& rest, net::Url url, std::string ca)
    : loop_(loop), rest_(rest), url_(std::move(url)), ca_(std::move(ca)), retry_(loop), silence_(loop) {}

void CoinbaseUser::start(Heard heard, std::function<void()> missed) {
  heard_ = std::move(heard);
  missed_ = std::move(missed);
  open();
}

void CoinbaseUser::open() {
  expected_ = -1;
  socket_ = std::make_unique<net::WebSocket>(loop_, *this);
  net::WebSocketOptions options;
  options.ca = ca_;
  socket_->open(url_, options);
}

void CoinbaseUser::opened() {
  socket_->send(coinbase::subscribe_message("heartbeats", rest_.socket_token(), {}));
  socket_->send(coinbase::subscribe_message("user", rest_.socket_token(), {}));
  newest_ = net::monotonic_us();
  watch();
}

void CoinbaseUser::frame(std::string_view message) {
  newest_ = net::monotonic_us();
  const auto m = coinbase::read_user(message);
  if (!m || !m->error.empty()) return again();
  // Anything out of order means that something was not heard; what is lost is asked for, not guessed.
  if (m->sequence) {
    if (expected_ >= 0 && *m->sequence > expected_) missed_();
    expected_ = std::max(expected_, *m->sequence + 1);
  }
  if (m->channel == "user") {
    if (!alive_) missed_();
    alive_ = true;
    failures_ = 0;
    heard_(*m);
  }
}

void CoinbaseUser::closed(const Error&) {
  again();
}

void CoinbaseUser::again() {
  alive_ = false;
  silence_.cancel();
  if (socket_) socket_->close();
  const DurUs most = std::min(pause_most, pause_least << std::min(failures_++, 6));
  // A share that differs between processes and moments, so that not everybody returns at once.
  const DurUs pause = most / 2 + net::monotonic_us() % (most / 2 + 1);
  retry_.after(pause, [this] { open(); });
}

void CoinbaseUser::watch() {
  silence_.after(us_per_s, [this] {
    if (net::monotonic_us() - newest_ > silence_max) return again();
    watch();
  });
}

}  // namespace tu::live
