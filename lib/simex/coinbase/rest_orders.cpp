// Orders of a user: create, preview, cancel, edit, list.
#include "simex/coinbase/rest.h"

namespace tu::simex::coinbase {
namespace {

// A refusal is an answer like any other: 200, success false.
net::Response refused(const Reason& why, std::string_view configuration) {
  JsonOut out;
  out.open('{')
      .field("success", false)
      .field("failure_reason", "UNKNOWN_FAILURE_REASON")
      .field("order_id", "");
  out.key("error_response").open('{').field("error", why.error).field("message", why.message);
  out.field("error_details", "").field("preview_failure_reason", why.preview);
  out.field("new_order_failure_reason", why.error).close();
  out.key("order_configuration");
  configuration.empty() ? out.null() : out.raw(configuration);
  out.close();
  return ok(out);
}

net::Response no_order(const NoOrder& no, JsonView body) {
  if (no.bad_request) return error(400, no.reason.error, no.reason.message);
  return refused(no.reason, body["order_configuration"].json());
}

Decimal of_percent(Decimal part, Decimal whole) {
  return whole.is_zero() ? Decimal{}
                         : trunc_to(part * Decimal::from_integer(100) / whole, *Decimal::parse("0.000001"));
}

// Lists go from the newest back; the cursor says where, and stays right when new rows come.
std::size_t page_end(const Query& q, std::size_t size) {
  const std::int64_t at = q.number("cursor", -1);
  return at < 0 ? size : std::min(size, static_cast<std::size_t>(at));
}

bool any_of(const std::vector<std::string>& wanted, std::string_view x) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), x) != wanted.end();
}

}  // namespace

net::Response Rest::create(const Call& call) {
  const JsonView body = parse_json(call.request.body).value_or(JsonView());
  std::variant<NewOrder, NoOrder> read = read_order(body, w_.exchange);
  if (const NoOrder* no = std::get_if<NoOrder>(&read)) return no_order(*no, body);
  NewOrder& order = std::get<NewOrder>(read);
  if (order.client_id.empty()) return error(400, "INVALID_ARGUMENT", "client_order_id is required");
  return place(call, order, body["order_configuration"].json());
}

// The id of an order that was taken is answered again when its client id comes again: nothing is doubled.
net::Response Rest::place(const Call& call, const NewOrder& wanted, std::string_view configuration) {
  NewOrder order = wanted;
  order.account = call.user->account;
  const Exchange::Placed placed = w_.exchange.place(order);
  if (placed.refusal != Refusal::none && placed.refusal != Refusal::duplicate)
    return refused(reason_of(placed.refusal), configuration);
  const Order& o = *w_.exchange.order(placed.id);
  const std::string id = order_uuid(w_, placed.id);
  JsonOut out;
  out.open('{')
      .field("success", true)
      .field("failure_reason", "UNKNOWN_FAILURE_REASON")
      .field("order_id", id);
  out.key("success_response").open('{').field("order_id", id);
  out.field("product_id", product_id(w_.exchange.market(o.product).product)).field("side", side_name(o.side));
  out.field("client_order_id", o.client_id).field("attached_order_id", "").close().key("order_configuration");
  write_configuration(out, o);
  out.close();
  return ok(out);
}

net::Response Rest::preview(const Call& call) {
  const JsonView body = parse_json(call.request.body).value_or(JsonView());
  std::variant<NewOrder, NoOrder> read = read_order(body, w_.exchange);
  if (const NoOrder* no = std::get_if<NoOrder>(&read); no && no->bad_request) return no_order(*no, body);
  JsonOut out;
  const NoOrder* no = std::get_if<NoOrder>(&read);
  Preview p;
  Market none;
  const Market* m = &none;
  if (!no) {
    NewOrder& order = std::get<NewOrder>(read);
    order.account = call.user->account;
    p = w_.exchange.preview(order);
    m = &w_.exchange.market(order.product);
    if (p.value.is_zero() && order.kind != Kind::market) {
      p.qty = order.qty;
      p.value = order.qty * order.limit;
      p.fee = p.value * w_.exchange.tier(order.account).maker;
    }
  }
  const Decimal best_ask = m->asks.empty() ? Decimal{} : m->asks.best()->price;
  const Decimal best_bid = m->bids.empty() ? Decimal{} : m->bids.best()->price;
  const Decimal average = p.qty.is_zero() ? Decimal{} : p.value / p.qty;
  out.open('{').field("order_total", p.value + p.fee).field("commission_total", p.fee).key("errs").open('[');
  if (no) out.text(no->reason.preview);
  if (!no && p.refusal != Refusal::none) out.text(reason_of(p.refusal).preview);
  out.close().key("warning").open('[').close().field("quote_size", p.value).field("base_size", p.qty);
  out.field("best_bid", best_bid).field("best_ask", best_ask).field("is_max", false);
  out.field("order_margin_total", p.needed).field("leverage", "").field("long_leverage", "");
  out.field("short_leverage", "").field("slippage", of_percent((average - m->mid()).abs(), m->mid()));
  out.field("preview_id", uuid_of(w_.seed, "preview", w_.exchange.orders().size() + 1)).close();
  return ok(out);
}

const Order* Rest::own_order(const Call& call, std::string_view uuid) const {
  const Order* o = w_.exchange.order(number_of_uuid(w_.seed, "order", uuid).value_or(0));
  return o && o->account == call.user->account ? o : nullptr;
}

net::Response Rest::batch_cancel(const Call& call) {
  const JsonView body = parse_json(call.request.body).value_or(JsonView());
  if (!body["order_ids"].is_array()) return error(400, "INVALID_ARGUMENT", "order_ids is required");
  JsonOut out;
  out.open('{').key("results").open('[');
  for (const JsonView item : body["order_ids"].items()) {
    const std::string id = item.text();
    const Order* o = own_order(call, id);
    const bool done = o && w_.exchange.cancel(o->id, "User requested cancel");
    out.open('{').field("success", done);
    out.field("failure_reason", done ? "UNKNOWN_CANCEL_FAILURE_REASON"
                                : o  ? "INVALID_CANCEL_REQUEST"
                                     : "UNKNOWN_CANCEL_ORDER");
    out.field("order_id", id).close();
  }
  out.close().close();
  return ok(out);
}

net::Response Rest::edit(const Call& call) {
  const JsonView body = parse_json(call.request.body).value_or(JsonView());
  const std::string id = body["order_id"].text();
  const Order* o = own_order(call, id);
  std::string_view why;
  if (!o) {
    why = "ORDER_NOT_FOUND";
  } else if (!alive(o->state) || o->kind == Kind::market) {
    why = "CANNOT_EDIT_TO_BELOW_FILLED_SIZE";
    if (!alive(o->state)) why = "ONLY_OPEN_ORDERS_CAN_BE_EDITED";
  } else {
    const Decimal price = body["price"].absent() ? o->limit : body["price"].decimal().value_or(Decimal{});
    const Decimal size = body["size"].absent() ? o->qty : body["size"].decimal().value_or(Decimal{});
    const Refusal no = w_.exchange.edit(o->id, price, size);
    if (no != Refusal::none) why = reason_of(no).preview;
  }
  JsonOut out;
  out.open('{').field("success", why.empty());
  if (why.empty()) {
    out.key("success_response").open('{').field("order_id", id).close();
  } else {
    out.key("error_response").open('{').field("edit_order_failure_reason", why).field("error_details", "");
    out.close();
  }
  out.key("errors").open('[');
  if (!why.empty())
    out.open('{').field("edit_failure_reason", why).field("preview_failure_reason", why).close();
  out.close().close();
  return ok(out);
}

net::Response Rest::edit_preview(const Call& call) {
  const JsonView body = parse_json(call.request.body).value_or(JsonView());
  const Order* o = own_order(call, body["order_id"].text());
  JsonOut out;
  out.open('{').key("errors").open('[');
  if (!o || !alive(o->state))
    out.open('{').field("edit_failure_reason", "ONLY_OPEN_ORDERS_CAN_BE_EDITED").close();
  out.close().field("slippage", "0");
  const Decimal size = body["size"].decimal().value_or(o ? o->qty : Decimal{});
  const Decimal price = body["price"].decimal().value_or(o ? o->limit : Decimal{});
  const std::optional<Decimal> value = Decimal::checked_mul(size, price);
  out.field("order_total", value.value_or(Decimal{})).field("base_size", size).close();
  return ok(out);
}

net::Response Rest::close_position(const Call& call) {
  const JsonView body = parse_json(call.request.body).value_or(JsonView());
  const std::optional<ProductId> product = find_product(body["product_id"].text());
  const auto& positions = w_.exchange.accounts()[call.user->account].wallet.positions;
  const auto at = product ? positions.find(*product) : positions.end();
  if (at == positions.end() || at->second.qty.is_zero())
    return refused({"INVALID_REQUEST", "PREVIEW_NO_POSITION", "There is no position in this product"}, {});
  NewOrder o;
  o.product = *product;
  o.client_id = body["client_order_id"].text();
  o.side = at->second.qty.negative() ? Side::buy : Side::sell;
  o.kind = Kind::market;
  o.tif = Tif::ioc;
  o.reduce_only = true;
  o.leverage = at->second.leverage;
  o.qty = body["size"].absent() ? at->second.qty.abs() : body["size"].decimal().value_or(Decimal{});
  return place(call, o, {});
}

net::Response Rest::order(const Call& call) {
  const Order* o = own_order(call, call.names[0]);
  if (!o) return error(404, "NOT_FOUND", "order not found");
  JsonOut out;
  out.open('{').key("order");
  write_order(out, *o, w_);
  out.close();
  return ok(out);
}

net::Response Rest::orders(const Call& call) {
  const Query& q = call.query;
  const auto states = q.all("order_status"), products = q.all("product_ids"), ids = q.all("order_ids");
  const std::vector<std::string> single = q.all("product_id");
  const std::string_view side = q.get("order_side");
  const TsUs from = parse_time(q.get("start_date")).value_or(0);
  const TsUs to = parse_time(q.get("end_date")).value_or(ts_limit);
  const std::vector<OrderId>& mine = w_.exchange.accounts()[call.user->account].orders;
  std::int64_t limit = q.number("limit", 100);
  if (limit <= 0) limit = 100;
  std::size_t i = page_end(q, mine.size());
  JsonOut out;
  out.open('{').key("orders").open('[');
  while (i > 0 && limit > 0) {
    const Order& o = *w_.exchange.order(mine[--i]);
    const std::string product = product_id(w_.exchange.market(o.product).product);
    if (!any_of(states, status_name(o.state)) || !any_of(products, product) || !any_of(single, product) ||
        !any_of(ids, order_uuid(w_, o.id)) || o.created < from || o.created > to ||
        (!side.empty() && side != side_name(o.side)))
      continue;
    write_order(out, o, w_);
    --limit;
  }
  out.close().field("sequence", "0").field("has_next", i > 0);
  out.field("cursor", i > 0 ? std::to_string(i) : "").close();
  return ok(out);
}

net::Response Rest::fills(const Call& call) {
  const Query& q = call.query;
  auto orders = q.all("order_ids"), products = q.all("product_ids");
  for (std::string& id : q.all("order_id")) orders.push_back(id);
  for (std::string& id : q.all("product_id")) products.push_back(id);
  const auto trades = q.all("trade_ids");
  const TsUs from = parse_time(q.get("start_sequence_timestamp")).value_or(0);
  const TsUs to = parse_time(q.get("end_sequence_timestamp")).value_or(ts_limit);
  const std::vector<std::size_t>& mine = w_.exchange.accounts()[call.user->account].fills;
  std::int64_t limit = q.number("limit", 100);
  if (limit <= 0) limit = 100;
  std::size_t i = page_end(q, mine.size());
  JsonOut out;
  out.open('{').key("fills").open('[');
  while (i > 0 && limit > 0) {
    const Fill& f = w_.exchange.fills()[mine[--i]];
    if (!any_of(orders, order_uuid(w_, f.order)) || f.at < from || f.at > to ||
        !any_of(products, product_id(w_.exchange.market(f.product).product)) ||
        !any_of(trades, uuid_of(w_.seed, "trade", f.id)))
      continue;
    write_fill(out, f, w_);
    --limit;
  }
  out.close().field("cursor", i > 0 ? std::to_string(i) : "").close();
  return ok(out);
}

}  // namespace tu::simex::coinbase
