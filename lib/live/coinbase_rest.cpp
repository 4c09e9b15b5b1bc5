#include "live/coinbase_rest.h"

#include <fcntl.h>
#include <unistd.h>

#include "venue/coinbase/orders.h"
#include "wire/json_view.h"

namespace tu::live {

CoinbaseRest::CoinbaseRest(net::Loop& loop, net::CdpKey key, net::Url base, std::string ca)
    : loop_(loop),
      key_(std::move(key)),
      host_(base.authority()),
      orders_(loop, base, ca),
      questions_(loop, base, ca),
      limit_timer_(loop) {}

void CoinbaseRest::open() {
  orders_.warm();
  learn_time([] {});
}

// Orders may use the whole limit, questions leave a third of it.
void CoinbaseRest::ask(Ask ask, Done done) {
  constexpr double kept_for_orders = 10;
  const DurUs wait = held_.empty() || ask.line == Line::orders
                         ? limit_.take(net::monotonic_us(), ask.line == Line::orders ? 0 : kept_for_orders)
                         : 1;
  if (wait == 0) return now(std::move(ask), std::move(done));
  held_.emplace_back(std::move(ask), std::move(done));
  limit_timer_.after(std::max<DurUs>(wait, us_per_ms), [this] {
    auto held = std::move(held_);
    held_.clear();
    for (auto& [ask, done] : held) this->ask(std::move(ask), std::move(done));
  });
}

void CoinbaseRest::now(Ask ask, Done done) {
  net::HttpChannel& channel = ask.line == Line::orders ? orders_ : questions_;
  const bool timed = ask.line == Line::orders;
  channel.ask(
      [this, ask = std::move(ask)] {
        if (ask.still_wanted && !ask.still_wanted()) return net::ChannelRequest{};
        const std::string path = std::string(venue::coinbase::rest_prefix) + ask.path;
        auto token = net::make_token(key_, ask.method + " " + host_ + path, venue_now() / us_per_s, nonce(),
                                     ask.life_s);
        if (!token) return net::ChannelRequest{};
        if (ask.leaving) ask.leaving();
        return net::ChannelRequest{ask.method,
                                   ask.query.empty() ? path : path + "?" + ask.query,
                                   {{"Authorization", "Bearer " + *token}},
                                   ask.body,
                                   ask.time_max};
      },
      [this, timed, done = std::move(done)](Outcome o) {
        if (timed && o.kind == Outcome::Kind::answered) latency_.add(o.took);
        done(std::move(o));
      });
}

// The middle of the request is taken for the moment that the venue speaks of.
void CoinbaseRest::learn_time(std::function<void()> then) {
  questions_.ask(
      [] {
        return net::ChannelRequest{
            "GET", std::string(venue::coinbase::rest_prefix) + "/time", {}, "", 3 * us_per_s};
      },
      [this, then = std::move(then)](Outcome o) {
        const auto v = o.status == 200 ? wire::JsonView::read(o.body) : std::nullopt;
        if (const auto ms = v ? (*v)["epochMillis"].integer() : std::nullopt) {
          offset_ = *ms * us_per_ms - (net::wall_us() - o.took / 2);
          time_known_ = true;
        }
        then();
      });
}

std::string CoinbaseRest::socket_token() {
  auto token = net::make_token(key_, "", venue_now() / us_per_s, nonce());
  return token ? *token : std::string();
}

std::string CoinbaseRest::nonce() {
  unsigned char bytes[16] = {};
  const int fd = ::open("/dev/urandom", O_RDONLY | O_CLOEXEC);
  if (fd >= 0) {
    (void)!::read(fd, bytes, sizeof bytes);
    ::close(fd);
  }
  std::string out;
  for (unsigned char b : bytes) {
    out += "0123456789abcdef"[b >> 4];
    out += "0123456789abcdef"[b & 15];
  }
  return out;
}

}  // namespace tu::live
