#include "simex/control.h"

#include "simex/query.h"

namespace tu::simex {
namespace {

std::string_view side_word(Side s) {
  return s == Side::buy ? "buy" : "sell";
}
std::string_view state_word(State s) {
  constexpr std::string_view words[] = {"waiting", "open", "filled", "cancelled", "expired"};
  return words[static_cast<int>(s)];
}

net::Response plain_error(int status, std::string_view message) {
  JsonOut out;
  out.open('{').field("error", message).close();
  net::Response r;
  r.status = status;
  r.body = out.take() + "\n";
  return r;
}

}  // namespace

net::Response Control::answer(const net::Request& request) {
  const std::string_view what = request.path().substr(7);
  const Query query(request.query());
  JsonOut out;
  if (request.method == "GET") {
    if (what == "state")
      state(out);
    else if (what == "balances")
      balances(out);
    else if (what == "orders")
      orders(out);
    else if (what == "fills")
      fills(out);
    else if (what == "book")
      book(out, query.get("symbol"));
    else if (what == "faults")
      hooks_.write_faults(out);
    else
      return plain_error(404, "expected /simex/state, balances, orders, fills, book or faults");
  } else if (what == "step") {
    const std::optional<DurUs> time = parse_duration(query.get("time"));
    const std::int64_t done = hooks_.step(query.number("instants", time ? 0 : 1), time.value_or(0));
    out.open('{').field("instants", done).field("now", w_.clock.now()).close();
  } else if (what == "deposit") {
    const std::optional<Decimal> amount = Decimal::parse(query.get("amount"));
    const std::int64_t account = query.number("account", 0);
    if (!amount || query.get("currency").empty() || account < 0 ||
        account >= static_cast<std::int64_t>(w_.exchange.accounts().size()))
      return plain_error(400, "expected account, currency and amount");
    w_.exchange.deposit(static_cast<AccountId>(account), std::string(query.get("currency")), *amount);
    out.open('{').field("ok", true).close();
  } else if (what == "trade") {
    if (!trade(query, out)) return plain_error(400, "expected account, symbol, side (buy or sell) and qty");
  } else if (what == "halt") {
    const std::optional<ProductId> id = w_.exchange.find(query.get("symbol"));
    if (!id) return plain_error(400, "expected a symbol of this market");
    w_.exchange.halt(*id, query.get("on") != "false");
    out.open('{').field("ok", true).close();
  } else if (what == "start") {
    hooks_.start();
    out.open('{').field("ok", true).close();
  } else if (what == "faults") {
    if (Status st = hooks_.set_faults(request.body); !st) return plain_error(400, st.error().message);
    hooks_.write_faults(out);
  } else if (what == "shutdown") {
    hooks_.shutdown();
    out.open('{').field("ok", true).close();
  } else {
    return plain_error(404, "expected /simex/start, step, deposit, trade, halt, faults or shutdown");
  }
  net::Response r;
  r.body = out.take() + "\n";
  return r;
}

// An account's order that no client sent: what a person does by hand, at the market.
bool Control::trade(const Query& query, JsonOut& out) {
  const std::optional<Decimal> qty = Decimal::parse(query.get("qty"));
  const std::optional<ProductId> product = w_.exchange.find(query.get("symbol"));
  const std::int64_t account = query.number("account", 0);
  const bool buy = query.get("side") == "buy";
  if (!qty || qty->sign() <= 0 || !product || (!buy && query.get("side") != "sell") || account < 0 ||
      account >= static_cast<std::int64_t>(w_.exchange.accounts().size()))
    return false;
  NewOrder o;
  o.account = static_cast<AccountId>(account);
  o.product = *product;
  o.side = buy ? Side::buy : Side::sell;
  o.kind = Kind::market;
  o.tif = Tif::ioc;
  o.qty = *qty;
  const Exchange::Placed placed = w_.exchange.place(o);
  const Order* done = w_.exchange.order(placed.id);
  out.open('{').field("number", static_cast<std::int64_t>(placed.id));
  out.field("filled", done ? done->filled : Decimal{}).close();
  return true;
}

void Control::state(JsonOut& out) const {
  const Exchange& x = w_.exchange;
  out.open('{').field("now", x.now()).field("clock", w_.clock.now());
  out.field("market", w_.clock.market_reached()).field("events", hooks_.events());
  out.field("ended", hooks_.ended());
  out.field("orders", static_cast<std::int64_t>(x.orders().size()));
  out.field("fills", static_cast<std::int64_t>(x.fills().size())).key("products").open('[');
  for (const Market& m : x.markets()) {
    out.open('{').field("symbol", m.product.id).field("last", m.last);
    if (m.bids.best()) out.field("bid", m.bids.best()->price).field("bid_size", m.bids.best()->total);
    if (m.asks.best()) out.field("ask", m.asks.best()->price).field("ask_size", m.asks.best()->total);
    out.close();
  }
  out.close().close();
}

void Control::balances(JsonOut& out) const {
  out.open('{').key("accounts").open('[');
  for (const Account& a : w_.exchange.accounts()) {
    out.open('{').field("name", a.name).key("balances").open('{');
    for (const auto& [currency, b] : a.wallet.balances)
      out.key(currency).open('{').field("total", b.total).field("held", b.held).close();
    out.close().key("positions").open('{');
    for (const auto& [id, at] : a.wallet.positions)
      if (!at.qty.is_zero())
        out.key(w_.exchange.market(id).product.id)
            .open('{')
            .field("qty", at.qty)
            .field("entry", at.entry)
            .close();
    out.close().close();
  }
  out.close().key("fees").open('{');
  std::string last;
  for (const Market& m : w_.exchange.markets()) {
    if (m.product.quote == last) continue;
    last = m.product.quote;
    if (!w_.exchange.fees_taken(last).is_zero()) out.field(last, w_.exchange.fees_taken(last));
  }
  out.close().close();
}

void Control::orders(JsonOut& out) const {
  out.open('{').key("orders").open('[');
  for (const Order& o : w_.exchange.orders()) {
    out.open('{').field("number", static_cast<std::int64_t>(o.id)).field("client_id", o.client_id);
    out.field("account", std::int64_t{o.account}).field("symbol", w_.exchange.market(o.product).product.id);
    out.field("side", side_word(o.side)).field("state", state_word(o.state)).field("qty", o.qty);
    out.field("limit", o.limit).field("filled", o.filled).field("value", o.filled_value);
    out.field("fees", o.fees).field("hold", o.hold).field("created", o.created).field("why", o.why);
    if (o.resting) out.field("ahead", w_.exchange.ahead_of(o.id));
    out.close();
  }
  out.close().close();
}

void Control::fills(JsonOut& out) const {
  out.open('{').key("fills").open('[');
  for (const Fill& f : w_.exchange.fills()) {
    out.open('{')
        .field("number", static_cast<std::int64_t>(f.id))
        .field("order", static_cast<std::int64_t>(f.order));
    out.field("client_id", w_.exchange.order(f.order)->client_id).field("account", std::int64_t{f.account});
    out.field("symbol", w_.exchange.market(f.product).product.id).field("side", side_word(f.side));
    out.field("price", f.price).field("qty", f.qty).field("fee", f.fee).field("maker", f.maker);
    out.field("at", f.at).close();
  }
  out.close().close();
}

void Control::book(JsonOut& out, std::string_view symbol) const {
  const std::optional<ProductId> id = w_.exchange.find(symbol);
  out.open('{');
  for (const Side side : {Side::buy, Side::sell}) {
    out.key(side == Side::buy ? "bids" : "asks").open('[');
    if (id)
      for (const auto& [key, level] : w_.exchange.market(*id).side(side).levels())
        out.open('[').text(level.price.str()).text(level.total.str()).close();
    out.close();
  }
  out.close();
}

}  // namespace tu::simex
