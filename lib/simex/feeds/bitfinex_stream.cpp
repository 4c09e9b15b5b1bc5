// Bitfinex v2: WebSocket.
#include "simex/feeds/bitfinex.h"
#include "simex/feeds/faces.h"

namespace tu::simex::feeds {
namespace bitfinex {

void Bitfinex::refuse(Subscriber& s, std::int64_t code, std::string_view message) {
  JsonOut out;
  send(s, out.open('{').field("event", "error").field("msg", message).field("code", code).close());
}

void Bitfinex::message(Subscriber& s, std::string_view text) {
  const JsonView m = parse_json(text).value_or(JsonView());
  const std::string event = m["event"].text();
  JsonOut out;
  if (event == "ping") {
    out.open('{').field("event", "pong").field("ts", now_ms()).field("cid", m["cid"].integer().value_or(0));
    return send(s, out.close());
  }
  if (event == "conf") {
    out.open('{')
        .field("event", "conf")
        .field("status", "OK")
        .field("flags", m["flags"].integer().value_or(0));
    return send(s, out.close());
  }
  if (event == "subscribe") return subscribe(s, m);
  if (event == "unsubscribe") {
    const std::int64_t number = m["chanId"].integer().value_or(0);
    std::erase_if(s.topics, [&](const Topic& t) { return t.number == number; });
    out.open('{').field("event", "unsubscribed").field("status", "OK").field("chanId", number);
    return send(s, out.close());
  }
  refuse(s, 10001, "unknown event");
}

void Bitfinex::subscribe(Subscriber& s, JsonView m) {
  Topic t;
  t.name = m["channel"].text();
  std::string symbol = m["symbol"].text();
  if (symbol.empty() && !m["pair"].absent()) symbol = "t" + m["pair"].text();
  const std::string key = m["key"].text();  // trade:1m:tBTCUSD
  if (t.name == "candles") {
    const std::size_t second = key.find(':', 6);
    if (key.starts_with("trade:") && second != key.npos) {
      t.width = width_of(key.substr(6, second - 6));
      symbol = key.substr(second + 1);
    }
    t.subject = Subject::candles;
  }
  if (t.name == "trades") t.subject = Subject::trades;
  if (t.name == "ticker") t.subject = Subject::ticker;
  const std::optional<ProductId> id = find(symbol);
  if (!id || t.width <= 0) return refuse(s, 10300, "symbol: invalid");
  if (t.name != "book" && t.subject == Subject::book) return refuse(s, 10302, "channel: unknown");
  t.product = *id;
  t.number = 1000 + ++s.counter * 17;
  JsonOut out;
  out.open('{').field("event", "subscribed").field("channel", t.name).field("chanId", t.number);
  if (t.subject == Subject::candles) {
    out.field("key", key);
  } else {
    out.field("symbol", symbol);
    if (t.subject != Subject::book) out.field("pair", symbol.substr(1));
  }
  if (t.subject == Subject::book) {
    t.depth = static_cast<std::size_t>(std::clamp<std::int64_t>(m["len"].integer().value_or(25), 1, 250));
    t.raw = m["prec"].text() == "R0";
    out.field("prec", t.raw ? "R0" : "P0").field("freq", "F0").field("len", std::to_string(t.depth));
    out.field("pair", symbol.substr(1));
  }
  send(s, out.close());
  snapshot(s, t);
  s.topics.push_back(std::move(t));
}

void Bitfinex::snapshot(Subscriber& s, Topic& t) {
  JsonOut out;
  out.open('[').number(t.number).open('[');
  if (t.subject == Subject::book)
    for (const Change& c : differences(market(t.product), t.depth, t.shown)) write_row(out, c, t.raw);
  if (t.subject == Subject::ticker) write_ticker(out, t.product);
  if (t.subject == Subject::trades) {
    const std::deque<Print>& all = w_.tape.trades(t.product);
    std::size_t left = 30;
    for (auto p = all.rbegin(); p != all.rend() && left-- > 0; ++p) write_trade(out, *p);
  }
  if (t.subject == Subject::candles) {
    auto list = w_.tape.candles(t.product, t.width, 0, ts_limit, 100);
    for (auto c = list.rbegin(); c != list.rend(); ++c) write_candle(out, *c);
  }
  send(s, out.close().close());
}

void Bitfinex::tell_book(Subscriber& s, Topic& t, const Pending&) {
  for (const Change& c : differences(market(t.product), t.depth, t.shown)) {
    JsonOut out;
    write_row(out.open('[').number(t.number), c, t.raw);
    send(s, out.close());
  }
}

void Bitfinex::tell_trades(Subscriber& s, Topic& t, const Pending& p) {
  for (const Print& print : p.prints)
    for (const char* form : {"te", "tu"}) {
      JsonOut out;
      write_trade(out.open('[').number(t.number).text(form), print);
      send(s, out.close());
    }
}

void Bitfinex::tell_ticker(Subscriber& s, Topic& t) {
  JsonOut out;
  write_ticker(out.open('[').number(t.number).open('['), t.product);
  send(s, out.close().close());
}

void Bitfinex::tell_second(Subscriber& s, Topic& t) {
  for (const Candle& c : w_.tape.candles(t.product, t.width, 0, ts_limit, 1)) {
    JsonOut out;
    write_candle(out.open('[').number(t.number), c);
    send(s, out.close());
  }
}

}  // namespace bitfinex

std::unique_ptr<Face> bitfinex_face(World& world) {
  return std::make_unique<bitfinex::Bitfinex>(world);
}

}  // namespace tu::simex::feeds
