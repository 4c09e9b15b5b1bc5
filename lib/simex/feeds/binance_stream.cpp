// Binance's streams. Those of futures are below /public and /market; those below /stream are wrapped.
#include "base/text.h"
#include "simex/feeds/binance.h"
#include "simex/feeds/faces.h"

namespace tu::simex::feeds {

void Binance::greet(Subscriber& s) {
  const std::size_t query = s.path.find("streams=");
  if (query != s.path.npos) {
    const std::string list = s.path.substr(query + 8);
    for (const std::string_view stream : text::split(list, '/')) subscribe(s, std::string(stream));
    return;
  }
  const std::size_t last = s.path.rfind('/');  // /ws/btcusdt@trade
  if (s.path.find('@', last) != s.path.npos) subscribe(s, s.path.substr(last + 1));
}

void Binance::message(Subscriber& s, std::string_view text) {
  const JsonView m = parse_json(text).value_or(JsonView());
  const std::string method = m["method"].text();
  JsonOut out;
  if (method == "LIST_SUBSCRIPTIONS") {
    out.open('{').key("result").open('[');
    for (const Topic& t : s.topics) out.text(t.name);
    out.close().key("id").raw(m["id"].json().empty() ? "null" : m["id"].json()).close();
    return send(s, out);
  }
  if (method != "SUBSCRIBE" && method != "UNSUBSCRIBE") {
    out.open('{')
        .key("error")
        .open('{')
        .field("code", std::int64_t{2})
        .field("msg", "Invalid request: unknown variant");
    return send(s, out.close().close());
  }
  out.open('{').key("result").null().key("id").raw(m["id"].json().empty() ? "null" : m["id"].json()).close();
  send(s, out);
  for (const JsonView stream : m["params"].items()) {
    const std::string name = stream.text();
    std::erase_if(s.topics, [&](const Topic& t) { return t.name == name; });
    if (method == "SUBSCRIBE") subscribe(s, name);
  }
}

void Binance::subscribe(Subscriber& s, const std::string& stream) {
  const std::size_t at = stream.find('@');
  if (at == stream.npos) return;
  std::optional<ProductId> id;
  for (ProductId p = 0; p < w_.exchange.markets().size() && !id; ++p)
    if (market(p).product.perp == of_futures(s) &&
        text::lower(binance_id(market(p).product)) == stream.substr(0, at))
      id = p;
  if (!id) return;  // the venue takes unknown streams too, and never says anything of them
  const std::string_view what = std::string_view(stream).substr(at + 1);
  Topic t;
  t.product = *id;
  t.name = stream;
  if (what.starts_with("depth")) {
    const std::string_view digits =
        what.substr(5, what.find('@', 5) == what.npos ? what.npos : what.find('@', 5) - 5);
    t.depth = static_cast<std::size_t>(text::to_integer(digits).value_or(0));
    t.number = last_update(*id);
  } else if (what == "aggTrade" || what == "trade") {
    t.subject = Subject::trades;
    t.raw = what == "trade";
  } else if (what == "bookTicker") {
    t.subject = Subject::best;
  } else if (what == "ticker" || what == "miniTicker") {
    t.subject = Subject::ticker;
  } else if (what.starts_with("kline_")) {
    t.subject = Subject::candles;
    if (const DurUs width = binance_width(what.substr(6)); width > 0) t.width = width;
  } else if (what.starts_with("markPrice")) {
    t.subject = Subject::funding;
  } else {
    return;
  }
  s.topics.push_back(std::move(t));
}

// Streams below /stream are wrapped with their name.
void Binance::tell(Subscriber& s, const Topic& t, JsonOut& out) {
  const std::string_view path = std::string_view(s.path).substr(0, s.path.find('?'));
  if (!path.ends_with("/stream")) return send(s, out);
  JsonOut wrapped;
  wrapped.open('{').field("stream", t.name).key("data").raw(out.str()).close();
  send(s, wrapped);
}

void Binance::tell_book(Subscriber& s, Topic& t, const Pending& p) {
  const Market& m = market(t.product);
  JsonOut out;
  out.open('{');
  if (t.depth != 0) {
    out.field("lastUpdateId", last_update(t.product));
    write_binance_levels(out.key("bids"), m.bids, static_cast<std::int64_t>(t.depth));
    write_binance_levels(out.key("asks"), m.asks, static_cast<std::int64_t>(t.depth));
    return tell(s, t, out.close());
  }
  out.field("e", "depthUpdate").field("E", now_ms());
  if (m.product.perp) out.field("T", now_ms());
  out.field("s", binance_id(m.product)).field("U", p.first_update).field("u", p.last_update);
  if (m.product.perp) out.field("pu", t.number);
  t.number = p.last_update;
  for (const Side side : {Side::buy, Side::sell}) {
    out.key(side == Side::buy ? "b" : "a").open('[');
    for (const Change& c : p.levels)
      if (c.side == side) out.open('[').text(fixed(c.price, 8)).text(fixed(c.size, 8)).close();
    out.close();
  }
  tell(s, t, out.close());
}

void Binance::tell_trades(Subscriber& s, Topic& t, const Pending& p) {
  for (const Print& print : p.prints) {
    const std::int64_t id = static_cast<std::int64_t>(print.id), ms = print.at / us_per_ms;
    JsonOut out;
    out.open('{').field("e", t.raw ? "trade" : "aggTrade").field("E", now_ms());
    out.field("s", binance_id(market(t.product).product));
    if (t.raw)
      out.field("t", id);
    else
      out.field("a", id);
    out.field("p", fixed(print.price, 8)).field("q", fixed(print.qty, 8));
    if (!t.raw) out.field("f", id).field("l", id);
    out.field("T", ms).field("m", print.aggressor == Side::sell).field("M", true);
    tell(s, t, out.close());
  }
}

void Binance::tell_ticker(Subscriber& s, Topic& t) {
  const Market& m = market(t.product);
  const Level *bid = m.bids.best(), *ask = m.asks.best();
  if (!bid || !ask) return;
  JsonOut out;
  out.open('{');
  if (t.subject == Subject::best) {
    if (m.product.perp) out.field("e", "bookTicker");
    out.field("u", last_update(t.product)).field("s", binance_id(m.product)).field("b", fixed(bid->price, 8));
    out.field("B", fixed(bid->total, 8)).field("a", fixed(ask->price, 8)).field("A", fixed(ask->total, 8));
    if (m.product.perp) out.field("T", now_ms()).field("E", now_ms());
    return tell(s, t, out.close());
  }
  const Day d = day(t.product);
  auto field = [&](std::string_view k, Decimal v) { out.field(k, fixed(v, 8)); };
  out.field("e", t.name.ends_with("miniTicker") ? "24hrMiniTicker" : "24hrTicker").field("E", now_ms());
  out.field("s", binance_id(m.product));
  field("p", m.mark() - d.open), field("P", d.change_percent(m.mark())), field("c", m.mark()), field("Q", {});
  field("w", d.volume.is_zero() ? m.mark() : d.value / d.volume), field("b", bid->price),
      field("B", bid->total);
  field("a", ask->price), field("A", ask->total), field("o", d.open), field("h", d.high), field("l", d.low);
  field("v", d.volume), field("q", d.value);
  out.field("O", now_ms() - 86'400'000).field("C", now_ms()).field("n", std::int64_t{0});
  tell(s, t, out.close());
}

void Binance::tell_second(Subscriber& s, Topic& t) {
  const std::string id = binance_id(market(t.product).product);
  JsonOut out;
  if (t.subject == Subject::funding) {
    const std::string mark = fixed(market(t.product).mark(), 8);
    out.open('{').field("e", "markPriceUpdate").field("E", now_ms()).field("s", id).field("p", mark);
    out.field("P", mark).field("i", mark).field("r", fixed(funding_rate(), 8));
    out.field("T", next_funding(now()) / us_per_ms);
    return tell(s, t, out.close());
  }
  for (const Candle& c : w_.tape.candles(t.product, t.width, 0, ts_limit, 1)) {
    out.open('{').field("e", "kline").field("E", now_ms()).field("s", id).key("k").open('{');
    out.field("t", c.start / us_per_ms).field("T", (c.start + t.width) / us_per_ms - 1).field("s", id);
    out.field("i", t.name.substr(t.name.find("kline_") + 6))
        .field("f", std::int64_t{0})
        .field("L", std::int64_t{0});
    out.field("o", fixed(c.open, 8)).field("c", fixed(c.close, 8)).field("h", fixed(c.high, 8));
    out.field("l", fixed(c.low, 8)).field("v", fixed(c.volume, 8)).field("n", c.trades);
    out.field("x", now() >= c.start + t.width).field("q", fixed(c.value, 8)).field("V", "0").field("Q", "0");
    out.field("B", "0").close();
    tell(s, t, out.close());
    out = JsonOut();
  }
}

std::unique_ptr<Face> binance_face(World& world) {
  return std::make_unique<Binance>(world);
}

}  // namespace tu::simex::feeds
