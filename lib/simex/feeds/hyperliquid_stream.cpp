// Hyperliquid: its WebSocket.
#include <algorithm>

#include "simex/feeds/hyperliquid.h"

namespace tu::simex::feeds {

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
    t.width = std::max<DurUs>(hyperliquid_width(wanted["interval"].text()), us_per_min);
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

}  // namespace tu::simex::feeds
