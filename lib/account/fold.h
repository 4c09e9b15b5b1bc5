// Fold: one journal row applied to an account, one function a type of row. Each checks before it changes
// anything, so an Error leaves the account as it was. Private to fold*.cpp.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "account/account.h"
#include "account/lots.h"

namespace tu::account {

// The exit rule of an order that closes what a broken group has opened.
constexpr std::string_view unwinding = "group_break";

class Fold {
 public:
  Fold(Account& a, const Event& e) : a_(a), e_(e) {}
  Status apply();

 private:
  Status deposit();
  Status approval();
  Status refusal();
  Status update();
  Status fill();
  Status charge();
  Status pnl();
  Status day();
  Status valuation();
  Status halt();
  Status policy();
  Status resolution();
  void factor();
  void envelope();
  void posture();
  void instrument();
  void finish(OrderState& o);
  void decide(std::string_view id);
  void release(OrderState& o, Decimal amount);
  void close(OrderState& o, Position& p, FillPart exit, Decimal price);
  Closing& closing_of(OrderState& o, const std::string& group_of_lots);
  Group::Leg& leg_of(const std::string& group, const OrderState& o);
  void join_group(const OrderState& o);
  void leave_group(const OrderState& o);
  void forget_if_over(std::map<std::string, Group, std::less<>>::iterator group);
  void booked_group(std::string_view group);
  void set_unit_base(Decimal units, Decimal unit_value, Decimal peak);
  void raise_peak(Decimal unit_value);
  void drop_if_booked(OrderState& o);
  void prune();
  std::vector<const OrderState*>::iterator place_of(const OrderState& o);  // among those that work
  void count_out(OrderState& o);
  OrderState* find(std::string_view id);  // to be changed
  Error impossible(std::string why) const {
    return fail(Exit::internal, "journal row " + std::string(spec_of(e_.type).name) + " at " +
                                    std::to_string(e_.ts) + ": " + std::move(why));
  }
  Account& a_;
  const Event& e_;
};

inline std::string quoted(std::string_view s) {
  return "\"" + std::string(s) + "\"";
}

inline void drop(std::vector<std::string>& list, std::string_view id) {
  list.erase(std::remove(list.begin(), list.end(), id), list.end());
}

}  // namespace tu::account
