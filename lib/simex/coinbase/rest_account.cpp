// What a user owns: accounts, fee tier, permissions, positions in perpetuals.
#include "simex/coinbase/rest.h"

namespace tu::simex::coinbase {
namespace {

void write_amount(JsonOut& out, std::string_view name, Decimal value, std::string_view currency) {
  out.key(name).open('{').field("value", value).field("currency", currency).close();
}

std::string account_uuid(const World& w, AccountId account, const std::string& currency) {
  return uuid_of(w.seed, "wallet " + currency, account);
}

// Totals of Coinbase's transaction summary are the only numbers that it writes as numbers.
Decimal rounded(Decimal x) {
  return trunc_to(x, *Decimal::parse("0.00000001"));
}

void write_position(JsonOut& out, const World& w, const Market& m, const Position& at, AccountId account) {
  const std::string& q = m.product.quote;
  const Decimal mark = m.mark();
  out.open('{').field("product_id", product_id(m.product)).field("product_uuid", "");
  out.field("portfolio_uuid", portfolio_uuid(w, account)).field("symbol", product_id(m.product));
  write_amount(out, "vwap", at.entry, q);
  write_amount(out, "entry_vwap", at.entry, q);
  out.field("position_side", at.qty.negative() ? "POSITION_SIDE_SHORT" : "POSITION_SIDE_LONG");
  out.field("margin_type", "MARGIN_TYPE_CROSS").field("net_size", at.qty);
  out.field("buy_order_size", "0").field("sell_order_size", "0");
  out.field("im_contribution", Decimal::from_integer(1) / at.leverage);
  write_amount(out, "unrealized_pnl", at.qty * (mark - at.entry), q);
  write_amount(out, "mark_price", mark, q);
  out.field("leverage", at.leverage);
  write_amount(out, "position_notional", at.qty.abs() * mark, q);
  write_amount(out, "im_notional", at.qty.abs() * mark / at.leverage, q);
  write_amount(out, "aggregated_pnl", at.realised + at.qty * (mark - at.entry), q);
  out.close();
}

}  // namespace

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

net::Response Rest::portfolios(const Call& call) {
  JsonOut out;
  out.open('{').key("portfolios").open('[').open('{').field("name", "Default");
  const bool perpetuals = call.query.get("portfolio_type") == "INTX";  // one and the same here
  out.field("uuid", portfolio_uuid(w_, call.user->account)).field("type", perpetuals ? "INTX" : "DEFAULT");
  out.field("deleted", false);
  out.close().close().close();
  return ok(out);
}

net::Response Rest::intx_positions(const Call& call) {
  JsonOut out;
  Decimal pnl;
  out.open('{').key("positions").open('[');
  for (const auto& [id, at] : w_.exchange.accounts()[call.user->account].wallet.positions) {
    if (at.qty.is_zero()) continue;
    const Market& m = w_.exchange.market(id);
    pnl += at.realised + at.qty * (m.mark() - at.entry);
    write_position(out, w_, m, at, call.user->account);
  }
  out.close().key("summary").open('{');
  write_amount(out, "aggregated_pnl", pnl, "USDC");
  out.close().close();
  return ok(out);
}

net::Response Rest::intx_position(const Call& call) {
  for (const auto& [id, at] : w_.exchange.accounts()[call.user->account].wallet.positions) {
    const Market& m = w_.exchange.market(id);
    if (at.qty.is_zero() || product_id(m.product) != call.names[1]) continue;
    JsonOut out;
    out.open('{').key("position");
    write_position(out, w_, m, at, call.user->account);
    out.close();
    return ok(out);
  }
  return error(404, "NOT_FOUND", "no position in this product");
}

net::Response Rest::intx_portfolio(const Call& call) {
  const Wallet& wallet = w_.exchange.accounts()[call.user->account].wallet;
  Decimal notional, margin, pnl;
  for (const auto& [id, at] : wallet.positions) {
    const Decimal mark = w_.exchange.market(id).mark();
    notional += at.qty.abs() * mark;
    if (!at.qty.is_zero()) margin += at.qty.abs() * mark / at.leverage;
    pnl += at.qty * (mark - at.entry);
  }
  const auto cash = wallet.balances.find("USDC");
  const Decimal collateral = cash == wallet.balances.end() ? Decimal{} : cash->second.total;
  JsonOut out;
  out.open('{')
      .key("portfolios")
      .open('[')
      .open('{')
      .field("portfolio_uuid", portfolio_uuid(w_, call.user->account));
  out.field("collateral", collateral).field("position_notional", notional);
  out.field("open_position_notional", notional).field("pending_fees", "0").field("borrow", "0");
  out.field("accrued_interest", "0").field("rolling_debt", "0").field("portfolio_initial_margin", margin);
  out.field("margin_type", "MARGIN_TYPE_CROSS").field("in_liquidation", false);
  write_amount(out, "unrealized_pnl", pnl, "USDC");
  write_amount(out, "total_balance", collateral + pnl, "USDC");
  out.close().close().key("summary").open('{');
  write_amount(out, "unrealized_pnl", pnl, "USDC");
  write_amount(out, "buying_power", max(collateral + pnl - margin, {}), "USDC");
  write_amount(out, "total_balance", collateral + pnl, "USDC");
  out.close().close();
  return ok(out);
}

// There are no futures that expire.
net::Response Rest::cfm_balance(const Call&) {
  JsonOut out;
  out.open('{').key("balance_summary").open('{');
  for (const char* name :
       {"futures_buying_power", "total_usd_balance", "cbi_usd_balance", "cfm_usd_balance",
        "total_open_orders_hold_amount", "unrealized_pnl", "daily_realized_pnl", "initial_margin",
        "available_margin", "liquidation_threshold", "liquidation_buffer_amount"})
    write_amount(out, name, {}, "USD");
  out.field("liquidation_buffer_percentage", "0").close().close();
  return ok(out);
}

net::Response Rest::cfm_positions(const Call&) {
  net::Response r;
  r.body = R"({"positions":[]})";
  return r;
}

}  // namespace tu::simex::coinbase
