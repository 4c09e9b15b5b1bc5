#include "simex/coinbase/channel_events.h"

namespace tu::simex::coinbase {
namespace {

std::string_view level_side(Side s) {
  return s == Side::buy ? "bid" : "offer";
}

void write_level(JsonOut& out, Side side, std::string_view time, Decimal price, Decimal size) {
  out.open('{').field("side", level_side(side)).field("event_time", time).field("price_level", price);
  out.field("new_quantity", size).close();
}

void write_print(JsonOut& out, const World& w, const Print& p) {
  out.open('{').field("trade_id", std::to_string(p.id));
  out.field("product_id", product_id(w.exchange.market(p.product).product)).field("price", p.price);
  out.field("size", p.qty)
      .field("side", side_name(opposite(p.aggressor)))
      .field("time", time_text(p.at))
      .close();
}

constexpr std::size_t trades_in_snapshot = 50;

}  // namespace

std::string level2_snapshot(const World& w, ProductId product) {
  const Market& m = w.exchange.market(product);
  JsonOut out;
  out.open('{').field("type", "snapshot").field("product_id", product_id(m.product)).key("updates").open('[');
  for (const Side side : {Side::buy, Side::sell})
    for (const auto& [key, level] : m.side(side).levels())
      write_level(out, side, "1970-01-01T00:00:00Z", level.price, level.total);
  out.close().close();
  return out.take();
}

std::string level2_update(const World& w, ProductId product, const std::vector<Touched>& levels) {
  const Market& m = w.exchange.market(product);
  const std::string time = time_text(w.clock.shown());
  JsonOut out;
  out.open('{').field("type", "update").field("product_id", product_id(m.product)).key("updates").open('[');
  for (const Touched& t : levels) write_level(out, t.side, time, t.price, m.side(t.side).total(t.price));
  out.close().close();
  return out.take();
}

std::string trades_snapshot(const World& w, ProductId product) {
  const std::deque<Print>& all = w.tape.trades(product);
  JsonOut out;
  out.open('{').field("type", "snapshot").key("trades").open('[');
  std::size_t left = trades_in_snapshot;
  for (auto p = all.rbegin(); p != all.rend() && left > 0; ++p, --left) write_print(out, w, *p);
  out.close().close();
  return out.take();
}

std::string trades_update(const World& w, const std::vector<Print>& prints) {
  JsonOut out;
  out.open('{').field("type", "update").key("trades").open('[');
  for (auto p = prints.rbegin(); p != prints.rend(); ++p) write_print(out, w, *p);
  out.close().close();
  return out.take();
}

std::string ticker_event(const World& w, std::string_view type, ProductId product, bool batch) {
  const Market& m = w.exchange.market(product);
  const Day day = w.tape.day(product, w.clock.shown());
  JsonOut out;
  out.open('{').field("type", type).key("tickers").open('[').open('{').field("type", "ticker");
  out.field("product_id", product_id(m.product)).field("price", m.mark()).field("volume_24_h", day.volume);
  out.field("low_24_h", day.low).field("high_24_h", day.high).field("low_52_w", day.low);
  out.field("high_52_w", day.high).field("price_percent_chg_24_h", day.change_percent(m.mark()));
  if (!batch && m.bids.best())
    out.field("best_bid", m.bids.best()->price).field("best_bid_quantity", m.bids.best()->total);
  if (!batch && m.asks.best())
    out.field("best_ask", m.asks.best()->price).field("best_ask_quantity", m.asks.best()->total);
  out.close().close().close();
  return out.take();
}

std::string candles_event(const World& w, std::string_view type, ProductId product, std::size_t most) {
  const std::string id = product_id(w.exchange.market(product).product);
  const std::vector<Candle> list = w.tape.candles(product, 5 * us_per_min, 0, ts_limit, most);
  JsonOut out;
  out.open('{').field("type", type).key("candles").open('[');
  for (auto c = list.rbegin(); c != list.rend(); ++c) {
    out.open('{')
        .field("start", std::to_string(c->start / us_per_s))
        .field("high", c->high)
        .field("low", c->low);
    out.field("open", c->open)
        .field("close", c->close)
        .field("volume", c->volume)
        .field("product_id", id)
        .close();
  }
  out.close().close();
  return out.take();
}

std::string status_event(const World& w) {
  JsonOut out;
  out.open('{').field("type", "snapshot").key("products").open('[');
  for (const Market& m : w.exchange.markets()) {
    const Product& p = m.product;
    out.open('{').field("product_type", p.perp ? "FUTURE" : "SPOT").field("id", product_id(p));
    out.field("base_currency", p.base).field("quote_currency", p.quote).field("base_increment", p.lot);
    out.field("quote_increment", p.tick).field("display_name", p.base + "/" + p.quote);
    out.field("status", "online").field("status_message", "").field("min_market_funds", p.min_value).close();
  }
  out.close().close();
  return out.take();
}

std::string heartbeat_event(const World& w, std::int64_t counter) {
  std::string time = time_text(w.clock.shown());  // 2026-11-21T01:00:00.12Z, to be written as Go does
  time[10] = ' ';
  time.back() = ' ';
  JsonOut out;
  out.open('{').field("current_time", time + "+0000 UTC m=+" + std::to_string(counter) + ".0");
  out.field("heartbeat_counter", std::to_string(counter)).close();
  return out.take();
}

std::string user_event(std::string_view type, const std::vector<std::string>& orders) {
  JsonOut out;
  out.open('{').field("type", type).key("orders").open('[');
  for (const std::string& o : orders) out.raw(o);
  out.close().key("positions").open('{').key("perpetual_futures_positions").open('[').close();
  out.key("expiring_futures_positions").open('[').close().close().close();
  return out.take();
}

}  // namespace tu::simex::coinbase
