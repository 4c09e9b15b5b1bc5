// Portfolios of a user: what they hold, and positions in perpetuals.
#include "simex/coinbase/rest.h"

namespace tu::simex::coinbase {
namespace {

bool is_dollar(const std::string& currency) {
  return currency == "USD" || currency == "USDC";
}

Decimal in_dollars(const Exchange& x, const std::string& currency) {
  if (is_dollar(currency)) return Decimal::from_integer(1);
  const auto pair = x.find(currency + "-USD");
  return pair ? x.market(*pair).mark() : Decimal{};
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

net::Response Rest::portfolios(const Call& call) {
  JsonOut out;
  out.open('{').key("portfolios").open('[').open('{').field("name", "Default");
  const bool perpetuals = call.query.get("portfolio_type") == "INTX";  // one and the same here
  out.field("uuid", portfolio_uuid(w_, call.user->account)).field("type", perpetuals ? "INTX" : "DEFAULT");
  out.field("deleted", false);
  out.close().close().close();
  return ok(out);
}

// Everything that the portfolio holds, in dollars; what has no price is worth nothing.
net::Response Rest::breakdown(const Call& call) {
  const AccountId account = call.user->account;
  if (call.names[0] != portfolio_uuid(w_, account)) return error(404, "NOT_FOUND", "no such portfolio");
  const Wallet& wallet = w_.exchange.accounts()[account].wallet;
  Decimal cash, crypto;
  JsonOut spot, perps, out;
  spot.open('[');
  for (const auto& [currency, b] : wallet.balances) {
    const Decimal price = in_dollars(w_.exchange, currency), value = b.total * price;
    const bool is_cash = is_dollar(currency);
    (is_cash ? cash : crypto) += value;
    spot.open('{').field("asset", currency).field("account_uuid", account_uuid(w_, account, currency));
    spot.field_number("total_balance_fiat", value).field_number("total_balance_crypto", b.total);
    spot.field_number("available_to_trade_fiat", b.available() * price).field_number("allocation", {});
    write_amount(spot, "cost_basis", {}, "USD");
    spot.field("asset_img_url", "").field("is_cash", is_cash).close();
  }
  perps.open('[');
  for (const auto& [id, at] : wallet.positions)
    if (!at.qty.is_zero()) write_position(perps, w_, w_.exchange.market(id), at, account);
  out.open('{').key("breakdown").open('{').key("portfolio").open('{').field("name", "Default");
  out.field("uuid", call.names[0]).field("type", "DEFAULT").field("deleted", false).close();
  out.key("portfolio_balances").open('{');
  write_amount(out, "total_balance", cash + crypto, "USD");
  write_amount(out, "total_futures_balance", {}, "USD");
  write_amount(out, "total_cash_equivalent_balance", cash, "USD");
  write_amount(out, "total_crypto_balance", crypto, "USD");
  out.close().key("spot_positions").raw(spot.close().str()).key("perp_positions").raw(perps.close().str());
  out.key("futures_positions").open('[').close().close().close();
  return ok(out);
}

// What covers positions in perpetuals.
net::Response Rest::intx_balances(const Call& call) {
  JsonOut out;
  out.open('{').key("portfolio_balances").open('[').open('{');
  out.field("portfolio_uuid", portfolio_uuid(w_, call.user->account)).key("balances").open('[');
  const auto& balances = w_.exchange.accounts()[call.user->account].wallet.balances;
  if (const auto usdc = balances.find("USDC"); usdc != balances.end()) {
    const Balance& b = usdc->second;
    out.open('{').key("asset").open('{').field("asset_id", "USDC").field("asset_name", "USDC").close();
    out.field("quantity", b.total).field("hold", b.held).field("transfer_hold", "0");
    out.field("collateral_value", b.total).field("collateral_weight", "1");
    out.field("max_withdraw_amount", b.available()).field("loan", "0").close();
  }
  out.close().field("is_margin_limit_reached", false).close().close().close();
  return ok(out);
}

// Nothing is paid in or out here but through the control endpoint.
net::Response Rest::payment_methods(const Call&) {
  JsonOut out;
  out.open('{').key("payment_methods").open('[').close().close();
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
