// OKX v5: WebSocket. Books are chained by sequence numbers and checked by a sum.
#include "simex/feeds/faces.h"
#include "simex/feeds/okx.h"
#include "venue/crc32.h"

namespace tu::simex::feeds {
namespace okx {

void Okx::event(Subscriber& s, std::string_view name, JsonView arg) {
  JsonOut out;
  out.open('{').field("event", name).key("arg").raw(arg.json());
  send(s, out.field("connId", "simex" + std::to_string(s.socket->id())).close());
}

void Okx::message(Subscriber& s, std::string_view text) {
  if (text == "ping") return send(s, std::string("pong"));  // plain, not JSON
  const JsonView m = parse_json(text).value_or(JsonView());
  const std::string op = m["op"].text();
  for (const JsonView arg : m["args"].items()) {
    const std::optional<ProductId> id = find(arg["instId"].text());
    const std::string channel = arg["channel"].text();
    if (!id || (op != "subscribe" && op != "unsubscribe")) {
      JsonOut out;
      out.open('{').field("event", "error").field("code", id ? "60012" : "60018");
      out.field("msg", id ? "Invalid request"
                          : "Wrong URL or channel:" + channel + ",instId:" + arg["instId"].text() +
                                " doesn't exist");
      send(s, out.field("connId", "simex").close());
      continue;
    }
    std::erase_if(s.topics, [&](const Topic& t) { return t.name == channel && t.product == *id; });
    event(s, op, arg);
    if (op == "subscribe") subscribe(s, arg);
  }
}

void Okx::subscribe(Subscriber& s, JsonView arg) {
  Topic t;
  t.product = *find(arg["instId"].text());
  t.name = arg["channel"].text();
  if (t.name.starts_with("books") || t.name == "bbo-tbt") {
    t.depth = t.name == "books5" ? 5 : t.name == "bbo-tbt" ? 1 : t.name.starts_with("books50") ? 50 : 400;
    t.raw = t.depth <= 5;  // small ones are sent whole
    t.number = -1;
    send_book(s, t, "snapshot");
  } else if (t.name == "trades" || t.name == "trades-all") {
    t.subject = Subject::trades;
  } else if (t.name == "tickers") {
    t.subject = Subject::ticker;
    tell_ticker(s, t);
  } else if (t.name == "funding-rate") {
    t.subject = Subject::funding;
  } else if (t.name.starts_with("candle") && width_of(t.name.substr(6)) > 0) {
    t.subject = Subject::candles;
    t.width = width_of(t.name.substr(6));
    tell_second(s, t);
  } else {
    return;
  }
  s.topics.push_back(std::move(t));
}

// The first 25 levels of both sides, taken in turns.
std::int32_t Okx::checksum(const Shown& shown) const {
  std::string text;
  auto bid = shown.bids.rbegin();
  auto ask = shown.asks.begin();
  for (int i = 0; i < 25; ++i) {
    if (bid != shown.bids.rend()) {
      text += bid->first.str() + ":" + bid->second.str() + ":";
      ++bid;
    }
    if (ask != shown.asks.end()) {
      text += ask->first.str() + ":" + ask->second.str() + ":";
      ++ask;
    }
  }
  if (!text.empty()) text.pop_back();
  return static_cast<std::int32_t>(venue::crc32(text));
}

void Okx::send_book(Subscriber& s, Topic& t, std::string_view action) {
  const Market& m = market(t.product);
  const std::vector<Change> changes = differences(m, t.depth, t.shown);
  if (changes.empty() && action == "update") return;
  JsonOut out;
  begin(out, t);
  if (!t.raw) out.field("action", action);
  out.key("data").open('[').open('{');
  for (const Side side : {Side::sell, Side::buy}) {
    out.key(side == Side::buy ? "bids" : "asks");
    if (t.raw) {
      write_side(out, m.side(side), static_cast<std::int64_t>(t.depth));
      continue;
    }
    out.open('[');
    for (const Change& c : changes)
      if (c.side == side)
        out.open('[')
            .text(c.price.str())
            .text(c.size.str())
            .text("0")
            .text(c.size.is_zero() ? "0" : "1")
            .close();
    out.close();
  }
  out.field("ts", ms());
  if (t.raw) {
    out.field("instId", id_of(m.product)).field("seqId", last_update(t.product));
  } else {
    out.field("checksum", std::int64_t{checksum(t.shown)}).field("prevSeqId", t.number);
    out.field("seqId", t.number = last_update(t.product));
  }
  send(s, out.close().close().close());
}

void Okx::tell_book(Subscriber& s, Topic& t, const Pending&) {
  send_book(s, t, "update");
}

void Okx::tell_trades(Subscriber& s, Topic& t, const Pending& p) {
  for (const Print& print : p.prints) {
    JsonOut out;
    write_trade(begin(out, t).key("data").open('['), print);
    send(s, out.close().close());
  }
}

void Okx::tell_ticker(Subscriber& s, Topic& t) {
  JsonOut out;
  write_ticker(begin(out, t).key("data").open('['), t.product);
  send(s, out.close().close());
}

void Okx::tell_second(Subscriber& s, Topic& t) {
  JsonOut out;
  begin(out, t).key("data").open('[');
  if (t.subject == Subject::funding) write_funding(out, t.product);
  if (t.subject == Subject::candles)
    for (const Candle& c : w_.tape.candles(t.product, t.width, 0, ts_limit, 1))
      write_candle(out, c, now() >= c.start + t.width);
  send(s, out.close().close());
}

}  // namespace okx

std::unique_ptr<Face> okx_face(World& world) {
  return std::make_unique<okx::Okx>(world);
}

}  // namespace tu::simex::feeds
