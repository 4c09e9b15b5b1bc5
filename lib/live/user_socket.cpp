#include "live/user_socket.h"

#include <algorithm>

namespace tu::live {

namespace {

constexpr DurUs pause_least = 200 * us_per_ms, pause_most = 10 * us_per_s;

}  // namespace

UserSocket::UserSocket(net::Loop& loop, net::Url url, std::string ca, DurUs silence_max)
    : loop_(loop),
      url_(std::move(url)),
      ca_(std::move(ca)),
      silence_max_(silence_max),
      retry_(loop),
      silence_(loop) {}

void UserSocket::open() {
  socket_ = std::make_unique<net::WebSocket>(loop_, *this);
  net::WebSocketOptions options;
  options.ca = ca_;
  socket_->open(url_, options);
}

void UserSocket::opened() {
  greet();
  newest_ = net::monotonic_us();
  watch();
}

void UserSocket::frame(std::string_view message) {
  newest_ = net::monotonic_us();
  if (!heard(message)) again();
}

void UserSocket::lives() {
  failures_ = 0;
  if (!std::exchange(alive_, true)) miss();
}

void UserSocket::again() {
  alive_ = false;
  silence_.cancel();
  if (socket_) socket_->close();
  const DurUs most = std::min(pause_most, pause_least << std::min(failures_++, 6));
  // A share that differs between processes and moments, so that not everybody returns at once.
  const DurUs pause = most / 2 + net::monotonic_us() % (most / 2 + 1);
  retry_.after(pause, [this] { open(); });
}

void UserSocket::watch() {
  silence_.after(us_per_s, [this] {
    if (net::monotonic_us() - newest_ > silence_max_) return again();
    second();
    watch();
  });
}

}  // namespace tu::live
