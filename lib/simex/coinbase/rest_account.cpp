// What a user owns: accounts, fee tier, permissions.
#include "simex/coinbase/rest.h"

namespace tu::simex::coinbase {
namespace {

// Totals of Coinbase's transaction summary are the only numbers that it writes as numbers.
Decimal rounded(Decimal x) {
  return trunc_to(x, *Decimal::parse("0.00000001"));
}

}  // namespace

void write_amount(JsonOut& out, std::string_view name, Decimal value, std::string_view currency) {
  out.key(name).open('{').field("value", value).field("currency", currency).close();
}

std::string account_uuid(const World& w, AccountId account, const std::string& currency) {
  return uuid_of(w.seed, "wallet " + currency, account);
}

void Rest::write_account(JsonOut& out, const User& user, const std::string& currency,
                         const Balance& b) const {
  out.open('{').field("uuid", account_uuid(w_, user.account, currency)).field("name", currency + " Wallet");
  out.field("currency", currency);
  write_amount(out, "available_balance", b.available(), currency);
  out.field("default", true).field("active", true).field("created_at", "2026-01-01T00:00:00Z");
  out.field("updated_at", time_text(w_.clock.shown())).key("deleted_at").null();
  out.field("type", currency == "USD" || currency == "EUR" ? "ACCOUNT_TYPE_FIAT" : "ACCOUNT_TYPE_CRYPTO");
  out.field("ready", true);
  write_amount(out, "hold", b.held, currency);
  out.field("retail_portfolio_id", portfolio_uuid(w_, user.account));
  out.field("platform", "ACCOUNT_PLATFORM_CONSUMER").close();
}

net::Response Rest::accounts(const Call& call) {
  const auto& balances = w_.exchange.accounts()[call.user->account].wallet.balances;
  const std::int64_t limit = std::clamp<std::int64_t>(call.query.number("limit", 49), 1, 250);
  const std::string after(call.query.get("cursor"));
  JsonOut out;
  out.open('{').key("accounts").open('[');
  auto at = after.empty() ? balances.begin() : balances.upper_bound(after);
  std::int64_t size = 0;
  std::string last;
  for (; at != balances.end() && size < limit; ++at, ++size) {
    write_account(out, *call.user, at->first, at->second);
    last = at->first;
  }
  const bool more = at != balances.end();
  out.close().field("has_next", more).field("cursor", more ? last : "").field("size", size).close();
  return ok(out);
}

net::Response Rest::account(const Call& call) {
  for (const auto& [currency, b] : w_.exchange.accounts()[call.user->account].wallet.balances) {
    if (account_uuid(w_, call.user->account, currency) != call.names[0]) continue;
    JsonOut out;
    out.open('{').key("account");
    write_account(out, *call.user, currency, b);
    out.close();
    return ok(out);
  }
  return error(404, "NOT_FOUND", "account not found");
}

net::Response Rest::transaction_summary(const Call& call) {
  const AccountId id = call.user->account;
  const Tier& tier = w_.exchange.tier(id);
  Account& a = w_.exchange.accounts()[id];
  const Decimal volume = rounded(a.volume.last_30_days(w_.exchange.now())), fees = rounded(a.volume.fees);
  std::string to;
  for (const Tier& t : w_.exchange.rules().tiers)
    if (t.from > tier.from && to.empty()) to = t.from.str();
  JsonOut out;
  out.open('{')
      .field_number("total_volume", volume)
      .field_number("total_fees", fees)
      .key("fee_tier")
      .open('{');
  out.field("pricing_tier", tier.name).field("usd_from", tier.from).field("usd_to", to);
  out.field("taker_fee_rate", tier.taker).field("maker_fee_rate", tier.maker);
  out.field("aop_from", "").field("aop_to", "").close();
  out.key("margin_rate").null().key("goods_and_services_tax").null();
  out.field_number("advanced_trade_only_volume", volume).field_number("advanced_trade_only_fees", fees);
  out.field_number("coinbase_pro_volume", {}).field_number("coinbase_pro_fees", {});
  out.field("total_balance", "").field("has_promo_fee", false).close();
  return ok(out);
}

net::Response Rest::key_permissions(const Call& call) {
  JsonOut out;
  out.open('{').field("can_view", true).field("can_trade", true).field("can_transfer", false);
  out.field("portfolio_uuid", portfolio_uuid(w_, call.user->account))
      .field("portfolio_type", "DEFAULT")
      .close();
  return ok(out);
}

}  // namespace tu::simex::coinbase
