#include "simex/coinbase/orders.h"

namespace tu::simex::coinbase {
namespace {

std::string_view form_name(const Order& o) {
  if (o.kind == Kind::market) return o.tif == Tif::fok ? "market_market_fok" : "market_market_ioc";
  if (o.kind == Kind::stop_limit)
    return o.tif == Tif::gtd ? "stop_limit_stop_limit_gtd" : "stop_limit_stop_limit_gtc";
  switch (o.tif) {
    case Tif::gtd:
      return "limit_limit_gtd";
    case Tif::ioc:
      return "sor_limit_ioc";
    case Tif::fok:
      return "limit_limit_fok";
    default:
      return "limit_limit_gtc";
  }
}

std::string_view type_name(const Order& o) {
  return o.kind == Kind::market ? "MARKET" : o.kind == Kind::limit ? "LIMIT" : "STOP_LIMIT";
}
std::string_view type_word(const Order& o) {
  return o.kind == Kind::market ? "Market" : o.kind == Kind::limit ? "Limit" : "Stop Limit";
}
std::string_view trigger_name(const Order& o) {
  if (o.kind != Kind::stop_limit) return "INVALID_ORDER_TYPE";
  return o.state == State::waiting ? "STOP_PENDING" : "STOP_TRIGGERED";
}

Decimal average(const Order& o) {
  return o.filled.is_zero() ? Decimal{} : o.filled_value / o.filled;
}

Decimal after_fees(const Order& o) {
  return o.side == Side::buy ? o.filled_value + o.fees : o.filled_value - o.fees;
}

Decimal completion(const Order& o) {
  const Decimal hundred = Decimal::from_integer(100);
  if (o.state == State::filled) return hundred;
  if (o.qty.is_zero())
    return o.value.is_zero() ? Decimal{} : min(hundred, o.filled_value * hundred / o.value);
  return trunc_to(o.filled * hundred / o.qty, *Decimal::parse("0.01"));
}

std::string_view product_type(const Product& p) {
  return p.perp ? "FUTURE" : "SPOT";
}

}  // namespace

std::string order_uuid(const World& w, OrderId id) {
  return uuid_of(w.seed, "order", id);
}
std::string portfolio_uuid(const World& w, AccountId account) {
  return uuid_of(w.seed, "portfolio", account);
}
std::string user_uuid(const World& w, AccountId account) {
  return uuid_of(w.seed, "user", account);
}

void write_configuration(JsonOut& out, const Order& o) {
  out.open('{').key(form_name(o)).open('{');
  if (o.qty.is_zero())
    out.field("quote_size", o.value);
  else
    out.field("base_size", o.qty);
  if (o.kind != Kind::market) out.field("limit_price", o.limit);
  if (o.kind == Kind::stop_limit) {
    out.field("stop_price", o.stop);
    out.field("stop_direction", o.stop_rising ? "STOP_DIRECTION_STOP_UP" : "STOP_DIRECTION_STOP_DOWN");
  }
  if (o.tif == Tif::gtd) out.field("end_time", time_text(o.end_time));
  if (o.kind == Kind::limit && (o.tif == Tif::gtc || o.tif == Tif::gtd)) out.field("post_only", o.post_only);
  if (o.reduce_only) out.field("reduce_only", true);
  out.close().close();
}

void write_order(JsonOut& out, const Order& o, const World& w) {
  const Product& p = w.exchange.market(o.product).product;
  out.open('{').field("order_id", order_uuid(w, o.id)).field("product_id", product_id(p));
  out.field("user_id", user_uuid(w, o.account)).key("order_configuration");
  write_configuration(out, o);
  out.field("side", side_name(o.side)).field("client_order_id", o.client_id);
  out.field("status", status_name(o.state)).field("time_in_force", tif_name(o.tif));
  out.field("created_time", time_text(o.created)).field("completion_percentage", completion(o));
  out.field("filled_size", o.filled).field("average_filled_price", average(o)).field("fee", "");
  out.field("number_of_fills", std::to_string(o.fills)).field("filled_value", o.filled_value);
  out.field("pending_cancel", false).field("size_in_quote", o.qty.is_zero());
  out.field("total_fees", o.fees).field("size_inclusive_of_fees", o.qty.is_zero() && o.side == Side::buy);
  out.field("total_value_after_fees", after_fees(o)).field("trigger_status", trigger_name(o));
  out.field("order_type", type_name(o)).field("reject_reason", "REJECT_REASON_UNSPECIFIED");
  out.field("settled", o.state == State::filled).field("product_type", product_type(p));
  out.field("reject_message", "").field("cancel_message", o.state == State::cancelled ? o.why : "");
  out.field("order_placement_source", "RETAIL_ADVANCED").field("outstanding_hold_amount", o.hold);
  out.field("is_liquidation", o.liquidation).key("last_fill_time");
  o.last_fill ? out.text(time_text(o.last_fill)) : out.null();
  out.key("edit_history").open('[').close();
  out.field("leverage", p.perp ? o.leverage.str() : "").field("margin_type", p.perp ? "CROSS" : "");
  out.field("retail_portfolio_id", portfolio_uuid(w, o.account));
  out.field("originating_order_id", "").field("attached_order_id", "").close();
}

void write_user_order(JsonOut& out, const Order& o, const World& w) {
  const Product& p = w.exchange.market(o.product).product;
  const Decimal left = alive(o.state) && !o.qty.is_zero() ? o.left() : Decimal{};
  out.open('{')
      .field("avg_price", average(o))
      .field("cancel_reason", o.state == State::cancelled ? o.why : "");
  out.field("client_order_id", o.client_id).field("completion_percentage", completion(o));
  out.field("contract_expiry_type", p.perp ? "PERPETUAL" : "UNKNOWN_CONTRACT_EXPIRY_TYPE");
  out.field("cumulative_quantity", o.filled).field("filled_value", o.filled_value);
  out.field("leaves_quantity", left).field("limit_price", o.limit);
  out.field("number_of_fills", std::to_string(o.fills)).field("order_id", order_uuid(w, o.id));
  out.field("order_side", side_name(o.side)).field("order_type", type_word(o));
  out.field("outstanding_hold_amount", o.hold).field("post_only", o.post_only ? "true" : "false");
  out.field("product_id", product_id(p)).field("product_type", product_type(p));
  out.field("reject_reason", "").field("retail_portfolio_id", portfolio_uuid(w, o.account));
  out.field("risk_managed_by", p.perp ? "MANAGED_BY_VENUE" : "UNKNOWN_RISK_MANAGEMENT_TYPE");
  out.field("status", status_name(o.state))
      .field("stop_price", o.kind == Kind::stop_limit ? o.stop.str() : "");
  out.field("time_in_force", tif_name(o.tif)).field("total_fees", o.fees);
  out.field("total_value_after_fees", after_fees(o)).field("trigger_status", trigger_name(o));
  out.field("creation_time", time_text(o.created));
  out.field("end_time", o.tif == Tif::gtd ? time_text(o.end_time) : "0001-01-01T00:00:00Z");
  out.field("start_time", "0001-01-01T00:00:00Z").close();
}

void write_fill(JsonOut& out, const Fill& f, const World& w) {
  const Product& p = w.exchange.market(f.product).product;
  out.open('{').field("entry_id", uuid_of(w.seed, "entry", f.id));
  out.field("trade_id", uuid_of(w.seed, "trade", f.id)).field("order_id", order_uuid(w, f.order));
  out.field("trade_time", time_text(f.at)).field("trade_type", "FILL");
  out.field("price", f.price).field("size", f.qty).field("commission", f.fee);
  out.field("product_id", product_id(p)).field("sequence_timestamp", time_text(f.at));
  out.field("liquidity_indicator", f.maker ? "MAKER" : "TAKER").field("size_in_quote", false);
  out.field("user_id", user_uuid(w, f.account)).field("side", side_name(f.side));
  out.field("retail_portfolio_id", portfolio_uuid(w, f.account)).close();
}

}  // namespace tu::simex::coinbase
