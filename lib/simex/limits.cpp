#include "simex/limits.h"

#include <fmt/core.h>

#include <algorithm>

#include "simex/json.h"

namespace tu::simex {
namespace {

constexpr double coinbase_signed = 30, coinbase_open = 10;  // a second
constexpr double hyperliquid_weight = 1200;                 // a minute
constexpr double requests_first = 10'000, cancels_more = 100'000;
constexpr DurUs grace_every = 10 * us_per_s;

bool one_of(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// Of Hyperliquid's requests, by what they ask.
double weight_of(const net::Request& r) {
  const JsonView body = parse_json(r.body).value_or(JsonView());
  if (r.path() == "/exchange") {
    std::size_t batch = 0;
    for (const char* list : {"orders", "cancels", "modifies"})
      batch = std::max(batch, body["action"][list].items().size());
    return 1 + static_cast<double>(batch / 40);
  }
  const std::string type = body["type"].text();
  if (type == "userRole") return 60;
  return one_of(type, {"l2Book", "allMids", "clearinghouseState", "orderStatus", "spotClearinghouseState",
                       "exchangeStatus"})
             ? 2
             : 20;
}

net::Response too_many(std::string body, std::string type, DurUs wait) {
  net::Response r;
  r.status = 429;
  r.body = std::move(body);
  r.type = std::move(type);
  r.headers.emplace_back("Retry-After", std::to_string(std::max<DurUs>((wait + us_per_s - 1) / us_per_s, 1)));
  return r;
}

}  // namespace

void Window::forget(DurUs now) {
  while (!taken_.empty() && taken_.front().first <= now - span_) {
    sum_ -= taken_.front().second;
    taken_.pop_front();
  }
  if (taken_.empty()) sum_ = 0;
}

bool Window::take(double n, DurUs now) {
  forget(now);
  if (sum_ + n > most_) return false;
  add(n, now);
  return true;
}

void Window::add(double n, DurUs now) {
  taken_.emplace_back(now, n);
  sum_ += n;
}

DurUs Window::wait(DurUs now) const {
  return taken_.empty() ? span_ : taken_.front().first + span_ - now;
}

Limits::Limits(std::string_view venue, double factor)
    : signed_(coinbase_signed * factor, us_per_s),
      open_(venue == "coinbase" ? coinbase_open * factor : hyperliquid_weight * factor,
            venue == "coinbase" ? us_per_s : us_per_min) {
  if (factor <= 0) return;
  if (venue == "coinbase") venue_ = Venue::coinbase;
  if (venue == "hyperliquid") venue_ = Venue::hyperliquid;
}

std::optional<net::Response> Limits::refuse(const net::Request& r, DurUs now) {
  if (venue_ == Venue::none) return {};
  if (venue_ == Venue::coinbase) {
    Window& w = r.header("Authorization").empty() ? open_ : signed_;
    if (w.take(1, now)) return {};
    return too_many(R"({"errors":[{"id":"rate_limit_exceeded","message":"Too many requests"}]})",
                    "application/json; charset=utf-8", w.wait(now));
  }
  if (open_.take(weight_of(r), now)) return {};
  return too_many("Too Many Requests", "text/plain", open_.wait(now));
}

void Limits::answered(const net::Request& r, const net::Response& answer, DurUs now) {
  if (venue_ != Venue::hyperliquid || r.path() != "/info") return;
  const std::string type = parse_json(r.body).value_or(JsonView())["type"].text();
  const bool by_20 = one_of(type, {"recentTrades", "historicalOrders", "userFills", "userFillsByTime",
                                   "fundingHistory", "userFunding"});
  if (!by_20 && type != "candleSnapshot") return;
  const std::size_t items = parse_json(answer.body).value_or(JsonView()).items().size();
  open_.add(static_cast<double>(items / (by_20 ? 20 : 60)), now);
}

double Allowance::limit(Decimal traded, double factor) {
  return requests_first * factor + traded.to_real();
}

std::string Allowance::refuse(double requests, bool cancels, Decimal traded, double factor, DurUs now) {
  if (factor <= 0) return {};
  const double limit = Allowance::limit(traded, factor);
  const double most = cancels ? std::min(limit + cancels_more, limit * 2) : limit;
  if (used_ + requests > most) {
    if (grace_ != 0 && now - grace_ < grace_every)
      return fmt::format(
          "Too many cumulative requests sent ({:.0f} > {:.0f}) for cumulative volume traded ${}. Place taker "
          "orders to "
          "free up 1 request per USDC traded.",
          used_ + requests, most, traded.str());
    grace_ = now;
  }
  used_ += requests;
  return {};
}

}  // namespace tu::simex
