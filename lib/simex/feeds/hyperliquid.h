// Hyperliquid: information by POST /info and by WebSocket, orders by POST /exchange. Perpetuals against USDC,
// named by their coin.
#pragma once

#include "simex/feeds/feed_face.h"
#include "simex/hyperliquid/trading.h"

namespace tu::simex::feeds {

DurUs hyperliquid_width(std::string_view interval);  // 0: no such candles

class Hyperliquid : public FeedFace {
 public:
  explicit Hyperliquid(World& world) : FeedFace(world), trading_(world) {}
  void closed(net::Socket& socket) override {
    trading_.closed(socket.id());
    FeedFace::closed(socket);
  }
  void flush() override {
    trading_.flush();
    FeedFace::flush();
  }
  void order_changed(const Order& o) override { trading_.order_changed(o); }
  void filled(const Fill& f, const Order& o) override { trading_.filled(f, o); }

 protected:
  net::Response rest(const net::Request& request, const Query& query) override;
  void message(Subscriber& s, std::string_view text) override;
  void tell_book(Subscriber& s, Topic& t, const Pending&) override;
  void tell_trades(Subscriber& s, Topic& t, const Pending& p) override;
  void tell_ticker(Subscriber& s, Topic& t) override;
  void tell_second(Subscriber& s, Topic& t) override;

 private:
  std::optional<ProductId> find(std::string_view coin) const {
    for (ProductId p = 0; p < w_.exchange.markets().size(); ++p)
      if (market(p).product.perp && market(p).product.base == coin) return p;
    return {};
  }
  const std::string& coin(ProductId id) const { return market(id).product.base; }
  void write_meta(JsonOut& out) const;
  void write_context(JsonOut& out, ProductId id) const;
  void write_mids(JsonOut& out) const;
  void write_book(JsonOut& out, ProductId id) const;
  void write_candle(JsonOut& out, ProductId id, const Candle& c, std::string_view interval,
                    DurUs width) const;
  void write_trade(JsonOut& out, const Print& p) const;
  void say(Subscriber& s, std::string_view channel, const std::string& data);
  void post(Subscriber& s, JsonView message);

  hyperliquid::Trading trading_;
};

}  // namespace tu::simex::feeds
