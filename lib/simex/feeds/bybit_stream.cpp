// Bybit v5: WebSocket.
#include "simex/feeds/bybit.h"
#include "simex/feeds/faces.h"

namespace tu::simex::feeds {
namespace bybit {

void Bybit::message(Subscriber& s, std::string_view text) {
  const JsonView m = parse_json(text).value_or(JsonView());
  const std::string op = m["op"].text();
  bool good = op == "subscribe" || op == "unsubscribe" || op == "ping";
  std::string said = op == "ping" ? "pong" : op == "subscribe" ? "subscribe" : "";
  std::vector<std::string> fresh;
  for (const JsonView arg : m["args"].items()) {
    const std::string topic = arg.text();
    std::erase_if(s.topics, [&](const Topic& t) { return t.name == topic; });
    if (op == "subscribe") fresh.push_back(topic);
  }
  std::vector<Topic> before = s.topics;
  for (const std::string& topic : fresh)
    if (!subscribe(s, topic)) {
      good = false;
      said = "Invalid symbol :[" + topic + "]";
    }
  if (!good) s.topics = std::move(before);
  JsonOut out;
  out.open('{')
      .field("success", good)
      .field("ret_msg", said)
      .field("conn_id", "simex" + std::to_string(s.socket->id()));
  if (!m["req_id"].absent()) out.field("req_id", m["req_id"].text());
  send(s, out.field("op", op).close());
  if (!good) return;
  for (Topic& t : s.topics) {
    if (std::find(fresh.begin(), fresh.end(), t.name) == fresh.end()) continue;
    if (t.subject == Subject::book) send_book(s, t, "snapshot");
    if (t.subject == Subject::ticker) send_ticker(s, t, "snapshot");
  }
}

bool Bybit::subscribe(Subscriber& s, const std::string& topic) {
  const auto parts = text::split(topic, '.');
  const std::optional<ProductId> id = find(parts.back(), s.path.find("/linear") != s.path.npos);
  if (!id || parts.size() < 2) return false;
  Topic t;
  t.product = *id;
  t.name = topic;
  if (parts[0] == "orderbook" && parts.size() == 3) {
    t.depth =
        static_cast<std::size_t>(std::clamp<std::int64_t>(text::to_integer(parts[1]).value_or(50), 1, 1000));
  } else if (parts[0] == "publicTrade") {
    t.subject = Subject::trades;
  } else if (parts[0] == "tickers") {
    t.subject = Subject::ticker;
    t.raw = !market(*id).product.perp;  // spot's are whole each time
  } else if (parts[0] == "kline" && parts.size() == 3 && width_of(parts[1]) > 0) {
    t.subject = Subject::candles;
    t.width = width_of(parts[1]);
  } else {
    return false;
  }
  s.topics.push_back(std::move(t));
  return true;
}

// One level is sent whole each time; deeper books by differences.
void Bybit::send_book(Subscriber& s, Topic& t, std::string_view type) {
  const Market& m = market(t.product);
  const std::vector<Change> changes = differences(m, t.depth, t.shown);
  if (changes.empty() && type == "delta") return;
  if (t.depth == 1) type = "snapshot";
  JsonOut out;
  out.open('{').field("topic", t.name).field("type", type).field("ts", now_ms()).key("data").open('{');
  out.field("s", id_of(m.product));
  if (t.depth == 1) {
    write_side(out, "b", m.bids, 1), write_side(out, "a", m.asks, 1);
  } else {
    for (const Side side : {Side::buy, Side::sell}) {
      out.key(side == Side::buy ? "b" : "a").open('[');
      for (const Change& c : changes)
        if (c.side == side) out.open('[').text(c.price.str()).text(c.size.str()).close();
      out.close();
    }
  }
  t.number = t.number == 0 ? 100 : t.number + 1;
  out.field("u", t.number).field("seq", last_update(t.product)).close().field("cts", now_ms());
  send(s, out.close());
}

void Bybit::tell_trades(Subscriber& s, Topic& t, const Pending& p) {
  JsonOut out;
  out.open('{').field("topic", t.name).field("type", "snapshot").field("ts", now_ms()).key("data").open('[');
  for (const Print& print : p.prints) {
    out.open('{').field("T", print.at / us_per_ms).field("s", id_of(market(t.product).product));
    out.field("S", print.aggressor == Side::buy ? "Buy" : "Sell")
        .field("v", print.qty)
        .field("p", print.price);
    out.field("L", "ZeroPlusTick").field("i", std::to_string(print.id)).field("BT", false).close();
  }
  send(s, out.close().close());
}

void Bybit::send_ticker(Subscriber& s, const Topic& t, std::string_view type) {
  JsonOut data;
  write_ticker(data, t.product);
  JsonOut out;
  out.open('{').field("topic", t.name).field("type", type).field("cs", last_update(t.product));
  send(s, out.field("ts", now_ms()).key("data").raw(data.str()).close());
}

void Bybit::tell_second(Subscriber& s, Topic& t) {
  JsonOut out;
  out.open('{').field("topic", t.name).key("data").open('[');
  for (const Candle& c : w_.tape.candles(t.product, t.width, 0, ts_limit, 1)) {
    out.open('{').field("start", c.start / us_per_ms).field("end", (c.start + t.width) / us_per_ms - 1);
    out.field("interval", text::split(t.name, '.')[1]).field("open", c.open).field("close", c.close);
    out.field("high", c.high).field("low", c.low).field("volume", c.volume).field("turnover", c.value);
    out.field("confirm", now() >= c.start + t.width).field("timestamp", now_ms()).close();
  }
  send(s, out.close().field("ts", now_ms()).field("type", "snapshot").close());
}

}  // namespace bybit

std::unique_ptr<Face> bybit_face(World& world) {
  return std::make_unique<bybit::Bybit>(world);
}

}  // namespace tu::simex::feeds
