// What everybody may ask of Coinbase: products, books, trades, candles.
#include "simex/coinbase/rest.h"

namespace tu::simex::coinbase {
namespace {

void write_levels(JsonOut& out, const Ladder& ladder, std::int64_t most) {
  out.open('[');
  for (const auto& [key, level] : ladder.levels()) {
    if (most-- <= 0) break;
    out.open('{').field("price", level.price).field("size", level.total).close();
  }
  out.close();
}

void write_pricebook(JsonOut& out, const Market& m, std::int64_t most, TsUs now) {
  out.open('{').field("product_id", product_id(m.product)).key("bids");
  write_levels(out, m.bids, most);
  out.key("asks");
  write_levels(out, m.asks, most);
  out.field("time", time_text(now)).close();
}

std::string best_price(const Ladder& ladder) {
  return ladder.empty() ? "" : ladder.best()->price.str();
}

struct Granularity {
  std::string_view name;
  DurUs width;
};
constexpr Granularity granularities[] = {
    {"ONE_MINUTE", us_per_min},         {"FIVE_MINUTE", 5 * us_per_min}, {"FIFTEEN_MINUTE", 15 * us_per_min},
    {"THIRTY_MINUTE", 30 * us_per_min}, {"ONE_HOUR", us_per_hour},       {"TWO_HOUR", 2 * us_per_hour},
    {"FOUR_HOUR", 4 * us_per_hour},     {"SIX_HOUR", 6 * us_per_hour},   {"ONE_DAY", us_per_day}};

// "BTC" of the product with an unusual settlement: what it is called.
std::string_view long_name(std::string_view currency) {
  if (currency == "BTC") return "Bitcoin";
  if (currency == "ETH") return "Ethereum";
  if (currency == "USD") return "US Dollar";
  return currency;
}

void write_future_details(JsonOut& out, const Market& m, Decimal funding_rate, TsUs now) {
  out.key("future_product_details").open('{').field("venue", "").field("contract_code", m.product.base);
  out.key("contract_expiry").null().field("contract_size", "1").field("contract_root_unit", m.product.base);
  out.field("group_description", "")
      .field("contract_expiry_timezone", "")
      .field("group_short_description", "");
  out.field("risk_managed_by", "MANAGED_BY_VENUE").field("contract_expiry_type", "PERPETUAL");
  out.key("perpetual_details").open('{').field("open_interest", "0").field("funding_rate", funding_rate);
  out.field("funding_time", time_text(now - now % us_per_hour + us_per_hour));
  out.field("max_leverage", m.product.max_leverage).field("base_asset_uuid", "");
  out.field("underlying_type", "UNDERLYING_TYPE_SPOT").close();
  out.field("contract_display_name", m.product.base + " PERP").field("time_to_expiry_ms", "0").close();
}

}  // namespace

std::optional<ProductId> Rest::find_product(std::string_view id) const {
  return w_.exchange.find(symbol_of(id));
}

net::Response Rest::time(const Call&) {
  const TsUs now = w_.clock.shown();
  JsonOut out;
  out.open('{').field("iso", time_text(now)).field("epochSeconds", std::to_string(now / us_per_s));
  out.field("epochMillis", std::to_string(now / us_per_ms)).close();
  return ok(out);
}

void Rest::write_product(JsonOut& out, ProductId id) const {
  const Market& m = w_.exchange.market(id);
  const Product& p = m.product;
  const TsUs now = w_.clock.shown();
  const Day day = w_.tape.day(id, now);
  const Decimal price = m.mark();
  out.open('{').field("product_id", product_id(p)).field("price", price);
  out.field("price_percentage_change_24h", day.change_percent(price)).field("volume_24h", day.volume);
  out.field("volume_percentage_change_24h", "0").field("base_increment", p.lot);
  out.field("quote_increment", p.tick).field("quote_min_size", p.min_value);
  out.field("quote_max_size", p.max_value)
      .field("base_min_size", p.min_qty)
      .field("base_max_size", p.max_qty);
  out.field("base_name", p.perp ? "" : long_name(p.base)).field("quote_name", long_name(p.quote));
  out.field("watched", false).field("is_disabled", p.halted).field("new", false);
  out.field("status", "online").field("cancel_only", false).field("limit_only", false);
  out.field("post_only", false).field("trading_disabled", p.halted).field("auction_mode", false);
  out.field("product_type", p.perp ? "FUTURE" : "SPOT").field("quote_currency_id", p.quote);
  out.field("base_currency_id", p.perp ? "" : p.base).key("fcm_trading_session_details").null();
  out.field("mid_market_price", p.perp ? m.mid().str() : "").field("alias", "").key("alias_to");
  out.open('[').close();
  out.field("base_display_symbol", p.base).field("quote_display_symbol", p.quote).field("view_only", false);
  out.field("price_increment", p.tick).field("display_name", p.perp ? p.base + " PERP" : product_id(p));
  out.field("product_venue", p.perp ? "INTX" : "CBE").field("approximate_quote_24h_volume", day.value);
  out.field("best_bid_price", best_price(m.bids)).field("best_ask_price", best_price(m.asks));
  if (p.perp) write_future_details(out, m, w_.exchange.rules().funding_rate, now);
  out.close();
}

net::Response Rest::products(const Call& call) {
  const std::string_view type = call.query.get("product_type");
  const std::string_view expiry = call.query.get("contract_expiry_type");
  const std::vector<std::string> wanted = call.query.all("product_ids");
  std::vector<ProductId> list;
  for (ProductId id = 0; id < w_.exchange.markets().size(); ++id) {
    const Product& p = w_.exchange.market(id).product;
    if (!type.empty() && type != "UNKNOWN_PRODUCT_TYPE" && (type == "FUTURE") != p.perp) continue;
    // Without the word the list of futures is that of those that expire, of which there are none.
    if (p.perp && expiry != "PERPETUAL" && type == "FUTURE") continue;
    if (p.perp && type.empty() && wanted.empty()) continue;
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), product_id(p)) == wanted.end()) continue;
    list.push_back(id);
  }
  const std::int64_t offset = std::max<std::int64_t>(call.query.number("offset", 0), 0);
  const std::int64_t limit = call.query.number("limit", 0);
  JsonOut out;
  out.open('{').key("products").open('[');
  std::int64_t sent = 0;
  for (std::size_t i = static_cast<std::size_t>(offset); i < list.size() && (limit <= 0 || sent < limit);
       ++i, ++sent)
    write_product(out, list[i]);
  out.close().field("num_products", sent).close();
  return ok(out);
}

net::Response Rest::product(const Call& call) {
  const std::optional<ProductId> id = find_product(call.names[0]);
  if (!id) return error(404, "NOT_FOUND", "valid product_id is required");
  JsonOut out;
  write_product(out, *id);
  return ok(out);
}

net::Response Rest::product_book(const Call& call) {
  const std::optional<ProductId> id = find_product(call.query.get("product_id"));
  if (!id) return error(400, "INVALID_ARGUMENT", "valid product_id is required");
  const Market& m = w_.exchange.market(*id);
  JsonOut out;
  out.open('{').key("pricebook");
  const std::int64_t most = call.query.number("limit", 0);
  write_pricebook(out, m, most > 0 ? most : 1'000'000, w_.clock.shown());
  if (!m.bids.empty() && !m.asks.empty()) {
    const Decimal spread = m.asks.best()->price - m.bids.best()->price;
    out.field("last", m.mark()).field("mid_market", m.mid());
    out.field("spread_bps",
              trunc_to(spread * Decimal::from_integer(10'000) / m.mid(), *Decimal::parse("0.000000000001")));
    out.field("spread_absolute", spread);
  }
  out.close();
  return ok(out);
}

net::Response Rest::best_bid_ask(const Call& call) {
  std::vector<std::string> wanted = call.query.all("product_ids");
  JsonOut out;
  out.open('{').key("pricebooks").open('[');
  for (const Market& m : w_.exchange.markets())
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), product_id(m.product)) != wanted.end())
      write_pricebook(out, m, 1, w_.clock.shown());
  out.close().close();
  return ok(out);
}

net::Response Rest::ticker(const Call& call) {
  const std::optional<ProductId> id = find_product(call.names[0]);
  if (!id) return error(404, "NOT_FOUND", "valid product_id is required");
  const Market& m = w_.exchange.market(*id);
  const TsUs from = call.query.number("start", 0) * us_per_s;
  const TsUs to = call.query.number("end", ts_limit / us_per_s) * us_per_s;
  std::int64_t left = std::min<std::int64_t>(call.query.number("limit", 100), 1000);
  const std::deque<Print>& trades = w_.tape.trades(*id);
  JsonOut out;
  out.open('{').key("trades").open('[');
  for (auto t = trades.rbegin(); t != trades.rend() && left > 0; ++t) {
    if (t->at < from || t->at > to) continue;
    --left;
    out.open('{').field("trade_id", std::to_string(t->id)).field("product_id", product_id(m.product));
    out.field("price", t->price).field("size", t->qty).field("time", time_text(t->at));
    out.field("side", side_name(opposite(t->aggressor))).field("bid", "").field("ask", "");
    out.field("exchange", "simex").close();
  }
  out.close().field("best_bid", best_price(m.bids)).field("best_ask", best_price(m.asks)).close();
  return ok(out);
}

net::Response Rest::candles(const Call& call) {
  const std::optional<ProductId> id = find_product(call.names[0]);
  if (!id) return error(404, "NOT_FOUND", "valid product_id is required");
  const std::string_view name = call.query.get("granularity");
  const Granularity* g = nullptr;
  for (const Granularity& x : granularities)
    if (x.name == name) g = &x;
  if (!g) return error(400, "INVALID_ARGUMENT", "granularity is not one of the allowed");
  const TsUs from = call.query.number("start", 0) * us_per_s;
  const TsUs to = call.query.number("end", ts_limit / us_per_s) * us_per_s;
  if (from > 0 && to < ts_limit && (to - from) / g->width > 350)
    return error(400, "INVALID_ARGUMENT",
                 "start and end argument is invalid - number of candles requested should be less than 350");
  const std::size_t most =
      static_cast<std::size_t>(std::clamp<std::int64_t>(call.query.number("limit", 350), 1, 350));
  const std::vector<Candle> list = w_.tape.candles(*id, g->width, from, to, most);
  JsonOut out;
  out.open('{').key("candles").open('[');
  for (auto c = list.rbegin(); c != list.rend(); ++c) {
    out.open('{').field("start", std::to_string(c->start / us_per_s)).field("low", c->low);
    out.field("high", c->high)
        .field("open", c->open)
        .field("close", c->close)
        .field("volume", c->volume)
        .close();
  }
  out.close().close();
  return ok(out);
}

}  // namespace tu::simex::coinbase
