// Recon: what the journal says of a venue against what the venue says of itself. Every difference is named;
// it is explained when a fact of the venue accounts for it, and never otherwise. Pure.
#pragma once

#include <map>
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
  std::string id, symbol;
  bool buy = true;
  Decimal qty, filled;
  OrderPhase phase = OrderPhase::approved;
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

struct ReconInput {
  std::vector<JournalOrder> journal;
  std::vector<VenueSideOrder> venue;
  std::map<std::string, Decimal> journal_balances, venue_balances;  // by currency, held for orders included
  std::map<std::string, Decimal> journal_positions,
      venue_positions;  // perpetuals, by symbol; negative: short
  Decimal tolerance;    // of a balance
};

struct Difference {
  std::string kind, order, text;  // `order` "" when it is of none of ours
  bool explained = false;
  // What the venue proves, when the journal lacks just that: a fill, or the end of an order.
  std::string client_id, fill_id, state, reason;
  Execution execution;
};

std::vector<Difference> compare(const ReconInput& in);

}  // namespace tu::account
