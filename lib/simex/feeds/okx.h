// OKX v5: public REST (okx_rest.cpp) and WebSocket (okx_stream.cpp). Everything is a string.
#pragma once

#include "simex/feeds/feed_face.h"

namespace tu::simex::feeds::okx {

inline std::string id_of(const Product& p) {
  return p.base + "-" + p.quote + (p.perp ? "-SWAP" : "");
}

inline DurUs width_of(std::string_view bar) {  // 1m, 1H, 1D
  constexpr std::pair<char, DurUs> units[] = {{'m', us_per_min}, {'H', us_per_hour}, {'D', us_per_day}};
  if (bar.ends_with("utc")) bar.remove_suffix(3);
  const std::optional<std::int64_t> n =
      bar.empty() ? std::nullopt : text::to_integer(bar.substr(0, bar.size() - 1));
  for (const auto& [unit, width] : units)
    if (n && *n > 0 && bar.back() == unit) return *n * width;
  return 0;
}

inline net::Response failed(std::string_view code, std::string_view message) {
  JsonOut out;
  return json_response(
      out.open('{').field("code", code).field("msg", message).key("data").open('[').close().close());
}

inline void write_candle(JsonOut& out, const Candle& c, bool closed) {
  out.open('[').text(std::to_string(c.start / us_per_ms));
  for (const Decimal x : {c.open, c.high, c.low, c.close, c.volume, c.value, c.value}) out.text(x.str());
  out.text(closed ? "1" : "0").close();
}

class Okx : public FeedFace {
 public:
  using FeedFace::FeedFace;

 protected:
  net::Response rest(const net::Request& request, const Query& query) override;
  void message(Subscriber& s, std::string_view text) override;
  void tell_book(Subscriber& s, Topic& t, const Pending&) override;
  void tell_trades(Subscriber& s, Topic& t, const Pending& p) override;
  void tell_ticker(Subscriber& s, Topic& t) override;
  void tell_second(Subscriber& s, Topic& t) override;

 private:
  std::optional<ProductId> find(std::string_view id) const {
    for (ProductId p = 0; p < w_.exchange.markets().size(); ++p)
      if (id_of(market(p).product) == id) return p;
    return {};
  }
  std::string ms() const { return std::to_string(now_ms()); }
  net::Response of_product(std::string_view what, ProductId id, const Query& query) const;
  void write_instrument(JsonOut& out, const Product& p) const;
  void write_ticker(JsonOut& out, ProductId id) const;
  void write_trade(JsonOut& out, const Print& p) const;
  void write_funding(JsonOut& out, ProductId id) const;
  void write_side(JsonOut& out, const Ladder& ladder, std::int64_t most) const;
  void event(Subscriber& s, std::string_view name, JsonView arg);
  void subscribe(Subscriber& s, JsonView arg);
  JsonOut& begin(JsonOut& out, const Topic& t) const {
    out.open('{')
        .key("arg")
        .open('{')
        .field("channel", t.name)
        .field("instId", id_of(market(t.product).product));
    return out.close();
  }
  void send_book(Subscriber& s, Topic& t, std::string_view action);
  std::int32_t checksum(const Shown& shown) const;
};

}  // namespace tu::simex::feeds::okx
