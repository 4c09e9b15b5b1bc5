#include "simex/hyperliquid/orders.h"

#include <algorithm>
#include <map>

namespace tu::simex::hyperliquid {
namespace {

const Decimal value_min = Decimal::from_integer(10), ten = Decimal::from_integer(10);

// Whole numbers, or at most five significant figures.
bool price_has_form(Decimal p) {
  if (trunc_to(p, Decimal::from_integer(1)) == p) return true;
  Decimal step = *Decimal::parse("0.0001");
  for (Decimal x = p; x >= ten; x = x / ten) step = step * ten;
  for (Decimal x = p; x < Decimal::from_integer(1) && x.sign() > 0; x = x * ten) step = step / ten;
  return trunc_to(p, step) == p;
}

void read_trigger(NewOrder& o, JsonView trigger) {
  o.kind = Kind::stop_limit;
  o.stop = trigger["triggerPx"].decimal().value_or(Decimal());
  o.stop_rising = (o.side == Side::buy) == (trigger["tpsl"].text() == "sl");
}

std::string best_prices(const Market& m) {
  const Level *bid = m.bids.best(), *ask = m.asks.best();
  return (bid ? bid->price.str() : "0") + "@" + (ask ? ask->price.str() : "0");
}

}  // namespace

std::optional<ProductId> product_of(const Exchange& x, std::int64_t asset) {
  for (ProductId p = 0; p < x.markets().size(); ++p)
    if (x.market(p).product.perp && asset-- == 0) return p;
  return {};
}

std::int64_t asset_of(const Exchange& x, ProductId product) {
  std::int64_t n = 0;
  for (ProductId p = 0; p < product; ++p) n += x.market(p).product.perp ? 1 : 0;
  return n;
}

std::optional<WantedOrder> read_order(const Exchange& x, JsonView v) {
  WantedOrder w;
  const auto asset = v["a"].integer();
  const auto price = v["p"].decimal(), size = v["s"].decimal();
  const JsonView limit = v["t"]["limit"], trigger = v["t"]["trigger"];
  if (!asset || !price || !size || (!limit.is_object() && !trigger.is_object())) return {};
  NewOrder& o = w.order;
  const auto product = product_of(x, *asset);
  o.side = v["b"].truth() ? Side::buy : Side::sell;
  o.qty = *size;
  o.limit = *price;
  o.reduce_only = v["r"].truth();
  o.client_id = v["c"].text();
  const std::string tif = limit["tif"].text();
  if (trigger.is_object())
    read_trigger(o, trigger);
  else if (tif == "Ioc" || tif == "FrontendMarket")
    o.tif = Tif::ioc;
  else if (tif == "Alo")
    o.post_only = true;
  else if (tif != "Gtc")
    return {};
  if (!product) {
    w.no = "Asset " + std::to_string(*asset) + " does not exist.";
    return w;
  }
  o.product = *product;
  if (o.qty.sign() > 0 && o.limit.sign() > 0 && o.limit < Decimal::from_integer(1'000'000'000) &&
      o.qty < Decimal::from_integer(1'000'000'000)) {
    if (!price_has_form(o.limit))
      w.no = reason_of(x, o, Refusal::price_off_tick);
    else if (!o.reduce_only && o.qty * o.limit < value_min)
      w.no = reason_of(x, o, Refusal::value_too_small);
  }
  return w;
}

std::string reason_of(const Exchange& x, const NewOrder& o, Refusal r) {
  const std::string asset = " asset=" + std::to_string(asset_of(x, o.product));
  switch (r) {
    case Refusal::none:
      return "";
    case Refusal::price_off_tick:
    case Refusal::bad_price:
      return "Price must be divisible by tick size." + asset;
    case Refusal::value_too_small:
      return "Order must have minimum value of $10." + asset;
    case Refusal::funds:
    case Refusal::leverage:
      return "Insufficient margin to place order." + asset;
    case Refusal::nothing_to_reduce:
      return "Reduce only order would increase position." + asset;
    case Refusal::post_only_crosses:
      return "Post only order would have immediately matched, bbo was " + best_prices(x.market(o.product)) +
             "." + asset;
    case Refusal::no_liquidity:
      return "No liquidity available for market order." + asset;
    case Refusal::stop_already_reached:
      return "Invalid TP/SL price." + asset;
    case Refusal::duplicate:
      return "Client order id was already used." + asset;
    case Refusal::halted:
      return "Trading is halted." + asset;
    default:
      return "Order has invalid size." + asset;
  }
}

std::string_view status_of(const Order& o) {
  if (alive(o.state)) return "open";
  if (o.state == State::filled) return "filled";
  if (o.why == "liquidation") return "liquidatedCanceled";
  if (o.tif == Tif::ioc && o.filled.is_zero()) return "iocCancelRejected";
  return "canceled";
}

void write_order(JsonOut& out, const Exchange& x, const Order& o, bool all_of_it) {
  const bool trigger = o.kind == Kind::stop_limit;
  out.open('{').field("coin", x.market(o.product).product.base);
  out.field("side", o.side == Side::buy ? "B" : "A").field("limitPx", o.limit).field("sz", o.left());
  out.field("oid", static_cast<std::int64_t>(o.id)).field("timestamp", o.created / us_per_ms);
  out.field("origSz", o.qty);
  if (all_of_it) {
    out.field("triggerCondition", trigger ? "Price reaches " + o.stop.str() : std::string("N/A"));
    out.field("isTrigger", trigger).field("triggerPx", trigger ? o.stop.str() : std::string("0.0"));
    out.key("children").open('[').close().field("isPositionTpsl", false);
    out.field("reduceOnly", o.reduce_only);
    out.field("orderType", trigger ? "Stop Limit" : o.kind == Kind::market ? "Market" : "Limit");
    out.field("tif", o.post_only ? "Alo" : o.tif == Tif::ioc ? "Ioc" : "Gtc");
  }
  if (!o.client_id.empty())
    out.field("cloid", o.client_id);
  else if (all_of_it)
    out.key("cloid").null();
  out.close();
}

void write_order_with_status(JsonOut& out, const Exchange& x, const Order& o, bool all_of_it) {
  write_order(out.open('{').key("order"), x, o, all_of_it);
  const TsUs at = o.closed != 0 ? o.closed : std::max(o.created, o.last_fill);
  out.field("status", status_of(o)).field("statusTimestamp", at / us_per_ms).close();
}

void write_fills(JsonOut& out, const Exchange& x, AccountId account, TsUs from, TsUs to, std::size_t most,
                 bool newest) {
  std::map<ProductId, Position> held;
  std::size_t skip = 0;
  const std::vector<std::size_t>& places = x.accounts()[account].fills;
  for (const std::size_t at : places)
    if (const TsUs t = x.fills()[at].at; t >= from && t <= to) ++skip;
  skip = newest && skip > most ? skip - most : 0;
  out.open('[');
  for (const std::size_t place : places) {
    const Fill& f = x.fills()[place];
    const Order& o = *x.order(f.order);
    Position& p = held[f.product];
    const Decimal before = p.qty, realised = p.realised;
    Wallet walk;  // the same book-keeping as the account's own
    walk.positions[f.product] = p;
    walk.book_perp(x.market(f.product).product, f, o.leverage);
    p = walk.positions[f.product];
    if (f.at < from || f.at > to) continue;
    if (skip > 0) {
      --skip;
      continue;
    }
    if (most-- == 0) break;
    const bool opens = before.is_zero() || before.negative() == (f.side == Side::sell);
    const bool is_long = opens ? f.side == Side::buy : !before.negative();
    out.open('{').field("coin", x.market(f.product).product.base).field("px", f.price).field("sz", f.qty);
    out.field("side", f.side == Side::buy ? "B" : "A").field("time", f.at / us_per_ms);
    out.field("startPosition", before);
    out.field("dir", std::string(opens ? "Open " : "Close ") + (is_long ? "Long" : "Short"));
    out.field("closedPnl", p.realised - realised).field("hash", "0x0");
    out.field("oid", static_cast<std::int64_t>(f.order)).field("crossed", !f.maker).field("fee", f.fee);
    out.field("tid", static_cast<std::int64_t>(f.id)).field("feeToken", x.market(f.product).product.quote);
    if (!o.client_id.empty()) out.field("cloid", o.client_id);
    if (o.liquidation)
      out.key("liquidation")
          .open('{')
          .field("liquidatedUser", x.accounts()[account].name)
          .field("markPx", f.price)
          .field("method", "market")
          .close();
    out.close();
  }
  out.close();
}

}  // namespace tu::simex::hyperliquid
