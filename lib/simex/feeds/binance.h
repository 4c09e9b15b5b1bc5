// Inside of Binance's face: its REST is in binance_rest.cpp, its streams in binance_stream.cpp.
#pragma once

#include "simex/feeds/feed_face.h"

namespace tu::simex::feeds {

class Binance : public FeedFace {
 public:
  using FeedFace::FeedFace;

 protected:
  net::Response rest(const net::Request& request, const Query& query) override;
  void message(Subscriber& s, std::string_view text) override;
  void greet(Subscriber& s) override;
  void tell_book(Subscriber& s, Topic& t, const Pending& p) override;
  void tell_trades(Subscriber& s, Topic& t, const Pending& p) override;
  void tell_ticker(Subscriber& s, Topic& t) override;
  void tell_second(Subscriber& s, Topic& t) override;
  void beat(Subscriber& s) override {
    if (++s.counter % 20 == 0) s.socket->ping(std::to_string(now_ms()));
  }

 private:
  std::optional<ProductId> find(std::string_view id, bool futures) const;
  static bool of_futures(const Subscriber& s) {
    return s.path.find("/public/") != s.path.npos || s.path.find("/market/") != s.path.npos;
  }
  void subscribe(Subscriber& s, const std::string& stream);
  void tell(Subscriber& s, const Topic& t, JsonOut& out);
  net::Response exchange_info(bool futures) const;
  net::Response depth(ProductId id, const Query& query, bool futures) const;
  net::Response klines(ProductId id, const Query& query) const;
  net::Response trades(ProductId id, const Query& query, bool aggregate) const;
  net::Response tickers(std::string_view what, const Query& query, bool futures) const;
  net::Response of_product(std::string_view what, ProductId id, const Query& query, bool futures) const;
  net::Response funding(std::string_view what, const Query& query) const;
  void write_ticker(JsonOut& out, std::string_view what, ProductId id) const;
  void write_premium(JsonOut& out, ProductId id) const;
};

std::string binance_id(const Product& p);        // BTCUSDT
DurUs binance_width(std::string_view interval);  // of "1m"; 0 when it is none
void write_binance_levels(JsonOut& out, const Ladder& ladder, std::int64_t most);

}  // namespace tu::simex::feeds
