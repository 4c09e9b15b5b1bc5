// Kraken: public REST (kraken_rest.cpp) and WebSocket v2 (kraken_stream.cpp).
#pragma once

#include "simex/feeds/feed_face.h"

namespace tu::simex::feeds::kraken {

inline constexpr std::size_t checked_levels = 10;

inline std::string old_name(const std::string& currency) {  // of the REST interface
  return currency == "BTC" ? "XBT" : currency == "DOGE" ? "XDG" : currency;
}
inline std::string altname(const Product& p) {
  return old_name(p.base) + old_name(p.quote);
}
inline std::string ws_name(const Product& p) {
  return p.base + "/" + p.quote;
}
inline std::string asset_id(const std::string& currency) {
  if (currency == "USD" || currency == "EUR") return "Z" + currency;
  if (currency == "BTC" || currency == "ETH" || currency == "XRP" || currency == "DOGE")
    return "X" + old_name(currency);
  return currency;
}
// Old pairs carry the long names of their currencies, newer ones do not.
inline std::string pair_id(const Product& p) {
  const std::string base = asset_id(p.base), quote = asset_id(p.quote);
  return base.size() == 4 && quote.size() == 4 ? base + quote : altname(p);
}

inline net::Response failed(std::string_view message) {
  JsonOut out;
  out.open('{').key("error").open('[').text(message).close().close();
  return json_response(out);
}

// Price and size as they are printed at the pair's full precision, without the point and leading zeros.
inline void add_checked(std::string& text, const std::string& number) {
  std::string digits;
  for (const char c : number)
    if (c != '.') digits += c;
  text += digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
}

class Kraken : public FeedFace {
 public:
  using FeedFace::FeedFace;

 protected:
  net::Response rest(const net::Request& request, const Query& query) override;
  void greet(Subscriber& s) override {
    JsonOut out;
    out.open('{').field("channel", "status").field("type", "update").key("data").open('[').open('{');
    out.field("version", "2.0.10").field("system", "online").field("api_version", "v2");
    send(s, out.field("connection_id", static_cast<std::int64_t>(s.socket->id())).close().close().close());
  }
  void message(Subscriber& s, std::string_view text) override;
  void tell_book(Subscriber& s, Topic& t, const Pending&) override;
  void tell_trades(Subscriber& s, Topic& t, const Pending& p) override {
    send_trades(s, t, p.prints, "update");
  }
  void tell_ticker(Subscriber& s, Topic& t) override { send_ticker(s, t, "update"); }
  void tell_second(Subscriber& s, Topic& t) override { send_candles(s, t, 1, "update"); }
  void beat(Subscriber& s) override {
    if (steady_now() - s.last_sent > us_per_s - 50 * us_per_ms && !s.topics.empty())
      send(s, std::string(R"({"channel":"heartbeat"})"));
  }

 private:
  std::optional<ProductId> find(std::string_view name) const;
  void subscribe(Subscriber& s, JsonView m, const std::string& symbol);
  void acknowledge(Subscriber& s, JsonView m, const std::string& symbol, std::string_view error);
  void send_book(Subscriber& s, Topic& t, const std::vector<Change>& changes, std::string_view type);
  void send_trades(Subscriber& s, const Topic& t, const std::vector<Print>& prints, std::string_view type);
  void send_ticker(Subscriber& s, const Topic& t, std::string_view type);
  void send_candles(Subscriber& s, const Topic& t, std::size_t most, std::string_view type);
  std::uint32_t checksum(const Market& m) const;
  void write_pair(JsonOut& out, const Product& p) const;
  void write_ticker(JsonOut& out, ProductId id) const;
  net::Response of_pair(std::string_view what, ProductId id, const Query& query) const;
};

}  // namespace tu::simex::feeds::kraken
