// Trading: what is posted.
#include "simex/hyperliquid/trading.h"

#include <algorithm>

#include "base/text.h"
#include "simex/hyperliquid/answers.h"
#include "simex/hyperliquid/orders.h"

namespace tu::simex::hyperliquid {

std::optional<AccountId> Trading::account_of(std::string_view address) const {
  const auto found = w_.addresses.find(text::lower(address));
  return found == w_.addresses.end() ? std::nullopt : std::optional(found->second);
}

net::Response Trading::exchange(JsonView body) {
  const std::optional<SignedAction> a = read_signed_action(body);
  if (!a) return malformed();
  std::optional<AccountId> account;
  std::string signer = a->signers[0];
  for (const std::string& each : a->signers)
    if (const auto found = account_of(each); found && !account) account = found, signer = each;
  if (!account) return no("User or API Wallet " + signer + " does not exist.");
  if (const std::string why = refused_nonce(*a, signer); !why.empty()) return no(why);
  if (const std::string why = over_allowance(*account, a->action); !why.empty()) return no(why);
  const std::string type = a->action["type"].text();
  if (type == "order") return order(*account, a->action);
  if (type == "cancel" || type == "cancelByCloid")
    return cancel(*account, a->action, type == "cancelByCloid");
  if (type == "updateLeverage") return leverage(*account, a->action);
  if (type == "modify" || type == "batchModify") return modify(*account, a->action, type != "modify");
  if (type == "scheduleCancel") return schedule_cancel(*account, a->action);
  return type == "noop" ? done() : malformed();
}

// A batch is as many requests as it has orders.
std::string Trading::over_allowance(AccountId account, JsonView action) {
  const bool cancels = !action["cancels"].items().empty();
  const char* list = cancels ? "cancels" : action["modifies"].is_array() ? "modifies" : "orders";
  const std::size_t n = std::max<std::size_t>(action[list].items().size(), 1);
  return allowances_[account].refuse(static_cast<double>(n), cancels,
                                     w_.exchange.accounts()[account].volume.all(), w_.limits, steady_now());
}

// Each nonce once, not older than the hundred newest, and near the time of day.
std::string Trading::refused_nonce(const SignedAction& a, const std::string& signer) {
  constexpr std::size_t kept = 100;
  constexpr std::uint64_t day_ms = 86'400'000;
  std::set<std::uint64_t>& used = nonces_[signer];
  const std::string number = std::to_string(a.nonce);
  if (used.contains(a.nonce)) return "Invalid nonce: duplicate nonce " + number;
  if (used.size() >= kept && a.nonce < *used.begin()) return "Invalid nonce: nonce too low " + number;
  if (w_.clock.options().stamp == Stamp::wall) {
    const auto now = static_cast<std::uint64_t>(w_.clock.shown() / us_per_ms);
    if (a.nonce + 2 * day_ms < now || a.nonce > now + day_ms) return "Invalid nonce: " + number;
    if (a.expires_after && *a.expires_after < now)
      return "Action expired: expiresAfter " + std::to_string(*a.expires_after);
  }
  used.insert(a.nonce);
  if (used.size() > kept) used.erase(used.begin());
  return {};
}

Decimal Trading::leverage_of(AccountId account, ProductId product) const {
  const auto found = leverage_.find({account, product});
  return found == leverage_.end() ? w_.exchange.market(product).product.max_leverage : found->second;
}

net::Response Trading::order(AccountId account, JsonView action) {
  const std::vector<JsonView> orders = action["orders"].items();
  for (const JsonView& each : orders)
    if (!read_order(w_.exchange, each)) return malformed();
  if (orders.empty()) return malformed();
  JsonOut out;
  open_statuses(out, "order");
  for (const JsonView& each : orders) place(out, account, each);
  return close_statuses(out);
}

void Trading::place(JsonOut& out, AccountId account, JsonView given) {
  WantedOrder w = *read_order(w_.exchange, given);
  Exchange::Placed placed;
  if (w.no.empty()) {
    w.order.account = account;
    w.order.leverage = leverage_of(account, w.order.product);
    placed = w_.exchange.place(w.order);
    w.no = reason_of(w_.exchange, w.order, placed.refusal);
  }
  const Order* o = w.no.empty() ? w_.exchange.order(placed.id) : nullptr;
  if (o && o->tif == Tif::ioc && o->filled.is_zero())
    w.no = "Order could not immediately match against any resting orders. asset=" +
           std::to_string(asset_of(w_.exchange, o->product));
  out.open('{');
  if (!w.no.empty()) {
    out.field("error", w.no).close();
    return;
  }
  const bool over = !alive(o->state);
  out.key(over ? "filled" : "resting").open('{');
  if (over) out.field("totalSz", o->filled).field("avgPx", o->filled_value / o->filled);
  out.field("oid", static_cast<std::int64_t>(o->id));
  if (!o->client_id.empty()) out.field("cloid", o->client_id);
  out.close().close();
}

net::Response Trading::cancel(AccountId account, JsonView action, bool by_client_id) {
  const std::vector<JsonView> all = action["cancels"].items();
  if (all.empty()) return malformed();
  JsonOut out;
  open_statuses(out, "cancel");
  const Account& a = w_.exchange.accounts()[account];
  for (const JsonView& each : all) {
    const JsonView asset = each[by_client_id ? "asset" : "a"];
    OrderId id = static_cast<OrderId>(each["o"].integer().value_or(0));
    if (by_client_id) {
      const auto found = a.by_client_id.find(each["cloid"].text());
      id = found == a.by_client_id.end() ? 0 : found->second;
    }
    const Order* o = w_.exchange.order(id);
    if (o && o->account == account && w_.exchange.cancel(id, "cancelled by its owner"))
      out.text("success");
    else
      out.open('{')
          .field("error", "Order was never placed, already canceled, or filled. asset=" + asset.text())
          .close();
  }
  return close_statuses(out);
}

net::Response Trading::leverage(AccountId account, JsonView action) {
  const auto product = product_of(w_.exchange, action["asset"].integer().value_or(-1));
  const auto wanted = action["leverage"].decimal();
  if (!product || !wanted) return malformed();
  if (*wanted < Decimal::from_integer(1) || *wanted > w_.exchange.market(*product).product.max_leverage)
    return no("Invalid leverage value");
  leverage_[{account, *product}] = *wanted;
  auto& positions = w_.exchange.accounts()[account].wallet.positions;
  if (const auto at = positions.find(*product); at != positions.end()) at->second.leverage = *wanted;
  return done();
}

}  // namespace tu::simex::hyperliquid
