// Policy: the limits that an account may not pass, read from TOML. Absent rules do not limit. Rates are
// fractions of the equity unless said otherwise; amounts are in the base currency.
//
// clang-format off
//   name = "conservative"
//   max_trade = "10%"          one order; streak = true scales it by the strategy's streak
//   max_trade_cap = "20%"      the scaled max_trade is never above this
//   max_notional = "1000"      one order, as an amount
//   min_notional = "5"         smallest opening order
//   max_asset = "5%"           all positions in one base asset
//   max_exposure = "80%"       all positions
//   leverage = "1"             positions over equity
//   min_reserve = "15%"        cash that stays free
//   min_reserve_floor = "1.50" at least this amount
//   cluster_exposure = "20%"   positions in one cluster of assets; [clusters] majors = ["BTC", "ETH"]
//   daily_loss = "2%"          of the equity at the day's start; halts entries until the next day
//   daily_loss_floor = "2"     a daily loss under this amount does not halt
//   drawdown = "10%"           from the peak; halts until `ledger resume`
//   floor = "500"              once the peak was above it, equity under it halts until `ledger resume`
//   halt = "entries"           what drawdown and floor raise: entries or flat
//   entries_day = 10           approved openings a UTC day
//   entries_hour = 4           and within an hour
//   order_rate = "20/1m"       approvals within any minute, of all kinds
//   exit_share = "25%"         of order_rate, rounded up: opening orders leave so many to those that reduce
//   cooldown = "30m"           after the strategy's last exit in the symbol
//   price_collar = "2%"        how much worse than the mark an order may be (2%)
//   mark_age = "60s"           older marks of quotes and trades are stale (60s)
//   sudden_drop = "40%"        of the equity between two looks: freezes entries (40%)
// clang-format on
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "base/time.h"

namespace tu::account {

// So many approvals in any time of that length.
struct OrderRate {
  int orders = 0;
  DurUs window = 0;
};

struct Policy {
  std::string name, text, hash;
  std::optional<Decimal> max_trade, max_trade_cap, max_notional, min_notional, max_asset, max_exposure,
      leverage;
  std::optional<Decimal> min_reserve, min_reserve_floor, cluster_exposure, daily_loss, daily_loss_floor,
      drawdown, floor;
  std::optional<int> entries_day, entries_hour;
  std::optional<OrderRate> order_rate;
  Decimal exit_share;  // of order_rate, kept for orders that reduce
  int kept_for_exits() const;
  std::optional<DurUs> cooldown;
  Decimal price_collar, sudden_drop;  // always in force
  DurUs mark_age = 60 * us_per_s;
  bool streak = false;
  std::string halt = "entries";
  std::map<std::string, std::vector<std::string>> clusters;  // assets by cluster

  // The cluster that an asset is in, "" for none.
  std::string_view cluster_of(std::string_view asset) const;
};

// `where` is used in messages. Unknown keys, and values that are no limit (0%, negative), are errors (78).
Result<Policy> parse_policy(std::string_view toml, const std::string& where);

// The strictest fractions of the known rule sets: what a gate uses when nobody names a policy.
std::string_view conservative_policy();

// The limits of a policy for an account of this equity, rules that can never bind (`dead`), and rules that
// admit nothing or fight each other (`contradiction`), one a line.
struct PolicyCheck {
  std::vector<std::string> limits, dead, contradictions;
  Decimal least, most;  // the sizes of an opening order that a fresh account may place; most < least: none
};
PolicyCheck check_policy(const Policy& p, Decimal equity);

}  // namespace tu::account
