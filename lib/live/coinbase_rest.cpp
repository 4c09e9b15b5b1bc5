#include "live/coinbase_rest.h"

#include "venue/coinbase/orders.h"
#include "wire/json_view.h"

namespace tu::live {

CoinbaseRest::CoinbaseRest(net::Loop& loop, net::CdpKey key, net::Url base, std::string ca)
    : host_(base.authority()),
      tokens_(loop, std::move(key)),
      orders_(loop, base, ca),
      questions_(loop, base, ca),
      limit_timer_(loop) {}

void CoinbaseRest::open() {
  orders_.warm();
  learn_time([] {});
}

void CoinbaseRest::ask(Ask ask, Done done) {
  Held& held = ask.line == Line::orders ? held_orders_ : held_questions_;
  held.emplace_back(std::move(ask), std::move(done));
  go_on();
}

// Orders may use the whole limit, questions leave a third of it.
void CoinbaseRest::go_on() {
  constexpr double kept_for_orders = 3;
  DurUs wait = let_go(held_orders_, 0);
  if (wait == 0) wait = let_go(held_questions_, kept_for_orders);
  if (wait > 0) limit_timer_.after(wait, [this] { go_on(); });
}

// How long until the next of them may go; 0: all have gone.
DurUs CoinbaseRest::let_go(Held& held, double keep) {
  while (!held.empty()) {
    if (const DurUs wait = limit_.take(net::monotonic_us(), keep); wait > 0) return wait;
    auto [ask, done] = std::move(held.front());
    held.pop_front();
    now(std::move(ask), std::move(done));
  }
  return 0;
}

std::string CoinbaseRest::uri(const std::string& method, const std::string& path) const {
  return method + " " + host_ + std::string(venue::coinbase::rest_prefix) + path;
}

void CoinbaseRest::now(Ask ask, Done done) {
  net::HttpChannel& channel = ask.line == Line::orders ? orders_ : questions_;
  const bool timed = ask.line == Line::orders;
  channel.ask(
      [this, ask = std::move(ask)] {
        if (ask.still_wanted && !ask.still_wanted()) return net::ChannelRequest{};
        const std::string path = std::string(venue::coinbase::rest_prefix) + ask.path;
        const std::string token = tokens_.take(uri(ask.method, ask.path), ask.life_s);
        if (token.empty()) return net::ChannelRequest{};
        if (ask.leaving) ask.leaving();
        return net::ChannelRequest{ask.method,
                                   ask.query.empty() ? path : path + "?" + ask.query,
                                   {{"Authorization", "Bearer " + token}},
                                   ask.body,
                                   ask.time_max};
      },
      [this, timed, done = std::move(done)](Outcome o) {
        if (timed && o.kind == Outcome::Kind::answered) latency_.add(o.took);
        done(std::move(o));
        tokens_.renew();  // of one that waited for its turn
      });
  tokens_.renew();
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
          tokens_.set_offset(*ms * us_per_ms - (net::wall_us() - o.took / 2));
          time_known_ = true;
        }
        then();
      });
}

}  // namespace tu::live
