// OKX v5: public REST.
#include "simex/feeds/okx.h"

namespace tu::simex::feeds::okx {

net::Response Okx::rest(const net::Request& request, const Query& query) {
  std::string_view what = request.path();
  if (!what.starts_with("/api/v5/")) return failed("404", "no such endpoint");
  what.remove_prefix(8);
  JsonOut out;
  out.open('{').field("code", "0").field("msg", "").key("data").open('[');
  if (what == "public/time") return json_response(out.open('{').field("ts", ms()).close().close().close());
  const std::string_view type = query.get("instType");
  if (what == "public/instruments" || what == "market/tickers") {
    for (ProductId p = 0; p < w_.exchange.markets().size(); ++p) {
      if ((type == "SWAP") != market(p).product.perp || (type != "SPOT" && type != "SWAP")) continue;
      what == "market/tickers" ? write_ticker(out, p) : write_instrument(out, market(p).product);
    }
    return json_response(out.close().close());
  }
  const std::optional<ProductId> id = find(query.get("instId"));
  if (!id) return failed("51001", "Instrument ID does not exist");
  return of_product(what, *id, query);
}

net::Response Okx::of_product(std::string_view what, ProductId id, const Query& query) const {
  const Market& m = market(id);
  JsonOut out;
  out.open('{').field("code", "0").field("msg", "").key("data").open('[');
  if (what == "market/ticker") {
    write_ticker(out, id);
  } else if (what == "market/books" || what == "market/books-full") {
    const std::int64_t most = query.number("sz", 1);
    out.open('{');
    write_side(out.key("asks"), m.asks, most);
    write_side(out.key("bids"), m.bids, most);
    out.field("ts", ms()).close();
  } else if (what == "market/trades" || what == "market/history-trades") {
    const std::deque<Print>& all = w_.tape.trades(id);
    std::int64_t left = query.number("limit", 100);
    for (auto p = all.rbegin(); p != all.rend() && left-- > 0; ++p) write_trade(out, *p);
  } else if (what == "market/candles" || what == "market/history-candles") {
    const DurUs width = width_of(query.get("bar").empty() ? "1m" : query.get("bar"));
    if (width == 0) return failed("51000", "Parameter bar error");
    // `after` is before in time, and the other way round.
    const TsUs to = query.number("after", ts_limit / us_per_ms) * us_per_ms - 1,
               from = query.number("before", -1) * us_per_ms + 1;
    const auto list = w_.tape.candles(
        id, width, from, to,
        static_cast<std::size_t>(std::clamp<std::int64_t>(query.number("limit", 100), 1, 300)));
    for (auto c = list.rbegin(); c != list.rend(); ++c) write_candle(out, *c, now() >= c->start + width);
  } else if (what == "public/funding-rate") {
    write_funding(out, id);
  } else if (what == "public/open-interest") {
    out.open('{').field("instId", id_of(m.product)).field("instType", "SWAP").field("oi", "10000");
    out.field("oiCcy", "10000").field("ts", ms()).close();
  } else {
    return failed("404", "no such endpoint");
  }
  return json_response(out.close().close());
}

void Okx::write_instrument(JsonOut& out, const Product& p) const {
  out.open('{').field("instType", p.perp ? "SWAP" : "SPOT").field("instId", id_of(p));
  out.field("uly", p.perp ? p.id.substr(0, p.id.rfind('-')) : "").field("instFamily", "");
  out.field("baseCcy", p.perp ? "" : p.base).field("quoteCcy", p.perp ? "" : p.quote);
  out.field("settleCcy", p.perp ? p.quote : "")
      .field("ctVal", p.perp ? "1" : "")
      .field("ctMult", p.perp ? "1" : "");
  out.field("ctValCcy", p.perp ? p.base : "").field("ctType", p.perp ? "linear" : "").field("lever", "10");
  out.field("tickSz", p.tick).field("lotSz", p.lot).field("minSz", p.min_qty).field("maxLmtSz", p.max_qty);
  out.field("maxMktSz", "1000000")
      .field("state", p.halted ? "suspend" : "live")
      .field("listTime", "1600000000000");
  out.field("expTime", "").field("alias", "").field("stk", "").field("optType", "").close();
}

void Okx::write_ticker(JsonOut& out, ProductId id) const {
  const Market& m = market(id);
  const Day d = day(id);
  const Level *bid = m.bids.best(), *ask = m.asks.best();
  out.open('{').field("instType", m.product.perp ? "SWAP" : "SPOT").field("instId", id_of(m.product));
  out.field("last", m.mark()).field("lastSz", "0").field("askPx", ask ? ask->price.str() : "");
  out.field("askSz", ask ? ask->total.str() : "").field("bidPx", bid ? bid->price.str() : "");
  out.field("bidSz", bid ? bid->total.str() : "").field("open24h", d.open).field("high24h", d.high);
  out.field("low24h", d.low).field("volCcy24h", d.value).field("vol24h", d.volume).field("sodUtc0", d.open);
  out.field("sodUtc8", d.open).field("ts", ms()).close();
}

void Okx::write_trade(JsonOut& out, const Print& p) const {
  out.open('{').field("instId", id_of(market(p.product).product)).field("tradeId", std::to_string(p.id));
  out.field("px", p.price).field("sz", p.qty).field("side", p.aggressor == Side::buy ? "buy" : "sell");
  out.field("ts", std::to_string(p.at / us_per_ms)).field("count", "1").close();
}

void Okx::write_funding(JsonOut& out, ProductId id) const {
  const TsUs next = next_funding(now());
  out.open('{').field("instType", "SWAP").field("instId", id_of(market(id).product));
  out.field("fundingRate", funding_rate()).field("nextFundingRate", "").field("method", "current_period");
  out.field("fundingTime", std::to_string(next / us_per_ms));
  out.field("nextFundingTime", std::to_string((next + 8 * us_per_hour) / us_per_ms))
      .field("ts", ms())
      .close();
}

void Okx::write_side(JsonOut& out, const Ladder& ladder, std::int64_t most) const {
  out.open('[');
  for (const auto& [key, level] : ladder.levels()) {
    if (most-- <= 0) break;
    out.open('[').text(level.price.str()).text(level.total.str()).text("0").text("1").close();
  }
  out.close();
}

}  // namespace tu::simex::feeds::okx
