// Trading: changes of what rests, one order or all of them. A change is a cancellation and a new order, with
// a new number and the client's id of the old one where the new one has it again.
#include "simex/hyperliquid/answers.h"
#include "simex/hyperliquid/orders.h"
#include "simex/hyperliquid/trading.h"

namespace tu::simex::hyperliquid {

// `oid` is the venue's number, or a client's id.
const Order* Trading::own_order(AccountId account, JsonView oid) const {
  OrderId id = 0;
  if (oid.is_text() && oid.text().starts_with("0x")) {
    const auto& ids = w_.exchange.accounts()[account].by_client_id;
    const auto found = ids.find(oid.text());
    if (found != ids.end()) id = found->second;
  } else {
    id = static_cast<OrderId>(oid.integer().value_or(0));
  }
  const Order* o = w_.exchange.order(id);
  return o && o->account == account ? o : nullptr;
}

net::Response Trading::modify(AccountId account, JsonView action, bool batch) {
  const std::vector<JsonView> all = batch ? action["modifies"].items() : std::vector<JsonView>{action};
  for (const JsonView& each : all)
    if (each["oid"].absent() || !read_order(w_.exchange, each["order"])) return malformed();
  if (all.empty()) return malformed();
  JsonOut out;
  open_statuses(out, "order");
  for (const JsonView& each : all) replace(out, account, each);
  net::Response r = close_statuses(out);
  if (batch) return r;
  // A single change is answered by its error, or without anything.
  const JsonView status = parse_json(r.body).value()["response"]["data"]["statuses"].items()[0];
  return status["error"].absent() ? done() : no(status["error"].text());
}

// What cannot be a new order leaves the old one as it is.
void Trading::replace(JsonOut& out, AccountId account, JsonView modification) {
  const WantedOrder wanted = *read_order(w_.exchange, modification["order"]);
  const Order* old = own_order(account, modification["oid"]);
  std::string why = wanted.no;
  if (why.empty() && (!old || !alive(old->state))) why = "Cannot modify canceled or filled order";
  if (why.empty() && (old->product != wanted.order.product || old->side != wanted.order.side))
    why = "Cannot change the asset or side of an order";
  if (!why.empty()) {
    out.open('{').field("error", why).close();
    return;
  }
  if (old->client_id == wanted.order.client_id)
    w_.exchange.accounts()[account].by_client_id.erase(old->client_id);
  w_.exchange.cancel(old->id, "replaced by its owner");
  place(out, account, modification["order"]);
}

net::Response Trading::schedule_cancel(AccountId account, JsonView action) {
  constexpr DurUs soonest = 5 * us_per_s;
  if (action["time"].absent()) {
    cancel_all_at_.erase(account);
    return done();
  }
  const auto ms = action["time"].integer();
  if (!ms || *ms < 0 || *ms > ts_limit / us_per_ms) return malformed();
  const TsUs at = *ms * us_per_ms;
  if (at < w_.clock.shown() + soonest)
    return no("Scheduled cancel time too early, must be at least 5 seconds from now.");
  cancel_all_at_[account] = at;
  return done();
}

void Trading::cancel_what_is_due() {
  for (auto it = cancel_all_at_.begin(); it != cancel_all_at_.end();) {
    if (it->second > w_.clock.shown()) {
      ++it;
      continue;
    }
    const std::vector<OrderId> orders = w_.exchange.accounts()[it->first].orders;
    for (const OrderId id : orders)
      if (alive(w_.exchange.order(id)->state)) w_.exchange.cancel(id, "scheduled cancel");
    it = cancel_all_at_.erase(it);
  }
}

}  // namespace tu::simex::hyperliquid
