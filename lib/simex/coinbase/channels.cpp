#include "simex/coinbase/channels.h"

#include <algorithm>

namespace tu::simex::coinbase {
namespace {

constexpr std::string_view known_channels[] = {"heartbeats", "candles", "market_trades",
                                               "status",     "ticker",  "ticker_batch",
                                               "level2",     "user",    "futures_balance_summary"};

bool has_products(std::string_view channel) {
  return channel != "heartbeats" && channel != "status" && channel != "futures_balance_summary";
}

}  // namespace

bool Channels::Session::has(std::string_view channel, ProductId p) const {
  const auto found = channels.find(channel);
  return found != channels.end() && found->second.contains(p);
}

void Channels::opened(std::shared_ptr<net::Socket> socket) {
  const std::uint64_t id = socket->id();
  sessions_[id].socket = std::move(socket);
  sessions_[id].last_sent = steady_now();
  w_.after(5 * us_per_s, [this, id] {  // the venue's rule: subscribe at once or leave
    const auto found = sessions_.find(id);
    if (found != sessions_.end() && found->second.sequence == 0)
      found->second.socket->close("no subscription within 5 seconds");
  });
}

void Channels::send(Session& s, std::string_view channel, std::string_view event) {
  std::string m = "{\"channel\":\"";
  m.reserve(event.size() + 160);
  m += channel;
  m += "\",\"client_id\":\"\",\"timestamp\":\"";
  m += time_text(w_.clock.shown());
  m += "\",\"sequence_num\":";
  m += std::to_string(s.sequence++);
  m += ",\"events\":[";
  m += event;
  m += "]}";
  s.last_sent = steady_now();
  s.socket->send(std::move(m));
}

void Channels::send_error(Session& s, std::string_view message) {
  JsonOut out;
  out.open('{').field("type", "error").field("message", message).close();
  s.socket->send(out.take());
}

void Channels::received(net::Socket& socket, std::string_view text) {
  flush();
  const auto found = sessions_.find(socket.id());
  if (found == sessions_.end()) return;
  Session& s = found->second;
  const JsonView message = parse_json(text).value_or(JsonView());
  const std::string type = message["type"].text();
  const std::string channel = message["channel"].text();
  if (type != "subscribe" && type != "unsubscribe")
    return send_error(s, "expected type subscribe or unsubscribe");
  if (std::find(std::begin(known_channels), std::end(known_channels), channel) == std::end(known_channels))
    return send_error(s, "channel " + channel + " is not known");
  type == "subscribe" ? subscribe(s, message, channel) : unsubscribe(s, message, channel);
}

bool Channels::read_products(JsonView message, std::set<ProductId>& products) const {
  for (const JsonView item : message["product_ids"].items()) {
    std::string symbol = symbol_of(item.text());
    if (symbol.ends_with("-USDC") && !w_.exchange.find(symbol)) symbol.pop_back();  // answered as -USD
    const std::optional<ProductId> id = w_.exchange.find(symbol);
    if (!id) return false;
    products.insert(*id);
  }
  if (products.empty())
    for (ProductId id = 0; id < w_.exchange.markets().size(); ++id) products.insert(id);
  return true;
}

void Channels::subscribe(Session& s, JsonView message, const std::string& channel) {
  if (channel == "user" || channel == "futures_balance_summary") {
    Result<const User*> user =
        users_.of_message(message["jwt"].text(), message["api_key"].text(), wall_now() + w_.clock.skew);
    if (!user) return send_error(s, "authentication failure");
    s.user = *user;
  }
  std::set<ProductId> products;
  if (has_products(channel) && !read_products(message, products))
    return send_error(s, "a product_id is not known");
  s.channels[channel].insert(products.begin(), products.end());
  acknowledge(s);
  send_snapshot(s, channel, products);
}

void Channels::unsubscribe(Session& s, JsonView message, const std::string& channel) {
  std::set<ProductId> products;
  if (!read_products(message, products)) return send_error(s, "a product_id is not known");
  const auto found = s.channels.find(channel);
  if (found != s.channels.end()) {
    for (const ProductId id : products) found->second.erase(id);
    if (found->second.empty() || !has_products(channel)) s.channels.erase(found);
  }
  acknowledge(s);
}

// The whole current set; an empty one is what tells some clients that they have left.
void Channels::acknowledge(Session& s) {
  JsonOut out;
  out.open('{').key("subscriptions").open('{');
  for (const auto& [channel, products] : s.channels) {
    out.key(channel).open('[');
    if (channel == "user" && s.user) out.text(user_uuid(w_, s.user->account));
    if (!has_products(channel)) out.text(channel);
    if (has_products(channel) && channel != "user")
      for (const ProductId id : products) out.text(product_id(w_.exchange.market(id).product));
    out.close();
  }
  out.close().close();
  send(s, "subscriptions", out.str());
}

void Channels::send_snapshot(Session& s, const std::string& channel, const std::set<ProductId>& products) {
  if (channel == "user") return send_open_orders(s);
  if (channel == "status") return send(s, channel, status_event(w_));
  for (const ProductId id : products) {
    if (channel == "level2") send(s, "l2_data", level2_snapshot(w_, id));
    if (channel == "market_trades") send(s, channel, trades_snapshot(w_, id));
    if (channel == "ticker" || channel == "ticker_batch")
      send(s, channel, ticker_event(w_, "snapshot", id, channel == "ticker_batch"));
    if (channel == "candles") send(s, channel, candles_event(w_, "snapshot", id, 100));
  }
}

// In batches of 50; the first smaller one, which may be empty, says that the list is complete.
void Channels::send_open_orders(Session& s) {
  std::vector<std::string> batch;
  for (const OrderId id : w_.exchange.accounts()[s.user->account].orders) {
    const Order& o = *w_.exchange.order(id);
    if (!alive(o.state) || !s.has("user", o.product)) continue;
    JsonOut out;
    write_user_order(out, o, w_);
    batch.push_back(out.take());
    if (batch.size() < 50) continue;
    send(s, "user", user_event("snapshot", batch));
    batch.clear();
  }
  send(s, "user", user_event("snapshot", batch));
}

void Channels::order_changed(const Order& o) {
  if (sessions_.empty()) return;
  JsonOut out;
  write_user_order(out, o, w_);
  orders_[o.account].push_back({o.product, out.take()});
}

void Channels::printed(const Print& p) {
  traded_.insert(p.product);
  if (!sessions_.empty()) prints_[p.product].push_back(p);
}

void Channels::level_changed(ProductId product, Side side, Decimal price, Decimal) {
  if (sessions_.empty()) return;
  std::vector<Touched>& list = levels_[product];
  for (const Touched& t : list)
    if (t.side == side && t.price == price) return;
  list.push_back({side, price});
}

void Channels::to_all(std::string_view channel, ProductId p, const std::string& event) {
  const std::string_view subscribed = channel == "l2_data" ? "level2" : channel;
  for (auto& [id, s] : sessions_)
    if (s.has(subscribed, p)) send(s, channel, event);
}

void Channels::flush() {
  auto levels = std::move(levels_);
  auto prints = std::move(prints_);
  auto orders = std::move(orders_);
  levels_.clear(), prints_.clear(), orders_.clear();
  for (const auto& [account, changes] : orders)
    for (auto& [id, s] : sessions_) {
      if (!s.user || s.user->account != account) continue;
      for (const Change& c : changes)
        if (s.has("user", c.product)) send(s, "user", user_event("update", {c.order}));
    }
  for (const auto& [product, touched] : levels)
    to_all("l2_data", product, level2_update(w_, product, touched));
  for (const auto& [product, list] : prints) {
    to_all("market_trades", product, trades_update(w_, list));
    to_all("ticker", product, ticker_event(w_, "update", product, false));
  }
}

void Channels::every_second() {
  ++seconds_;
  for (auto& [id, s] : sessions_) {
    if (s.channels.contains("heartbeats")) send(s, "heartbeats", heartbeat_event(w_, s.heartbeats++));
    if (const auto candles = s.channels.find("candles"); candles != s.channels.end())
      for (const ProductId p : candles->second) send(s, "candles", candles_event(w_, "update", p, 1));
  }
  if (seconds_ % 5 == 0) {
    for (const ProductId p : std::set<ProductId>(std::move(traded_)))
      to_all("ticker_batch", p, ticker_event(w_, "update", p, true));
    traded_.clear();
  }
  const TsUs now = steady_now();
  for (auto& [id, s] : sessions_)
    if (now - s.last_sent > 90 * us_per_s) s.socket->close("idle");
}

}  // namespace tu::simex::coinbase
