// Kraken: WebSocket v2. Books are checked by a sum over their best levels.
#include "simex/feeds/faces.h"
#include "simex/feeds/kraken.h"
#include "venue/crc32.h"

namespace tu::simex::feeds {
namespace kraken {

void Kraken::message(Subscriber& s, std::string_view text) {
  const JsonView m = parse_json(text).value_or(JsonView());
  const std::string method = m["method"].text();
  JsonOut out;
  if (method == "ping") {
    out.open('{').field("method", "pong");
    if (!m["req_id"].absent()) out.key("req_id").raw(m["req_id"].json());
    return send(s, out.field("time_in", time_text(now())).field("time_out", time_text(now())).close());
  }
  if (method != "subscribe" && method != "unsubscribe") return acknowledge(s, m, "", "Malformed request");
  const std::string channel = m["params"]["channel"].text();
  for (const JsonView item : m["params"]["symbol"].items()) {
    const std::string symbol = item.text();
    const std::optional<ProductId> id = find(symbol);
    if (!id) {
      acknowledge(s, m, symbol, "Currency pair not supported " + symbol);
      continue;
    }
    std::erase_if(s.topics, [&](const Topic& t) { return t.name == channel && t.product == *id; });
    acknowledge(s, m, symbol, "");
    if (method == "subscribe") subscribe(s, m, symbol);
  }
}

void Kraken::acknowledge(Subscriber& s, JsonView m, const std::string& symbol, std::string_view error) {
  const std::string channel = m["params"]["channel"].text();
  JsonOut out;
  out.open('{').field("method", m["method"].text());
  if (error.empty()) {
    out.key("result").open('{').field("channel", channel).field("symbol", symbol);
    if (channel == "book") out.field("depth", m["params"]["depth"].integer().value_or(10));
    out.field("snapshot", m["params"]["snapshot"].json() != "false").close();
  } else {
    out.field("error", error).field("symbol", symbol);
  }
  out.field("success", error.empty()).field("time_in", time_text(now())).field("time_out", time_text(now()));
  if (!m["req_id"].absent()) out.key("req_id").raw(m["req_id"].json());
  send(s, out.close());
}

void Kraken::subscribe(Subscriber& s, JsonView m, const std::string& symbol) {
  const JsonView params = m["params"];
  Topic t;
  t.product = *find(symbol);
  t.name = params["channel"].text();
  const bool snapshot = params["snapshot"].json() != "false";
  if (t.name == "book") {
    t.depth =
        static_cast<std::size_t>(std::clamp<std::int64_t>(params["depth"].integer().value_or(10), 1, 1000));
    send_book(s, t, differences(market(t.product), t.depth, t.shown), "snapshot");
  } else if (t.name == "trade") {
    t.subject = Subject::trades;
    const std::deque<Print>& all = w_.tape.trades(t.product);
    if (snapshot && !all.empty())
      send_trades(s, t,
                  {all.end() - static_cast<std::ptrdiff_t>(std::min<std::size_t>(all.size(), 50)), all.end()},
                  "snapshot");
  } else if (t.name == "ticker") {
    t.subject = params["event_trigger"].text() == "bbo" ? Subject::best : Subject::ticker;
    if (snapshot) send_ticker(s, t, "snapshot");
  } else if (t.name == "ohlc") {
    t.subject = Subject::candles;
    t.width = std::max<std::int64_t>(params["interval"].integer().value_or(1), 1) * us_per_min;
    if (snapshot) send_candles(s, t, 50, "snapshot");
  } else {
    return;
  }
  s.topics.push_back(std::move(t));
}

std::uint32_t Kraken::checksum(const Market& m) const {
  std::string text;
  for (const Side side : {Side::sell, Side::buy}) {
    std::size_t left = checked_levels;
    for (const auto& [key, level] : m.side(side).levels()) {
      if (left-- == 0) break;
      add_checked(text, fixed(level.price, places_of(m.product.tick)));
      add_checked(text, fixed(level.total, places_of(m.product.lot)));
    }
  }
  return venue::crc32(text);
}

void Kraken::send_book(Subscriber& s, Topic& t, const std::vector<Change>& changes, std::string_view type) {
  const Market& m = market(t.product);
  JsonOut out;
  out.open('{').field("channel", "book").field("type", type).key("data").open('[').open('{');
  out.field("symbol", ws_name(m.product));
  for (const Side side : {Side::buy, Side::sell}) {
    out.key(side == Side::buy ? "bids" : "asks").open('[');
    for (const Change& c : changes)
      if (c.side == side)
        out.open('{')
            .key("price")
            .raw(fixed(c.price, places_of(m.product.tick)))
            .key("qty")
            .raw(fixed(c.size, places_of(m.product.lot)))
            .close();
    out.close();
  }
  out.field("checksum", static_cast<std::int64_t>(checksum(m))).field("timestamp", time_text(now()));
  send(s, out.close().close().close());
}

void Kraken::tell_book(Subscriber& s, Topic& t, const Pending&) {
  const std::vector<Change> changes = differences(market(t.product), t.depth, t.shown);
  if (!changes.empty()) send_book(s, t, changes, "update");
}

void Kraken::send_trades(Subscriber& s, const Topic& t, const std::vector<Print>& prints,
                         std::string_view type) {
  JsonOut out;
  out.open('{').field("channel", "trade").field("type", type).key("data").open('[');
  for (const Print& p : prints) {
    out.open('{').field("symbol", ws_name(market(t.product).product));
    out.field("side", p.aggressor == Side::buy ? "buy" : "sell").field_number("price", p.price);
    out.field_number("qty", p.qty)
        .field("ord_type", "market")
        .field("trade_id", static_cast<std::int64_t>(p.id));
    out.field("timestamp", time_text(p.at)).close();
  }
  send(s, out.close().close());
}

void Kraken::send_ticker(Subscriber& s, const Topic& t, std::string_view type) {
  const Market& m = market(t.product);
  if (!m.bids.best() || !m.asks.best()) return;
  const Day d = day(t.product);
  JsonOut out;
  out.open('{').field("channel", "ticker").field("type", type).key("data").open('[').open('{');
  out.field("symbol", ws_name(m.product)).field_number("bid", m.bids.best()->price);
  out.field_number("bid_qty", m.bids.best()->total).field_number("ask", m.asks.best()->price);
  out.field_number("ask_qty", m.asks.best()->total)
      .field_number("last", m.mark())
      .field_number("volume", d.volume);
  out.field_number("vwap", d.volume.is_zero() ? m.mark() : d.value / d.volume).field_number("low", d.low);
  out.field_number("high", d.high).field_number("change", m.mark() - d.open);
  out.field_number("change_pct", d.change_percent(m.mark())).field("timestamp", time_text(now()));
  send(s, out.close().close().close());
}

void Kraken::send_candles(Subscriber& s, const Topic& t, std::size_t most, std::string_view type) {
  JsonOut out;
  out.open('{')
      .field("channel", "ohlc")
      .field("type", type)
      .field("timestamp", time_text(now()))
      .key("data")
      .open('[');
  for (const Candle& c : w_.tape.candles(t.product, t.width, 0, ts_limit, most)) {
    out.open('{').field("symbol", ws_name(market(t.product).product)).field_number("open", c.open);
    out.field_number("high", c.high).field_number("low", c.low).field_number("close", c.close);
    out.field_number("vwap", c.volume.is_zero() ? c.close : c.value / c.volume).field("trades", c.trades);
    out.field_number("volume", c.volume).field("interval_begin", time_text(c.start));
    out.field("interval", t.width / us_per_min).field("timestamp", time_text(c.start + t.width)).close();
  }
  send(s, out.close().close());
}

}  // namespace kraken

std::unique_ptr<Face> kraken_face(World& world) {
  return std::make_unique<kraken::Kraken>(world);
}

}  // namespace tu::simex::feeds
