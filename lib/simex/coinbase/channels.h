// Coinbase's WebSocket: subscriptions, and what each connection is sent. Sequence numbers count the messages
// of one connection, acks and heartbeats too.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "simex/coinbase/channel_events.h"
#include "simex/coinbase/users.h"

namespace tu::simex::coinbase {

class Channels : public Listener {
 public:
  Channels(World& world, const Users& users) : w_(world), users_(users) {}

  void opened(std::shared_ptr<net::Socket> socket);
  void received(net::Socket& socket, std::string_view text);
  void closed(net::Socket& socket) { sessions_.erase(socket.id()); }
  void flush();
  void every_second();

  // What changed, kept until flush().
  void order_changed(const Order& o) override;
  void printed(const Print& p) override;
  void level_changed(ProductId product, Side side, Decimal price, Decimal total) override;

 private:
  struct Session {
    std::shared_ptr<net::Socket> socket;
    std::int64_t sequence = 0, heartbeats = 0;
    std::map<std::string, std::set<ProductId>, std::less<>> channels;
    const User* user = nullptr;
    bool every_product = false;  // of the user channel
    TsUs last_sent = 0;
    bool has(std::string_view channel, ProductId p) const;
  };

  void send(Session& s, std::string_view channel, std::string_view event);
  void send_error(Session& s, std::string_view message);
  void acknowledge(Session& s);
  void subscribe(Session& s, JsonView message, const std::string& channel);
  void unsubscribe(Session& s, JsonView message, const std::string& channel);
  bool read_products(JsonView message, std::set<ProductId>& products) const;
  void send_snapshot(Session& s, const std::string& channel, const std::set<ProductId>& products);
  void send_open_orders(Session& s);
  void to_all(std::string_view channel, ProductId p, const std::string& event);

  World& w_;
  const Users& users_;
  std::map<std::uint64_t, Session> sessions_;
  struct Change {
    ProductId product;
    std::string order;
  };
  std::map<ProductId, std::vector<Touched>> levels_;
  std::map<ProductId, std::vector<Print>> prints_;
  std::map<AccountId, std::vector<Change>> orders_;
  std::set<ProductId> traded_;  // since the last batch of tickers
  std::int64_t seconds_ = 0;
};

}  // namespace tu::simex::coinbase
