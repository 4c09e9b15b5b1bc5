// Trading: what an address may ask, and the channels that tell it.
#include <algorithm>

#include "simex/hyperliquid/orders.h"
#include "simex/hyperliquid/trading.h"

namespace tu::simex::hyperliquid {
namespace {

constexpr std::size_t fills_most = 2000;
constexpr int fundings_most = 500;  // of one answer

TsUs time_of(JsonView v, TsUs otherwise) {
  const auto ms = v.integer();
  return ms && *ms < ts_limit / us_per_ms ? *ms * us_per_ms : otherwise;
}

}  // namespace

std::optional<std::string> Trading::info(const std::string& type, JsonView q) const {
  const std::string user = q["user"].text();
  const std::optional<AccountId> account = account_of(user);
  JsonOut out;
  if (type == "clearinghouseState") return state(account);
  if (type == "openOrders" || type == "frontendOpenOrders")
    return orders(account, true, type == "frontendOpenOrders");
  if (type == "historicalOrders") return orders(account, false, true);
  if (type == "orderStatus") return status(account, q["oid"]);
  if (type == "userFunding") return fundings(account, time_of(q["startTime"], 0));
  if (type == "spotClearinghouseState") return out.open('{').key("balances").open('[').close().close().take();
  if (type == "userFees") return fees(account);
  if (type == "userRateLimit") return rate_limit(account);
  if (type == "userRole") return out.open('{').field("role", account ? "user" : "missing").close().take();
  if (type != "userFills" && type != "userFillsByTime") return {};
  if (!account) return "[]";
  const bool by_time = type == "userFillsByTime";
  write_fills(out, w_.exchange, *account, by_time ? time_of(q["startTime"], 0) : 0,
              by_time ? time_of(q["endTime"], ts_limit) : ts_limit, fills_most, !by_time);
  return out.take();
}

void Trading::write_position(JsonOut& out, AccountId account, ProductId product, const Position& at) const {
  const Market& m = w_.exchange.market(product);
  const Decimal value = at.qty.abs() * m.mark(), margin = value / at.leverage,
                gain = at.qty * (m.mark() - at.entry);
  out.open('{').field("type", "oneWay").key("position").open('{').field("coin", m.product.base);
  out.field("szi", at.qty).field("entryPx", at.entry).field("positionValue", value);
  out.field("unrealizedPnl", gain);
  out.field("returnOnEquity", margin.is_zero() ? Decimal{} : gain / margin).key("liquidationPx").null();
  out.field("marginUsed", margin).key("leverage").open('{').field("type", "cross");
  out.field_number("value", leverage_of(account, product)).close();
  out.field_number("maxLeverage", m.product.max_leverage).key("cumFunding").open('{');
  for (const char* since : {"allTime", "sinceOpen", "sinceChange"}) out.field(since, -at.funding);
  out.close().close().close();
}

std::string Trading::state(std::optional<AccountId> account) const {
  Decimal cash, gain, value, signed_value, margin, maintenance;
  JsonOut positions;
  positions.open('[');
  if (account) {
    const Wallet& wallet = w_.exchange.accounts()[*account].wallet;
    const auto balance = wallet.balances.find("USDC");
    if (balance != wallet.balances.end()) cash = balance->second.total;
    for (const auto& [product, at] : wallet.positions) {
      if (at.qty.is_zero()) continue;
      const Market& m = w_.exchange.market(product);
      write_position(positions, *account, product, at);
      gain += at.qty * (m.mark() - at.entry);
      value += at.qty.abs() * m.mark();
      signed_value += at.qty * m.mark();
      margin += at.qty.abs() * m.mark() / at.leverage;
      maintenance += at.qty.abs() * m.mark() * m.product.maintenance();
    }
  }
  JsonOut out;
  out.open('{').key("assetPositions").raw(positions.close().str());
  out.field("crossMaintenanceMarginUsed", maintenance);
  for (const char* summary : {"marginSummary", "crossMarginSummary"}) {
    out.key(summary).open('{').field("accountValue", cash + gain).field("totalMarginUsed", margin);
    out.field("totalNtlPos", value).field("totalRawUsd", cash + gain - signed_value).close();
  }
  out.field("withdrawable", max(cash + gain - margin, Decimal{}));
  return out.field("time", w_.clock.shown() / us_per_ms).close().take();
}

std::string Trading::orders(std::optional<AccountId> account, bool open_only, bool all_of_it) const {
  JsonOut out;
  out.open('[');
  if (account) {
    const std::vector<OrderId>& ids = w_.exchange.accounts()[*account].orders;
    for (auto id = ids.rbegin(); id != ids.rend(); ++id) {
      const Order& o = *w_.exchange.order(*id);
      if (!open_only)
        write_order_with_status(out, w_.exchange, o, true);
      else if (alive(o.state))
        write_order(out, w_.exchange, o, all_of_it);
    }
  }
  return out.close().take();
}

std::string Trading::status(std::optional<AccountId> account, JsonView oid) const {
  const Order* o = account ? own_order(*account, oid) : nullptr;
  JsonOut out;
  if (!o) return out.open('{').field("status", "unknownOid").close().take();
  write_order_with_status(out.open('{').field("status", "order").key("order"), w_.exchange, *o, true);
  return out.close().take();
}

std::string Trading::fundings(std::optional<AccountId> account, TsUs from) const {
  JsonOut out;
  out.open('[');
  int left = fundings_most;
  for (const Funding& f : w_.exchange.fundings()) {
    if (!account || f.account != *account || f.at < from || left == 0) continue;
    --left;
    out.open('{').field("time", f.at / us_per_ms).field("hash", "0x0").key("delta").open('{');
    out.field("type", "funding").field("coin", w_.exchange.market(f.product).product.base);
    out.field("usdc", f.amount).field("szi", f.qty).field("fundingRate", f.rate).close().close();
  }
  return out.close().take();
}

std::string Trading::fees(std::optional<AccountId> account) const {
  const std::vector<Tier>& tiers = w_.exchange.rules().tiers;
  const Tier& own = account ? w_.exchange.tier(*account) : tiers.front();
  JsonOut out;
  out.open('{').key("dailyUserVlm").open('[').close().key("feeSchedule").open('{');
  out.field("cross", tiers.front().taker).field("add", tiers.front().maker);
  out.field("spotCross", tiers.front().taker).field("spotAdd", tiers.front().maker);
  out.key("tiers").open('{').key("vip").open('[');
  for (std::size_t i = 1; i < tiers.size(); ++i) {
    out.open('{')
        .field("ntlCutoff", tiers[i].from)
        .field("cross", tiers[i].taker)
        .field("add", tiers[i].maker);
    out.field("spotCross", tiers[i].taker).field("spotAdd", tiers[i].maker).close();
  }
  out.close().key("mm").open('[').close().close();
  out.field("referralDiscount", "0.0").key("stakingDiscountTiers").open('[').close().close();
  out.field("userCrossRate", own.taker).field("userAddRate", own.maker);
  out.field("userSpotCrossRate", own.taker).field("userSpotAddRate", own.maker);
  out.field("activeReferralDiscount", "0.0").key("trial").null().field("feeTrialEscrow", "0.0");
  out.key("nextTrialAvailableTimestamp").null().key("stakingLink").null();
  out.key("activeStakingDiscount").open('{').field("bpsOfMaxSupply", "0.0").field("discount", "0.0").close();
  return out.close().take();
}

std::string Trading::rate_limit(std::optional<AccountId> account) const {
  Decimal traded;
  double used = 0;
  if (account) {
    traded = w_.exchange.accounts()[*account].volume.all();
    if (const auto own = allowances_.find(*account); own != allowances_.end()) used = own->second.used();
  }
  JsonOut out;
  out.open('{').field("cumVlm", traded).field("nRequestsUsed", static_cast<std::int64_t>(used));
  out.field("nRequestsCap", static_cast<std::int64_t>(Allowance::limit(traded, w_.limits)));
  return out.field("nRequestsSurplus", std::int64_t{0}).close().take();
}

// --- channels

void Trading::say(net::Socket& s, std::string_view channel, const std::string& data) const {
  JsonOut out;
  s.send(out.open('{').field("channel", channel).key("data").raw(data).close().take());
}

bool Trading::subscribe(const std::shared_ptr<net::Socket>& socket, JsonView subscription, bool on) {
  const std::string type = subscription["type"].text(), user = subscription["user"].text();
  if ((type != "orderUpdates" && type != "userFills") || user.empty()) return false;
  Ear& ear = ears_[socket->id()];
  ear.socket = socket;
  std::set<std::string>& users = ear.users[type];
  const bool there = users.contains(user);
  JsonOut out;
  if (there == on) {
    out.text((on ? "Already subscribed: " : "Already unsubscribed: ") + std::string(subscription.json()));
    say(*socket, "error", out.str());
    return true;
  }
  on ? (void)users.insert(user) : (void)users.erase(user);
  out.open('{').field("method", on ? "subscribe" : "unsubscribe").key("subscription");
  say(*socket, "subscriptionResponse", out.raw(subscription.json()).close().str());
  if (const auto account = account_of(user); on && type == "userFills" && account)
    say_fills(*socket, user, *account, fills_most, true);
  return true;
}

void Trading::say_fills(net::Socket& s, const std::string& user, AccountId account, std::size_t newest,
                        bool snapshot) const {
  JsonOut out;
  out.open('{');
  if (snapshot) out.field("isSnapshot", true);
  write_fills(out.field("user", user).key("fills"), w_.exchange, account, 0, ts_limit, newest);
  say(s, "userFills", out.close().str());
}

void Trading::order_changed(const Order& o) {
  if (!ears_.empty()) news_[o.account].orders.push_back(o.id);
}
void Trading::filled(const Fill& f, const Order&) {
  if (!ears_.empty()) ++news_[f.account].fills;
}

void Trading::flush() {
  cancel_what_is_due();
  if (news_.empty()) return;
  const std::map<AccountId, News> news = std::move(news_);
  news_.clear();
  for (auto& [id, ear] : ears_)
    for (const auto& [channel, users] : ear.users)
      for (const std::string& user : users) {
        const auto account = account_of(user);
        const auto found = account ? news.find(*account) : news.end();
        if (found == news.end()) continue;
        if (channel == "userFills" && found->second.fills > 0)
          say_fills(*ear.socket, user, *account, found->second.fills, false);
        if (channel != "orderUpdates") continue;
        JsonOut out;
        out.open('[');
        std::set<OrderId> told;
        for (const OrderId order : found->second.orders)
          if (told.insert(order).second)
            write_order_with_status(out, w_.exchange, *w_.exchange.order(order), false);
        say(*ear.socket, channel, out.close().str());
      }
}

}  // namespace tu::simex::hyperliquid
