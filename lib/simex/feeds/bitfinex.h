// Bitfinex v2: public REST (bitfinex_rest.cpp) and WebSocket (bitfinex_stream.cpp). Everything is a list of
// numbers; amounts of sellers are negative.
#pragma once

#include "simex/feeds/feed_face.h"

namespace tu::simex::feeds::bitfinex {

inline std::string own(const std::string& currency) {
  return currency == "USDT" ? "UST" : currency == "USDC" ? "UDC" : currency;
}
inline std::string pair_of(const Product& p) {  // BTCUSD, DOGE:USD, BTCF0:USTF0
  const std::string suffix = p.perp ? "F0" : "", base = own(p.base) + suffix, quote = own(p.quote) + suffix;
  return base.size() > 3 || quote.size() > 3 ? base + ":" + quote : base + quote;
}
inline std::string id_of(const Product& p) {
  return "t" + pair_of(p);
}

inline DurUs width_of(std::string_view tf) {
  return parse_duration(tf == "1D" ? "1d" : tf).value_or(0);
}

inline net::Response failed(std::int64_t code, std::string_view message, int status = 500) {
  JsonOut out;
  return json_response(out.open('[').text("error").number(code).text(message).close(), status);
}

class Bitfinex : public FeedFace {
 public:
  using FeedFace::FeedFace;

 protected:
  net::Response rest(const net::Request& request, const Query& query) override;
  void greet(Subscriber& s) override {
    send(s, std::string(R"({"event":"info","version":2,"serverId":"simex","platform":{"status":1}})"));
  }
  void message(Subscriber& s, std::string_view text) override;
  void tell_book(Subscriber& s, Topic& t, const Pending&) override;
  void tell_trades(Subscriber& s, Topic& t, const Pending& p) override;
  void tell_ticker(Subscriber& s, Topic& t) override;
  void tell_second(Subscriber& s, Topic& t) override;
  void beat(Subscriber& s) override {
    if (++s.counter % 15 == 0)
      for (const Topic& t : s.topics) send(s, "[" + std::to_string(t.number) + ",\"hb\"]");
  }

 private:
  std::optional<ProductId> find(std::string_view id) const {
    for (ProductId p = 0; p < w_.exchange.markets().size(); ++p)
      if (id_of(market(p).product) == id) return p;
    return {};
  }
  net::Response configuration(const std::string& labels) const;
  void write_ticker(JsonOut& out, ProductId id) const;
  void write_row(JsonOut& out, const Change& c, bool raw) const;
  void write_trade(JsonOut& out, const Print& p) const;
  void write_candle(JsonOut& out, const Candle& c) const;
  std::vector<Change> levels(ProductId id, std::size_t depth) const;
  void subscribe(Subscriber& s, JsonView m);
  void snapshot(Subscriber& s, Topic& t);
  void refuse(Subscriber& s, std::int64_t code, std::string_view message);
};

}  // namespace tu::simex::feeds::bitfinex
