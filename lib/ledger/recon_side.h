// What the journal has for recon: every order of a venue that ever left, its executions, what perpetuals were
// charged; and the rows that a venue's facts become. One row for each thing that is proved; none is changed.
#pragma once

#include "account/recon.h"
#include "ledger/desk.h"

namespace tu::ledger {

class ReconSide {
 public:
  ReconSide(std::string ledger, std::string venue, std::string account)
      : ledger_(std::move(ledger)), venue_(std::move(venue)), account_(std::move(account)) {}
  void row(const Event& e);
  TsUs since() const { return since_; }  // of the oldest order that left; ts_limit: none did
  // The journal's side; `a` is the fold of the same rows. `net`: less what open perpetuals cost.
  void fill_in(const account::Account& a, bool net, account::ReconInput& in) const;
  // Every perpetual of the venue that an order was approved for: its symbol by its base.
  std::map<std::string, std::string> perpetuals() const;
  std::vector<std::string> open() const;  // client ids of the newest attempts of orders that are not over

 private:
  void order(const Event& e);
  void update(const Event& e);
  void fill(const Event& e);
  void charge(const Event& e);

  std::string ledger_, venue_, account_;
  TsUs since_ = ts_limit;
  std::map<std::string, account::JournalOrder, std::less<>> orders_;
  std::set<std::string> booked_;
  std::map<std::string, Decimal> charged_;
  std::vector<account::Move> moves_;
};

// Journals what the venue proves of what was found: executions, ends of orders, liquidations, payments of
// funding. What was journalled, as text.
Result<std::string> apply(Desk desk, const account::ReconInput& in,
                          const std::vector<account::Difference>& found);

}  // namespace tu::ledger
