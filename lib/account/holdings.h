// HoldingsWatch: what the venue says is held against what the journal says, while orders go on. A difference
// is found when two readings, one after the other, agree on both numbers and no execution was journalled
// between them, or when three show the same difference, whatever was executed between them: then no fill on
// its way accounts for it. Pure.
//
// What the venue holds beyond the journal when it is first read is taken for somebody else's, and told once:
// coins and cash that were there before. A coin that is traded later, and of which the venue showed none
// until then, was not there before. What it lacks, and every difference of a perpetual, is found at once.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "account/account.h"
#include "event/venue_order.h"

namespace tu::account {

struct Finding {
  enum class Kind {
    beyond,     // more was there when we began; it is left out from now on
    cash,       // of a currency that is only paid with
    position,   // of something that is traded: the journal's positions are not the venue's
    not_judged  // something that is traded could not be compared for a long time
  } kind = Kind::position;
  std::string what;  // a symbol of a perpetual, or a currency
  Decimal there, here;
};

class HoldingsWatch {
 public:
  // `tolerance`: by how much cash may move unnoticed. `followed`: every execution of this order was told
  // before the reading.
  using Followed = std::function<bool(const OrderState&)>;
  std::vector<Finding> look(const Account& a, const VenueHoldings& reading, Decimal tolerance,
                            const Followed& followed);
  void traded(Atom venue, Atom symbol);  // an order in it leaves
  void filled(Atom venue, Atom symbol);  // an execution is journalled

 private:
  struct Seen {
    Decimal there, here;         // of the reading before
    std::int64_t fills = -1;     // executions by then; -1: it does not count
    int alike = 0;               // readings in a row that counted and had this difference
    int not_judged = 0;          // in a row that did not count
    std::optional<Decimal> let;  // the difference that was told, or was there at the beginning
  };
  struct Look;
  void compare(Look& look, const std::string& what, Decimal there, Decimal here, bool is_traded);
  void perpetuals(Look& look);
  void currencies(Look& look);
  // All by VENUE/WHAT.
  std::map<std::string, Seen, std::less<>> seen_;
  std::map<std::string, std::int64_t, std::less<>> fills_;  // executions, of symbols and their currencies
  std::set<std::string, std::less<>> traded_;               // symbols, and what is bought and sold in them
  std::set<std::string, std::less<>> read_;                 // venues
};

}  // namespace tu::account
