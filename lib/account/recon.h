// Recon: what the journal says of a venue against what the venue says of itself. Every difference is named;
// it is explained when a fact of the venue accounts for it, and never otherwise. Pure.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "account/account.h"
#include "event/venue_order.h"

namespace tu::account {

struct Execution {
  Decimal price, qty, fee;
  std::string fee_currency;
  bool maker = false;
  TsUs at = 0;
};

// An order as the journal knows it. `client_ids` are those of its attempts that left, oldest first.
struct JournalOrder {
  std::string id, symbol, strategy;
  bool buy = true;
  Decimal qty, filled;
  OrderPhase phase = OrderPhase::approved;
  TsUs approved = 0;
  std::vector<std::string> client_ids;
  std::map<std::string, Execution> fills;  // by the venue's id
};

struct VenueSideOrder {
  std::string client_id, venue_id, symbol, state, reason;  // state as in VenueReport, "open" while it works
  bool buy = true;
  bool liquidation = false;  // the venue's own
  Decimal filled;
  std::map<std::string, Execution> fills;
};

// A payment of funding on a position, as the venue states it.
struct Payment {
  std::string symbol, currency;
  Decimal amount;  // paid; negative was received
  Decimal qty;     // of the position
  double rate = 0;
  TsUs at = 0;
  std::string id(std::string_view venue) const;  // of the event that it is
};

// What an execution of the journal did to a perpetual; for who held it when funding was paid.
struct Move {
  std::string symbol, strategy;
  TsUs at = 0;  // by the venue
  Decimal qty;  // signed
};

struct ReconInput {
  std::string name;  // of the venue
  std::vector<JournalOrder> journal;
  std::set<std::string> booked;  // every venue's id of an execution that the journal has
  std::vector<VenueSideOrder> venue;
  std::map<std::string, Decimal> journal_balances, venue_balances;  // by currency, held for orders included
  std::map<std::string, Decimal> journal_positions,
      venue_positions;                     // perpetuals, by symbol; negative: short
  bool net = false;                        // balances are less what open perpetuals cost
  std::vector<Payment> funding;            // that the venue states, oldest first
  std::map<std::string, Decimal> charged;  // by the payment's id: what the journal was charged for it
  std::vector<Move> moves;                 // in perpetuals
  Decimal tolerance;                       // of a balance
};

struct Difference {
  std::string kind, order, text;  // `order` "" when it is of none of ours
  bool explained = false;
  // What the venue proves, when the journal lacks just that: a fill, or the end of an order.
  std::string client_id, fill_id, state, reason;
  Execution execution;
  // A payment that is not charged, or not all of it; an order of the venue's own. By place in the input; -1:
  // none.
  int payment = -1, liquidation = -1;
};

// 0 where there is none.
Decimal amount_of(const std::map<std::string, Decimal>& amounts, const std::string& key);

std::vector<Difference> compare(const ReconInput& in);

// What the strategies held of a perpetual at a time, by name.
std::map<std::string, Decimal> holders(const ReconInput& in, const std::string& symbol, TsUs at);

}  // namespace tu::account
