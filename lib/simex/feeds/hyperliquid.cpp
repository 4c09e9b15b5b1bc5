// Hyperliquid: information by POST /info and by WebSocket, orders by POST /exchange. Perpetuals against USDC,
// named by their coin.
#include "simex/feeds/faces.h"
#include "simex/feeds/feed_face.h"
#include "simex/hyperliquid/trading.h"

namespace tu::simex::feeds {
namespace {

DurUs width_of(std::string_view interval) {
  return parse_duration(interval == "1d" ? "1d" : interval).value_or(0);
}

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

net::Response Hyperliquid::rest(const net::Request& request, const Query&) {
  const JsonView body = parse_json(request.body).value_or(JsonView());
  const std::string type = body["type"].text();
  if (request.path() == "/exchange" && request.method == "POST") return trading_.exchange(body);
  JsonOut out;
  if (request.path() != "/info" || type.empty()) {
    net::Response r;
    r.status = 422;
    r.body = "Failed to deserialize the JSON body into the target type";
    r.type = "text/plain";
    return r;
  }
  if (type == "meta") {
    write_meta(out);
    return json_response(out);
  }
  if (type == "metaAndAssetCtxs") {
    write_meta(out.open('['));
    out.open('[');
    for (ProductId p = 0; p < w_.exchange.markets().size(); ++p)
      if (market(p).product.perp) write_context(out, p);
    return json_response(out.close().close());
  }
  if (type == "allMids") {
    write_mids(out);
    return json_response(out);
  }
  if (type == "spotMeta" || type == "spotMetaAndAssetCtxs") {
    if (type != "spotMeta") out.open('[');
    out.open('{')
        .key("tokens")
        .open('[')
        .open('{')
        .field("name", "USDC")
        .field("szDecimals", std::int64_t{8});
    out.field("weiDecimals", std::int64_t{8})
        .field("index", std::int64_t{0})
        .field("isCanonical", true)
        .close()
        .close();
    out.key("universe").open('[').close().close();
    if (type != "spotMeta") out.open('[').close().close();
    return json_response(out);
  }
  if (type == "perpDexs") return json_response(out.open('[').null().close());
  if (std::optional<std::string> about_a_user = trading_.info(type, body))
    return json_response(out.raw(*about_a_user));
  const JsonView req = body["req"].is_object() ? body["req"] : body;
  const std::optional<ProductId> id = find(req["coin"].text());
  if (!id) return json_response(out.null(), 500);
  if (type == "l2Book") {
    write_book(out, *id);
    return json_response(out);
  }
  out.open('[');
  if (type == "candleSnapshot") {
    const std::string interval = req["interval"].text();
    const DurUs width = width_of(interval);
    if (width > 0)
      for (const Candle& c :
           w_.tape.candles(*id, width, req["startTime"].integer().value_or(0) * us_per_ms,
                           req["endTime"].integer().value_or(ts_limit / us_per_ms) * us_per_ms, 5000))
        write_candle(out, *id, c, interval, width);
  } else if (type == "recentTrades") {
    for (const Print& p : w_.tape.trades(*id)) write_trade(out, p);
  } else if (type == "fundingHistory") {
    for (int i = 8; i > 0; --i) {
      out.open('{').field("coin", coin(*id)).field("fundingRate", w_.exchange.rules().funding_rate);
      out.field("premium", "0")
          .field("time", (now() - now() % us_per_hour - (i - 1) * us_per_hour) / us_per_ms)
          .close();
    }
  }
  return json_response(out.close());
}

void Hyperliquid::write_meta(JsonOut& out) const {
  out.open('{').key("universe").open('[');
  for (const Market& m : w_.exchange.markets()) {
    if (!m.product.perp) continue;
    out.open('{').field("name", m.product.base).field("szDecimals", std::int64_t{places_of(m.product.lot)});
    out.field_number("maxLeverage", m.product.max_leverage).close();
  }
  out.close().key("marginTables").open('[').close().field("collateralToken", std::int64_t{0}).close();
}

void Hyperliquid::write_context(JsonOut& out, ProductId id) const {
  const Market& m = market(id);
  const Day d = day(id);
  const std::string mid = m.mid().str();
  out.open('{').field("funding", w_.exchange.rules().funding_rate).field("openInterest", "10000.0");
  out.field("prevDayPx", d.open)
      .field("dayNtlVlm", d.value)
      .field("premium", "0.0")
      .field("oraclePx", m.mark());
  out.field("markPx", m.mark()).field("midPx", mid).key("impactPxs").open('[').text(mid).text(mid).close();
  out.field("dayBaseVlm", d.volume).close();
}

void Hyperliquid::write_mids(JsonOut& out) const {
  out.open('{');
  for (const Market& m : w_.exchange.markets())
    if (m.product.perp) out.field(m.product.base, m.mid());
  out.close();
}

void Hyperliquid::write_book(JsonOut& out, ProductId id) const {
  out.open('{').field("coin", coin(id)).key("levels").open('[');
  for (const Side side : {Side::buy, Side::sell}) {
    int left = 20;
    out.open('[');
    for (const auto& [key, level] : market(id).side(side).levels()) {
      if (left-- == 0) break;
      out.open('{').field("px", level.price).field("sz", level.total);
      out.field("n", static_cast<std::int64_t>(level.queue.size())).close();
    }
    out.close();
  }
  out.close().field("time", now_ms()).close();
}

void Hyperliquid::write_candle(JsonOut& out, ProductId id, const Candle& c, std::string_view interval,
                               DurUs width) const {
  out.open('{').field("t", c.start / us_per_ms).field("T", (c.start + width) / us_per_ms - 1);
  out.field("s", coin(id)).field("i", interval).field("o", c.open).field("c", c.close).field("h", c.high);
  out.field("l", c.low).field("v", c.volume).field("n", c.trades).close();
}

void Hyperliquid::write_trade(JsonOut& out, const Print& p) const {
  out.open('{').field("coin", coin(p.product)).field("side", p.aggressor == Side::buy ? "B" : "A");
  out.field("px", p.price).field("sz", p.qty).field("time", p.at / us_per_ms).field("hash", "0x0");
  out.field("tid", static_cast<std::int64_t>(p.id))
      .key("users")
      .open('[')
      .text("0x0")
      .text("0x0")
      .close()
      .close();
}

void Hyperliquid::say(Subscriber& s, std::string_view channel, const std::string& data) {
  JsonOut out;
  send(s, out.open('{').field("channel", channel).key("data").raw(data).close());
}

// A request that comes through the socket is answered there, as it would be by HTTP.
void Hyperliquid::post(Subscriber& s, JsonView message) {
  const JsonView wanted = message["request"];
  const bool action = wanted["type"].text() == "action";
  net::Request request;
  request.method = "POST", request.target = action ? "/exchange" : "/info";
  request.body = std::string(wanted["payload"].json());
  const net::Response r = rest(request, Query(""));
  JsonOut out;
  out.open('{')
      .key("id")
      .raw(message["id"].absent() ? "null" : message["id"].json())
      .key("response")
      .open('{');
  out.field("type", r.status != 200 ? "error" : action ? "action" : "info").key("payload");
  if (r.status != 200) {
    out.text(std::to_string(r.status) + ": " + r.body);
  } else if (action) {
    out.raw(r.body);
  } else {
    out.open('{').field("type", wanted["payload"]["type"].text()).key("data").raw(r.body).close();
  }
  say(s, "post", out.close().close().str());
}

void Hyperliquid::message(Subscriber& s, std::string_view text) {
  const JsonView m = parse_json(text).value_or(JsonView());
  const std::string method = m["method"].text();
  if (method == "ping") return send(s, std::string(R"({"channel":"pong"})"));
  if (method == "post") return post(s, m);
  const JsonView wanted = m["subscription"];
  if ((method == "subscribe" || method == "unsubscribe") &&
      trading_.subscribe(s.socket, wanted, method == "subscribe"))
    return;
  Topic t;
  t.name = wanted["type"].text();
  const std::optional<ProductId> id =
      t.name == "allMids" ? std::optional<ProductId>(0) : find(wanted["coin"].text());
  JsonOut error;
  if ((method != "subscribe" && method != "unsubscribe") || !id)
    return say(s, "error", error.text("Invalid subscription " + std::string(wanted.json())).take());
  t.product = *id;
  const auto same = [&](const Topic& x) { return x.name == t.name && x.product == t.product; };
  const bool there = std::any_of(s.topics.begin(), s.topics.end(), same);
  if (there == (method == "subscribe"))
    return say(
        s, "error",
        error.text((there ? "Already subscribed: " : "Already unsubscribed: ") + std::string(wanted.json()))
            .take());
  std::erase_if(s.topics, same);
  JsonOut answer;
  answer.open('{').field("method", method).key("subscription").raw(wanted.json()).close();
  say(s, "subscriptionResponse", answer.str());
  if (method == "unsubscribe") return;
  if (t.name == "trades") t.subject = Subject::trades;
  if (t.name == "bbo") t.subject = Subject::best;
  if (t.name == "activeAssetCtx" || t.name == "allMids") t.subject = Subject::ticker;
  if (t.name == "candle") {
    t.subject = Subject::candles;
    t.width = std::max<DurUs>(width_of(wanted["interval"].text()), us_per_min);
  }
  s.topics.push_back(t);
  const Pending nothing;
  if (t.subject == Subject::book) tell_book(s, t, nothing);
  if (t.subject == Subject::best || t.subject == Subject::ticker) tell_ticker(s, t);
}

void Hyperliquid::tell_book(Subscriber& s, Topic& t, const Pending&) {
  JsonOut out;
  write_book(out, t.product);
  say(s, "l2Book", out.str());
}

void Hyperliquid::tell_trades(Subscriber& s, Topic&, const Pending& p) {
  JsonOut out;
  out.open('[');
  for (const Print& print : p.prints) write_trade(out, print);
  say(s, "trades", out.close().str());
}

void Hyperliquid::tell_ticker(Subscriber& s, Topic& t) {
  JsonOut out;
  out.open('{');
  if (t.name == "allMids") {
    write_mids(out.key("mids"));
  } else if (t.name == "bbo") {
    out.field("coin", coin(t.product)).field("time", now_ms()).key("bbo").open('[');
    for (const Side side : {Side::buy, Side::sell}) {
      const Level* best = market(t.product).side(side).best();
      if (best)
        out.open('{').field("px", best->price).field("sz", best->total).field("n", std::int64_t{1}).close();
      else
        out.null();
    }
    out.close();
  } else {
    write_context(out.field("coin", coin(t.product)).key("ctx"), t.product);
  }
  say(s, t.name, out.close().str());
}

void Hyperliquid::tell_second(Subscriber& s, Topic& t) {
  for (const Candle& c : w_.tape.candles(t.product, t.width, 0, ts_limit, 1)) {
    JsonOut out;
    write_candle(out, t.product, c, duration_text(t.width), t.width);
    say(s, "candle", out.str());
  }
}

}  // namespace

std::unique_ptr<Face> hyperliquid_face(World& world) {
  return std::make_unique<Hyperliquid>(world);
}

}  // namespace tu::simex::feeds
