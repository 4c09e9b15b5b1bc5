// The calls of Coinbase App (/v2) that clients of Advanced Trade make on the way.
#include <set>

#include "simex/coinbase/rest.h"

namespace tu::simex::coinbase {
namespace {

constexpr std::string_view fiat[] = {"USD", "EUR", "GBP"};

bool is_fiat(std::string_view currency) {
  return std::find(std::begin(fiat), std::end(fiat), currency) != std::end(fiat);
}

std::set<std::string> currencies(const Exchange& x) {
  std::set<std::string> all;
  for (const Market& m : x.markets()) all.insert(m.product.base), all.insert(m.product.quote);
  return all;
}

}  // namespace

net::Response Rest::v2_time(const Call&) {
  const TsUs now = w_.clock.shown();
  JsonOut out;
  out.open('{').key("data").open('{').field("iso", time_text(now - now % us_per_s));
  out.field("epoch", now / us_per_s).close().close();
  return ok(out);
}

net::Response Rest::v2_currencies(const Call&) {
  JsonOut out;
  out.open('{').key("data").open('[');
  for (const std::string_view c : fiat)
    out.open('{').field("id", c).field("name", c).field("min_size", "0.01").close();
  out.close().close();
  return ok(out);
}

net::Response Rest::v2_crypto(const Call&) {
  JsonOut out;
  out.open('{').key("data").open('[');
  std::int64_t index = 0;
  for (const std::string& c : currencies(w_.exchange)) {
    if (is_fiat(c)) continue;
    out.open('{').field("asset_id", uuid_of(w_.seed, "asset " + c, 0)).field("code", c).field("name", c);
    out.field("color", "#0433FF").field("sort_index", ++index).field("exponent", std::int64_t{8});
    out.field("type", "crypto").close();
  }
  out.close().close();
  return ok(out);
}

net::Response Rest::v2_rates(const Call& call) {
  const std::string_view asked = call.query.get("currency");
  const std::string base(asked.empty() ? "USD" : asked);
  JsonOut out;
  out.open('{').key("data").open('{').field("currency", base).key("rates").open('{').field(base, "1");
  for (const Market& m : w_.exchange.markets()) {
    const Decimal price = m.mark();
    if (price.is_zero() || m.product.perp) continue;
    if (m.product.quote == base && m.product.base != base)
      out.field(m.product.base,
                trunc_to(Decimal::from_integer(1) / price, *Decimal::parse("0.000000000001")));
    else if (m.product.base == base)
      out.field(m.product.quote, price);
  }
  out.close().close().close();
  return ok(out);
}

net::Response Rest::v2_price(const Call& call) {
  const std::optional<ProductId> id = find_product(call.names[0]);
  const std::string& kind = call.names[1];
  if (!id || (kind != "spot" && kind != "buy" && kind != "sell")) {
    net::Response r;
    r.status = 404;
    r.body = R"({"errors":[{"id":"not_found","message":"Invalid base currency"}]})";
    return r;
  }
  const Market& m = w_.exchange.market(*id);
  Decimal price = m.mark();
  if (kind == "buy" && !m.asks.empty()) price = m.asks.best()->price;
  if (kind == "sell" && !m.bids.empty()) price = m.bids.best()->price;
  JsonOut out;
  out.open('{').key("data").open('{').field("amount", price).field("base", m.product.base);
  out.field("currency", m.product.quote).close().close();
  return ok(out);
}

net::Response Rest::v2_accounts(const Call& call) {
  JsonOut out;
  out.open('{').key("pagination").open('{').key("ending_before").null().key("starting_after").null();
  out.field("limit", std::int64_t{250}).field("order", "desc").key("next_uri").null().close();
  out.key("data").open('[');
  for (const auto& [currency, b] : w_.exchange.accounts()[call.user->account].wallet.balances) {
    out.open('{').field("id", currency).field("name", currency + " Wallet").field("primary", false);
    out.field("type", is_fiat(currency) ? "fiat" : "wallet")
        .key("currency")
        .open('{')
        .field("code", currency);
    out.field("name", currency).close();
    out.key("balance").open('{').field("amount", b.total).field("currency", currency).close();
    out.field("resource", "account").close();
  }
  out.close().close();
  return ok(out);
}

}  // namespace tu::simex::coinbase
