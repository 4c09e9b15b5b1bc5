// Bybit v5: public REST.
#include "simex/feeds/bybit.h"

namespace tu::simex::feeds::bybit {

net::Response Bybit::finish(JsonOut& result) const {
  JsonOut out;
  out.open('{').field("retCode", std::int64_t{0}).field("retMsg", "OK").key("result").raw(result.str());
  return json_response(out.key("retExtInfo").open('{').close().field("time", now_ms()).close());
}
net::Response Bybit::failed(std::string_view message) const {
  JsonOut out;
  out.open('{')
      .field("retCode", std::int64_t{10001})
      .field("retMsg", message)
      .key("result")
      .open('{')
      .close();
  return json_response(out.key("retExtInfo").open('{').close().field("time", now_ms()).close());
}

net::Response Bybit::rest(const net::Request& request, const Query& query) {
  std::string_view what = request.path();
  if (what == "/v5/market/time") {
    JsonOut out;
    out.open('{')
        .field("timeSecond", std::to_string(now() / us_per_s))
        .field("timeNano", ms() + "000000")
        .close();
    return finish(out);
  }
  if (!what.starts_with("/v5/market/")) return failed("no such endpoint");
  what.remove_prefix(11);
  if (what == "instruments-info" || what == "tickers") return lists(what, query);
  const std::optional<ProductId> id = find(query.get("symbol"), query.get("category") == "linear");
  if (!id) return failed("params error: symbol invalid");
  const Market& m = market(*id);
  JsonOut out;
  out.open('{');
  if (what == "orderbook") {
    out.field("s", id_of(m.product));
    write_side(out, "b", m.bids, query.number("limit", 25)),
        write_side(out, "a", m.asks, query.number("limit", 25));
    out.field("ts", now_ms()).field("u", last_update(*id)).field("seq", last_update(*id)).close();
    return finish(out);
  }
  out.field("category", query.get("category")).field("symbol", id_of(m.product)).key("list").open('[');
  if (what == "kline") {
    const DurUs width = width_of(query.get("interval"));
    if (width <= 0) return failed("params error: interval invalid");
    const auto list = w_.tape.candles(
        *id, width, query.number("start", 0) * us_per_ms,
        query.number("end", ts_limit / us_per_ms) * us_per_ms,
        static_cast<std::size_t>(std::clamp<std::int64_t>(query.number("limit", 200), 1, 1000)));
    for (auto c = list.rbegin(); c != list.rend(); ++c) {
      out.open('[').text(std::to_string(c->start / us_per_ms));
      for (const Decimal x : {c->open, c->high, c->low, c->close, c->volume, c->value}) out.text(x.str());
      out.close();
    }
  } else if (what == "recent-trade") {
    const std::deque<Print>& all = w_.tape.trades(*id);
    std::int64_t left = query.number("limit", 60);
    for (auto p = all.rbegin(); p != all.rend() && left-- > 0; ++p) {
      out.open('{')
          .field("execId", std::to_string(p->id))
          .field("symbol", id_of(m.product))
          .field("price", p->price);
      out.field("size", p->qty).field("side", p->aggressor == Side::buy ? "Buy" : "Sell");
      out.field("time", std::to_string(p->at / us_per_ms)).field("isBlockTrade", false).close();
    }
  } else if (what == "funding/history") {
    for (int i = 1; i <= 3; ++i)
      out.open('{')
          .field("symbol", id_of(m.product))
          .field("fundingRate", funding_rate())
          .field("fundingRateTimestamp",
                 std::to_string((next_funding(now()) - i * 8 * us_per_hour) / us_per_ms))
          .close();
  } else {
    return failed("no such endpoint");
  }
  out.close().close();
  return finish(out);
}

net::Response Bybit::lists(std::string_view what, const Query& query) const {
  const std::string_view category = query.get("category"), symbol = query.get("symbol");
  JsonOut out;
  out.open('{').field("category", category).key("list").open('[');
  for (ProductId p = 0; p < w_.exchange.markets().size(); ++p) {
    const Product& product = market(p).product;
    if (category != (product.perp ? "linear" : "spot") || (!symbol.empty() && symbol != id_of(product)))
      continue;
    if (query.get("status") == "PreLaunch") continue;
    what == "tickers" ? write_ticker(out, p) : write_instrument(out, product);
  }
  out.close().field("nextPageCursor", "").close();
  return finish(out);
}

void Bybit::write_instrument(JsonOut& out, const Product& p) const {
  out.open('{').field("symbol", id_of(p)).field("baseCoin", p.base).field("quoteCoin", p.quote);
  out.field("status", p.halted ? "Closed" : "Trading").key("lotSizeFilter").open('{');
  out.field("basePrecision", p.lot).field("quotePrecision", "0.00000001").field("qtyStep", p.lot);
  out.field("minOrderQty", p.min_qty).field("maxOrderQty", p.max_qty).field("minOrderAmt", p.min_value);
  out.field("maxOrderAmt", p.max_value).field("minNotionalValue", p.min_value).close();
  out.key("priceFilter")
      .open('{')
      .field("tickSize", p.tick)
      .field("minPrice", p.tick)
      .field("maxPrice", "1000000")
      .close();
  if (p.perp) {
    out.field("contractType", "LinearPerpetual")
        .field("settleCoin", p.quote)
        .field("launchTime", "1585526400000");
    out.field("deliveryTime", "0")
        .field("fundingInterval", std::int64_t{480})
        .key("leverageFilter")
        .open('{');
    out.field("minLeverage", "1").field("maxLeverage", p.max_leverage).field("leverageStep", "0.01").close();
  } else {
    out.field("marginTrading", "none").field("innovation", "0");
  }
  out.close();
}

void Bybit::write_ticker(JsonOut& out, ProductId id) const {
  const Market& m = market(id);
  const Day d = day(id);
  out.open('{').field("symbol", id_of(m.product)).field("lastPrice", m.mark()).field("highPrice24h", d.high);
  out.field("lowPrice24h", d.low).field("prevPrice24h", d.open).field("volume24h", d.volume);
  out.field("turnover24h", d.value)
      .field("price24hPcnt", d.change_percent(m.mark()) / Decimal::from_integer(100));
  if (m.bids.best()) out.field("bid1Price", m.bids.best()->price).field("bid1Size", m.bids.best()->total);
  if (m.asks.best()) out.field("ask1Price", m.asks.best()->price).field("ask1Size", m.asks.best()->total);
  if (m.product.perp) {
    out.field("markPrice", m.mark()).field("indexPrice", m.mark()).field("fundingRate", funding_rate());
    out.field("nextFundingTime", std::to_string(next_funding(now()) / us_per_ms))
        .field("openInterest", "10000");
    out.field("openInterestValue", "0").field("fundingIntervalHour", "8");
  } else {
    out.field("usdIndexPrice", m.mark());
  }
  out.close();
}

void Bybit::write_side(JsonOut& out, std::string_view key, const Ladder& ladder, std::int64_t most) const {
  out.key(key).open('[');
  for (const auto& [k, level] : ladder.levels()) {
    if (most-- <= 0) break;
    out.open('[').text(level.price.str()).text(level.total.str()).close();
  }
  out.close();
}

}  // namespace tu::simex::feeds::bybit
