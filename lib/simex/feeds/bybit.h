// Bybit v5, spot and linear: public REST (bybit_rest.cpp) and WebSocket (bybit_stream.cpp). The category is a
// parameter of requests and the end of a socket's path.
#pragma once

#include "simex/feeds/feed_face.h"

namespace tu::simex::feeds::bybit {

inline std::string id_of(const Product& p) {
  return p.base + p.quote;
}

inline DurUs width_of(std::string_view interval) {  // minutes, or D
  if (interval == "D") return us_per_day;
  return text::to_integer(interval).value_or(0) * us_per_min;
}

class Bybit : public FeedFace {
 public:
  using FeedFace::FeedFace;

 protected:
  net::Response rest(const net::Request& request, const Query& query) override;
  void message(Subscriber& s, std::string_view text) override;
  void tell_book(Subscriber& s, Topic& t, const Pending&) override { send_book(s, t, "delta"); }
  void tell_trades(Subscriber& s, Topic& t, const Pending& p) override;
  void tell_ticker(Subscriber& s, Topic& t) override { send_ticker(s, t, t.raw ? "snapshot" : "delta"); }
  void tell_second(Subscriber& s, Topic& t) override;

 private:
  std::optional<ProductId> find(std::string_view id, bool perp) const {
    for (ProductId p = 0; p < w_.exchange.markets().size(); ++p)
      if (market(p).product.perp == perp && id_of(market(p).product) == id) return p;
    return {};
  }
  std::string ms() const { return std::to_string(now_ms()); }
  net::Response finish(JsonOut& result) const;
  net::Response failed(std::string_view message) const;
  net::Response lists(std::string_view what, const Query& query) const;
  void write_instrument(JsonOut& out, const Product& p) const;
  void write_ticker(JsonOut& out, ProductId id) const;
  void write_side(JsonOut& out, std::string_view key, const Ladder& ladder, std::int64_t most) const;
  bool subscribe(Subscriber& s, const std::string& topic);
  void send_book(Subscriber& s, Topic& t, std::string_view type);
  void send_ticker(Subscriber& s, const Topic& t, std::string_view type);
};

}  // namespace tu::simex::feeds::bybit
