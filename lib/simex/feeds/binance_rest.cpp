// Binance, spot and USD-M futures (Binance US is the same without futures): REST. Futures are what is asked
// below /fapi.
#include "simex/feeds/binance.h"

namespace tu::simex::feeds {
namespace {

struct Interval {
  std::string_view name;
  DurUs width;
};
constexpr Interval intervals[] = {{"1m", us_per_min},       {"3m", 3 * us_per_min},   {"5m", 5 * us_per_min},
                                  {"15m", 15 * us_per_min}, {"30m", 30 * us_per_min}, {"1h", us_per_hour},
                                  {"2h", 2 * us_per_hour},  {"4h", 4 * us_per_hour},  {"1d", us_per_day}};

net::Response refuse(int status, std::int64_t code, std::string_view message) {
  JsonOut out;
  out.open('{').field("code", code).field("msg", message).close();
  return json_response(out, status);
}

}  // namespace

std::string binance_id(const Product& p) {
  return p.base + p.quote;
}

DurUs binance_width(std::string_view interval) {
  for (const Interval& i : intervals)
    if (i.name == interval) return i.width;
  return 0;
}

void write_binance_levels(JsonOut& out, const Ladder& ladder, std::int64_t most) {
  out.open('[');
  for (const auto& [key, level] : ladder.levels()) {
    if (most-- <= 0) break;
    out.open('[').text(fixed(level.price, 8)).text(fixed(level.total, 8)).close();
  }
  out.close();
}

std::optional<ProductId> Binance::find(std::string_view id, bool futures) const {
  for (ProductId p = 0; p < w_.exchange.markets().size(); ++p)
    if (market(p).product.perp == futures && binance_id(market(p).product) == id) return p;
  return {};
}

net::Response Binance::rest(const net::Request& request, const Query& query) {
  std::string_view path = request.path();
  const bool futures = path.starts_with("/fapi/") || path.starts_with("/futures/");
  if (path.starts_with("/dapi/") || path.starts_with("/eapi/")) {
    JsonOut out;
    out.open('{')
        .field("timezone", "UTC")
        .key("symbols")
        .open('[')
        .close()
        .key("optionSymbols")
        .open('[')
        .close();
    out.close();
    return json_response(out);
  }
  const std::size_t third = path.find('/', path.find('/', 1) + 1);
  const std::string_view what = third == path.npos ? std::string_view() : path.substr(third + 1);
  JsonOut out;
  if (what == "ping") return json_response(out.open('{').close());
  if (what == "time") return json_response(out.open('{').field("serverTime", now_ms()).close());
  if (what == "exchangeInfo") return exchange_info(futures);
  if (what == "premiumIndex" || what == "fundingRate" || what == "fundingInfo") return funding(what, query);
  if (what.starts_with("ticker/")) return tickers(what.substr(7), query, futures);
  const std::optional<ProductId> id = find(query.get("symbol"), futures);
  if (!id) return refuse(400, -1121, "Invalid symbol.");
  return of_product(what, *id, query, futures);
}

net::Response Binance::of_product(std::string_view what, ProductId id, const Query& query,
                                  bool futures) const {
  if (what == "depth") return depth(id, query, futures);
  if (what == "klines") return klines(id, query);
  if (what == "aggTrades" || what == "trades" || what == "historicalTrades")
    return trades(id, query, what == "aggTrades");
  if (what == "openInterest") {
    JsonOut out;
    out.open('{').field("openInterest", "10000.000").field("symbol", binance_id(market(id).product));
    return json_response(out.field("time", now_ms()).close());
  }
  return refuse(404, -1000, "no such endpoint");
}

net::Response Binance::exchange_info(bool futures) const {
  JsonOut out;
  out.open('{').field("timezone", "UTC").field("serverTime", now_ms()).key("rateLimits").open('[').close();
  out.key("exchangeFilters").open('[').close().key("symbols").open('[');
  for (const Market& m : w_.exchange.markets()) {
    const Product& p = m.product;
    if (p.perp != futures) continue;
    out.open('{').field("symbol", binance_id(p)).field("status", p.halted ? "BREAK" : "TRADING");
    out.field("baseAsset", p.base).field("baseAssetPrecision", std::int64_t{8}).field("quoteAsset", p.quote);
    out.field("quotePrecision", std::int64_t{8}).field("quoteAssetPrecision", std::int64_t{8});
    if (futures) {
      out.field("pair", binance_id(p)).field("contractType", "PERPETUAL").field("marginAsset", p.quote);
      out.field("deliveryDate", std::int64_t{4133404800000})
          .field("onboardDate", std::int64_t{1569398400000});
      out.field("pricePrecision", std::int64_t{places_of(p.tick)});
      out.field("quantityPrecision", std::int64_t{places_of(p.lot)}).field("underlyingType", "COIN");
    } else {
      out.key("permissions").open('[').text("SPOT").close().field("isSpotTradingAllowed", true);
      out.field("isMarginTradingAllowed", false);
    }
    out.key("orderTypes").open('[').text("LIMIT").text("MARKET").close().key("filters").open('[');
    out.open('{').field("filterType", "PRICE_FILTER").field("minPrice", p.tick).field("maxPrice", "1000000");
    out.field("tickSize", p.tick).close();
    out.open('{').field("filterType", "LOT_SIZE").field("minQty", p.min_qty).field("maxQty", p.max_qty);
    out.field("stepSize", p.lot).close();
    out.open('{').field("filterType", futures ? "MIN_NOTIONAL" : "NOTIONAL");
    out.field(futures ? "notional" : "minNotional", p.min_value).close().close().close();
  }
  return json_response(out.close().close());
}

net::Response Binance::depth(ProductId id, const Query& query, bool futures) const {
  const std::int64_t most = query.number("limit", 100);
  JsonOut out;
  out.open('{').field("lastUpdateId", last_update(id));
  if (futures) out.field("E", now_ms()).field("T", now_ms());
  write_binance_levels(out.key("bids"), market(id).bids, most);
  write_binance_levels(out.key("asks"), market(id).asks, most);
  return json_response(out.close());
}

net::Response Binance::klines(ProductId id, const Query& query) const {
  const DurUs width = binance_width(query.get("interval"));
  if (width == 0) return refuse(400, -1120, "Invalid interval.");
  const std::size_t most =
      static_cast<std::size_t>(std::clamp<std::int64_t>(query.number("limit", 500), 1, 1000));
  const TsUs from = query.number("startTime", 0) * us_per_ms,
             to = query.number("endTime", ts_limit / us_per_ms) * us_per_ms;
  JsonOut out;
  out.open('[');
  for (const Candle& c : w_.tape.candles(id, width, from, to, most)) {
    out.open('[')
        .number(c.start / us_per_ms)
        .text(fixed(c.open, 8))
        .text(fixed(c.high, 8))
        .text(fixed(c.low, 8));
    out.text(fixed(c.close, 8)).text(fixed(c.volume, 8)).number((c.start + width) / us_per_ms - 1);
    out.text(fixed(c.value, 8)).number(c.trades).text("0").text("0").text("0").close();
  }
  return json_response(out.close());
}

net::Response Binance::trades(ProductId id, const Query& query, bool aggregate) const {
  const std::deque<Print>& all = w_.tape.trades(id);
  const std::size_t most =
      static_cast<std::size_t>(std::clamp<std::int64_t>(query.number("limit", 500), 1, 1000));
  std::size_t first = all.size() > most ? all.size() - most : 0;
  if (const std::int64_t from = query.number("fromId", 0); from > 0) {
    const auto at = std::find_if(all.begin(), all.end(),
                                 [&](const Print& p) { return static_cast<std::int64_t>(p.id) >= from; });
    first = static_cast<std::size_t>(at - all.begin());
  }
  JsonOut out;
  out.open('[');
  for (std::size_t i = first; i < std::min(all.size(), first + most); ++i) {
    const Print& p = all[i];
    const std::int64_t number = static_cast<std::int64_t>(p.id), ms = p.at / us_per_ms;
    const bool sold = p.aggressor == Side::sell;
    out.open('{');
    if (aggregate) {
      out.field("a", number).field("p", fixed(p.price, 8)).field("q", fixed(p.qty, 8)).field("f", number);
      out.field("l", number).field("T", ms).field("m", sold).field("M", true);
    } else {
      out.field("id", number).field("price", fixed(p.price, 8)).field("qty", fixed(p.qty, 8));
      out.field("quoteQty", fixed(p.price * p.qty, 8)).field("time", ms).field("isBuyerMaker", sold);
      out.field("isBestMatch", true);
    }
    out.close();
  }
  return json_response(out.close());
}

net::Response Binance::tickers(std::string_view what, const Query& query, bool futures) const {
  JsonOut out;
  if (const std::string_view symbol = query.get("symbol"); !symbol.empty()) {
    const std::optional<ProductId> id = find(symbol, futures);
    if (!id) return refuse(400, -1121, "Invalid symbol.");
    write_ticker(out, what, *id);
    return json_response(out);
  }
  const std::string_view wanted = query.get("symbols");  // a JSON list
  out.open('[');
  for (ProductId p = 0; p < w_.exchange.markets().size(); ++p) {
    const Product& product = market(p).product;
    if (product.perp != futures) continue;
    if (!wanted.empty() && wanted.find("\"" + binance_id(product) + "\"") == wanted.npos) continue;
    write_ticker(out, what, p);
  }
  return json_response(out.close());
}

void Binance::write_ticker(JsonOut& out, std::string_view what, ProductId id) const {
  const Market& m = market(id);
  const Day d = day(id);
  auto field = [&](std::string_view k, Decimal v) { out.field(k, fixed(v, 8)); };
  out.open('{').field("symbol", binance_id(m.product));
  if (what == "price") {
    field("price", m.mark());
    out.close();
    return;
  }
  if (what == "24hr") {
    field("priceChange", m.mark() - d.open);
    out.field("priceChangePercent", fixed(d.change_percent(m.mark()), 3));
    field("weightedAvgPrice", d.volume.is_zero() ? m.mark() : d.value / d.volume);
    field("lastPrice", m.mark()), field("lastQty", {}), field("openPrice", d.open),
        field("highPrice", d.high);
    field("lowPrice", d.low), field("volume", d.volume), field("quoteVolume", d.value);
    out.field("openTime", now_ms() - 86'400'000).field("closeTime", now_ms()).field("count", std::int64_t{0});
  }
  if (m.bids.best()) field("bidPrice", m.bids.best()->price), field("bidQty", m.bids.best()->total);
  if (m.asks.best()) field("askPrice", m.asks.best()->price), field("askQty", m.asks.best()->total);
  out.close();
}

void Binance::write_premium(JsonOut& out, ProductId id) const {
  const Market& m = market(id);
  out.open('{').field("symbol", binance_id(m.product)).field("markPrice", fixed(m.mark(), 8));
  out.field("indexPrice", fixed(m.mark(), 8)).field("estimatedSettlePrice", fixed(m.mark(), 8));
  out.field("lastFundingRate", fixed(funding_rate(), 8)).field("interestRate", "0.00010000");
  out.field("nextFundingTime", next_funding(now()) / us_per_ms).field("time", now_ms()).close();
}

net::Response Binance::funding(std::string_view what, const Query& query) const {
  const std::string_view symbol = query.get("symbol");
  JsonOut out;
  if (what == "premiumIndex" && !symbol.empty()) {
    const std::optional<ProductId> id = find(symbol, true);
    if (!id) return refuse(400, -1121, "Invalid symbol.");
    write_premium(out, *id);
    return json_response(out);
  }
  out.open('[');
  for (ProductId p = 0; p < w_.exchange.markets().size(); ++p) {
    const Product& product = market(p).product;
    if (!product.perp || (!symbol.empty() && binance_id(product) != symbol)) continue;
    if (what == "premiumIndex") {
      write_premium(out, p);
    } else if (what == "fundingInfo") {
      out.open('{').field("symbol", binance_id(product)).field("adjustedFundingRateCap", "0.02000000");
      out.field("adjustedFundingRateFloor", "-0.02000000")
          .field("fundingIntervalHours", std::int64_t{8})
          .close();
    } else {
      for (int i = 3; i > 0; --i) {
        out.open('{').field("symbol", binance_id(product)).field("fundingRate", fixed(funding_rate(), 8));
        out.field("fundingTime", (next_funding(now()) - i * 8 * us_per_hour) / us_per_ms);
        out.field("markPrice", fixed(market(p).mark(), 8)).close();
      }
    }
  }
  return json_response(out.close());
}

}  // namespace tu::simex::feeds
