// Kraken: public REST. Old pairs have long names here.
#include "simex/feeds/kraken.h"

namespace tu::simex::feeds::kraken {

std::optional<ProductId> Kraken::find(std::string_view name) const {
  for (ProductId p = 0; p < w_.exchange.markets().size(); ++p) {
    const Product& product = market(p).product;
    if (name == pair_id(product) || name == altname(product) || name == ws_name(product) ||
        name == old_name(product.base) + "/" + old_name(product.quote) ||
        name == product.base + product.quote)
      return p;
  }
  return {};
}

net::Response Kraken::rest(const net::Request& request, const Query& query) {
  constexpr std::string_view prefix = "/0/public/";
  if (!request.path().starts_with(prefix)) return failed("EGeneral:Unknown method");
  const std::string_view what = request.path().substr(prefix.size());
  JsonOut out;
  out.open('{').key("error").open('[').close().key("result").open('{');
  if (what == "Time")
    return json_response(out.field("unixtime", now() / us_per_s).field("rfc1123", "").close().close());
  if (what == "SystemStatus")
    return json_response(out.field("status", "online").field("timestamp", time_text(now())).close().close());
  if (what == "Assets") {
    std::map<std::string, std::string> names;
    for (const Market& m : w_.exchange.markets())
      for (const std::string& c : {m.product.base, m.product.quote}) names[asset_id(c)] = old_name(c);
    for (const auto& [id, alt] : names) {
      out.key(id)
          .open('{')
          .field("aclass", "currency")
          .field("altname", alt)
          .field("decimals", std::int64_t{10});
      out.field("display_decimals", std::int64_t{5}).field("status", "enabled").close();
    }
    return json_response(out.close().close());
  }
  std::vector<std::string> wanted = query.all("pair");
  if (what == "AssetPairs" || what == "Ticker") {
    if (wanted.empty())
      for (const Market& m : w_.exchange.markets()) wanted.push_back(pair_id(m.product));
    for (const std::string& name : wanted) {
      const std::optional<ProductId> id = find(name);
      if (!id) return failed("EQuery:Unknown asset pair");
      out.key(pair_id(market(*id).product));
      what == "Ticker" ? write_ticker(out, *id) : write_pair(out, market(*id).product);
    }
    return json_response(out.close().close());
  }
  const std::optional<ProductId> id = wanted.empty() ? std::nullopt : find(wanted[0]);
  return id ? of_pair(what, *id, query) : failed("EQuery:Unknown asset pair");
}

void Kraken::write_pair(JsonOut& out, const Product& p) const {
  out.open('{').field("altname", altname(p)).field("wsname", old_name(p.base) + "/" + old_name(p.quote));
  out.field("aclass_base", "currency").field("base", asset_id(p.base)).field("aclass_quote", "currency");
  out.field("quote", asset_id(p.quote))
      .field("lot", "unit")
      .field("pair_decimals", std::int64_t{places_of(p.tick)});
  out.field("cost_decimals", std::int64_t{5}).field("lot_decimals", std::int64_t{places_of(p.lot)});
  out.field("lot_multiplier", std::int64_t{1})
      .key("leverage_buy")
      .open('[')
      .close()
      .key("leverage_sell")
      .open('[');
  out.close()
      .key("fees")
      .open('[')
      .open('[')
      .number(std::int64_t{0})
      .number(*Decimal::parse("0.4"))
      .close()
      .close();
  out.key("fees_maker")
      .open('[')
      .open('[')
      .number(std::int64_t{0})
      .number(*Decimal::parse("0.25"))
      .close()
      .close();
  out.field("fee_volume_currency", "ZUSD").field("ordermin", p.min_qty).field("costmin", p.min_value);
  out.field("tick_size", p.tick).field("status", p.halted ? "cancel_only" : "online").close();
}

void Kraken::write_ticker(JsonOut& out, ProductId id) const {
  const Market& m = market(id);
  const Day d = day(id);
  auto best = [&](std::string_view key, const Ladder& side) {
    out.key(key).open('[');
    if (side.best()) out.text(side.best()->price.str()).text("1").text(side.best()->total.str());
    out.close();
  };
  auto both = [&](std::string_view key, Decimal x) {
    out.key(key).open('[').text(x.str()).text(x.str()).close();
  };
  out.open('{');
  best("a", m.asks), best("b", m.bids);
  out.key("c").open('[').text(m.mark().str()).text("0").close();
  both("v", d.volume), both("p", d.volume.is_zero() ? m.mark() : d.value / d.volume);
  out.key("t").open('[').number(std::int64_t{0}).number(std::int64_t{0}).close();
  both("l", d.low), both("h", d.high);
  out.field("o", d.open).close();
}

net::Response Kraken::of_pair(std::string_view what, ProductId id, const Query& query) const {
  const Market& m = market(id);
  JsonOut out;
  out.open('{').key("error").open('[').close().key("result").open('{').key(pair_id(m.product));
  if (what == "Depth") {
    out.open('{');
    for (const Side side : {Side::sell, Side::buy}) {
      std::int64_t most = query.number("count", 100);
      out.key(side == Side::buy ? "bids" : "asks").open('[');
      for (const auto& [key, level] : m.side(side).levels()) {
        if (most-- <= 0) break;
        out.open('[').text(level.price.str()).text(level.total.str()).number(now() / us_per_s).close();
      }
      out.close();
    }
    return json_response(out.close().close().close());
  }
  if (what == "OHLC") {
    const DurUs width = query.number("interval", 1) * us_per_min;
    if (width <= 0) return failed("EGeneral:Invalid arguments");
    out.open('[');
    for (const Candle& c : w_.tape.candles(id, width, query.number("since", 0) * us_per_s, ts_limit, 720)) {
      out.open('[').number(c.start / us_per_s);
      for (const Decimal x : {c.open, c.high, c.low, c.close, c.close, c.volume}) out.text(x.str());
      out.number(c.trades).close();
    }
    return json_response(out.close().field("last", now() / us_per_s).close().close());
  }
  if (what == "Trades") {
    out.open('[');
    for (const Print& p : w_.tape.trades(id)) {
      out.open('[').text(p.price.str()).text(p.qty.str());
      out.number(Decimal::from_integer(p.at) / Decimal::from_integer(us_per_s));
      out.text(p.aggressor == Side::buy ? "b" : "s")
          .text("m")
          .text("")
          .number(static_cast<std::int64_t>(p.id))
          .close();
    }
    return json_response(out.close().field("last", std::to_string(now() * 1000)).close().close());
  }
  return failed("EGeneral:Unknown method");
}

}  // namespace tu::simex::feeds::kraken
