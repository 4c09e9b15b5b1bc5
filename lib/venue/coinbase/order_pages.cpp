// What Coinbase says of orders, fills and balances: pages of REST, and messages of the user channel.
#include "venue/coinbase/orders.h"
#include "wire/json_view.h"

namespace tu::venue::coinbase {
namespace {

using wire::JsonView;

// QUEUED states are on their way to or from the book; the order is not over.
std::string state_of(std::string_view status) {
  if (status == "OPEN" || status == "CANCEL_QUEUED" || status == "EDIT_QUEUED") return "open";
  if (status == "FILLED") return "filled";
  if (status == "CANCELLED") return "cancelled";
  if (status == "EXPIRED") return "expired";
  if (status == "FAILED") return "rejected";
  return {};
}

std::string first_of(const JsonView& v, std::initializer_list<const char*> keys) {
  for (const char* key : keys)
    if (std::string s = v[key].text(); !s.empty()) return s;
  return {};
}

Result<OrderStatus> order_of(const JsonView& v) {
  OrderStatus o;
  o.venue_id = v["order_id"].text();
  if (o.venue_id.empty()) return fail(Exit::bad_data, "order: has no order_id");
  o.client_id = v["client_order_id"].text();
  o.product_id = v["product_id"].text();
  o.state = state_of(v["status"].text());
  o.buy = first_of(v, {"side", "order_side"}) == "BUY";
  const std::string filled = first_of(v, {"filled_size", "cumulative_quantity"});
  const auto amount = filled.empty() ? Decimal() : Decimal::parse(filled);
  if (!amount || amount->negative())
    return fail(Exit::bad_data, "order " + o.venue_id + ": filled \"" + filled + "\", expected a quantity");
  o.filled = *amount;
  o.fills = v["number_of_fills"].integer().value_or(0);
  o.liquidation = v["is_liquidation"].flag();
  o.reason = first_of(v, {"reject_message", "cancel_message", "reject_reason", "cancel_reason"});
  return o;
}

Result<VenueFill> fill_of(const JsonView& v) {
  VenueFill f;
  f.entry_id = first_of(v, {"entry_id", "trade_id"});
  f.venue_id = v["order_id"].text();
  f.product_id = v["product_id"].text();
  const auto price = v["price"].decimal(), size = v["size"].decimal(), fee = v["commission"].decimal();
  const auto at = parse_time(v["trade_time"].text());
  if (f.entry_id.empty() || f.venue_id.empty() || !price || !size || price->sign() <= 0 ||
      size->sign() <= 0 || !at)
    return fail(Exit::bad_data, "fill \"" + f.entry_id + "\" of \"" + f.venue_id +
                                    "\": expected ids, a price, a size and a time");
  f.price = *price;
  f.qty = v["size_in_quote"].flag() ? *size / *price : *size;
  f.fee = fee.value_or(Decimal());
  f.maker = v["liquidity_indicator"].text() == "MAKER";
  f.buy = v["side"].text() == "BUY";
  f.at = *at;
  return f;
}

Result<JsonView> page(std::string_view body, const char* list) {
  const auto v = JsonView::read(body);
  if (!v || !(*v)[list].is_array()) return fail(Exit::bad_data, std::string("the answer has no ") + list);
  return *v;
}

std::string cursor_of(const JsonView& v) {
  const JsonView more = v["has_next"];
  return more && !more.flag() ? std::string() : v["cursor"].text();
}

}  // namespace

Result<OrderPage> read_orders(std::string_view body) {
  auto v = page(body, "orders");
  if (!v) return v.error();
  OrderPage out;
  for (const JsonView& each : (*v)["orders"].items()) {
    auto o = order_of(each);
    if (!o) return o.error();
    out.orders.push_back(std::move(o).value());
  }
  out.cursor = cursor_of(*v);
  return out;
}

Result<OrderStatus> read_order(std::string_view body) {
  const auto v = JsonView::read(body);
  if (!v || !(*v)["order"].is_object()) return fail(Exit::bad_data, "the answer has no order");
  return order_of((*v)["order"]);
}

Result<FillPage> read_fills(std::string_view body) {
  auto v = page(body, "fills");
  if (!v) return v.error();
  FillPage out;
  for (const JsonView& each : (*v)["fills"].items()) {
    const std::string type = each["trade_type"].text();
    if (!type.empty() && type != "FILL") continue;  // reversals and corrections are recon's affair
    auto f = fill_of(each);
    if (!f) return f.error();
    out.fills.push_back(std::move(f).value());
  }
  out.cursor = cursor_of(*v);
  return out;
}

Result<BalancePage> read_accounts(std::string_view body) {
  auto v = page(body, "accounts");
  if (!v) return v.error();
  BalancePage out;
  for (const JsonView& each : (*v)["accounts"].items()) {
    Balance b;
    b.currency = each["currency"].text();
    const auto available = each["available_balance"]["value"].decimal(),
               hold = each["hold"]["value"].decimal();
    if (b.currency.empty() || !available)
      return fail(Exit::bad_data, "account \"" + b.currency + "\": expected a currency and a balance");
    b.available = *available;
    b.hold = hold.value_or(Decimal());
    out.balances.push_back(std::move(b));
  }
  out.cursor = cursor_of(*v);
  return out;
}

Result<std::vector<VenuePosition>> read_positions(std::string_view body) {
  auto v = page(body, "positions");
  if (!v) return v.error();
  std::vector<VenuePosition> out;
  for (const JsonView& each : (*v)["positions"].items()) {
    VenuePosition p;
    p.product_id = first_of(each, {"product_id", "symbol"});
    const auto size = each["net_size"].decimal();
    if (p.product_id.empty() || !size)
      return fail(Exit::bad_data, "position \"" + p.product_id + "\": expected a product and a net_size");
    // Some answers give the size without its sign.
    const bool is_short = each["position_side"].text() == "POSITION_SIDE_SHORT";
    p.qty = is_short && !size->negative() ? -*size : *size;
    out.push_back(std::move(p));
  }
  return out;
}

Result<std::string> read_perpetuals_portfolio(std::string_view body) {
  auto v = page(body, "portfolios");
  if (!v) return v.error();
  for (const JsonView& each : (*v)["portfolios"].items())
    if (each["type"].text() == "INTX" && !each["deleted"].flag()) return each["uuid"].text();
  return std::string();
}

Result<UserMessage> read_user(std::string_view message) {
  const auto v = JsonView::read(message);
  if (!v || !v->is_object()) return fail(Exit::bad_data, "user channel: a message is no JSON object");
  UserMessage m;
  m.channel = (*v)["channel"].text();
  m.sequence = (*v)["sequence_num"].integer();
  if ((*v)["type"].text() == "error") m.error = (*v)["message"].text();
  if (m.channel != "user") return m;
  for (const JsonView& event : (*v)["events"].items()) {
    if (event["type"].text() == "snapshot") m.snapshot = true;
    for (const JsonView& each : event["orders"].items()) {
      auto o = order_of(each);
      if (!o) return o.error();
      m.orders.push_back(std::move(o).value());
    }
  }
  return m;
}

}  // namespace tu::venue::coinbase
