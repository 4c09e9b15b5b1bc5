// Hyperliquid: what is posted to it.
#include "simex/feeds/faces.h"
#include "simex/feeds/hyperliquid.h"

namespace tu::simex::feeds {

DurUs hyperliquid_width(std::string_view interval) {
  return parse_duration(interval).value_or(0);
}

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
    const DurUs width = hyperliquid_width(interval);
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

std::unique_ptr<Face> hyperliquid_face(World& world) {
  return std::make_unique<Hyperliquid>(world);
}

}  // namespace tu::simex::feeds
