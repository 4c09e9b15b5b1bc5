// Coinbase Advanced Trade: one address for REST and for the WebSocket.
#pragma once

#include "simex/coinbase/channels.h"
#include "simex/coinbase/rest.h"

namespace tu::simex::coinbase {

class CoinbaseFace : public Face {
 public:
  CoinbaseFace(World& world, const Users& users) : rest_(world, users), channels_(world, users) {}

  void request(net::Request request, net::Reply reply) override { reply(rest_.answer(request)); }
  bool upgrades(const net::Request&) override { return true; }
  void opened(std::shared_ptr<net::Socket> socket, const net::Request&) override {
    channels_.opened(std::move(socket));
  }
  void received(net::Socket& socket, std::string_view text) override { channels_.received(socket, text); }
  void closed(net::Socket& socket) override { channels_.closed(socket); }
  void flush() override { channels_.flush(); }
  void every_second() override { channels_.every_second(); }
  void order_changed(const Order& o) override { channels_.order_changed(o); }
  void printed(const Print& p) override { channels_.printed(p); }
  void level_changed(ProductId product, Side side, Decimal price, Decimal total) override {
    channels_.level_changed(product, side, price, total);
  }

 private:
  Rest rest_;
  Channels channels_;
};

}  // namespace tu::simex::coinbase
