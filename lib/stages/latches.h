// The latches before real money: each must be open, and the first that is not is named. Pure. What closes for
// entries only is not asked of an order that can only make a position smaller.
#pragma once

#include <optional>
#include <string>

#include "account/account.h"

namespace tu::stages {

struct LatchOptions {
  DurUs max_age = 5 * us_per_s;        // of the cause, by the clock port
  std::optional<Decimal> ceiling;      // of one order, in quote
  std::optional<Decimal> ceiling_day;  // of all orders of a UTC day at its venue, in quote
};

// What stays as it is while the session lasts. "" or "NAME: why".
struct StandingFacts {
  bool ledger = false, venue_port = false;
  std::string session_mode, ledger_mode, ledger_id, word;  // `word`: what TRADEUTILS_LIVE says
  bool ceilings = false;
};
std::string closed_for_session(const StandingFacts& facts);

struct OrderFacts {
  const account::Account& account;
  const account::OrderState& order;
  TsUs clock;                       // the wall's
  std::optional<std::string> kill;  // the kill file's word
  bool served;                      // its venue is one that we were told to send to
};
std::string closed_for_order(const OrderFacts& facts, const LatchOptions& options);

}  // namespace tu::stages
