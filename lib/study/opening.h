// What an account begins with in a backtest or a leak check: one deposit, before all data.
#pragma once

#include <string>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "event/event.h"
#include "event/source.h"

namespace tu::study {

struct Deposit {
  Decimal amount = Decimal::from_integer(10'000);
  std::string currency;  // "": the one that the data is priced in
};

// "10000", or with its currency, "10000 USDT". The Error (usage) is of --deposit.
Result<Deposit> deposit_from(const std::string& text);

// The journal's row of it, at instant 0. `currency` is not empty.
Event& deposit_row(Arena& arena, Decimal amount, const std::string& currency);

// Reads a source ahead to its first event of an instrument, to learn the currency that it is priced in; then
// hands all of it on.
class Peeking : public EventSource {
 public:
  explicit Peeking(EventSource& inner);
  bool next(Event*& e, Arena& arena) override {
    if (at_ < ahead_.size()) return e = ahead_[at_++], true;
    return inner_.next(e, arena);
  }
  bool next_all(std::vector<Event*>& to, std::size_t most, Arena& arena) override {
    for (; most > 0 && at_ < ahead_.size(); --most) to.push_back(ahead_[at_++]);
    return most == 0 || inner_.next_all(to, most, arena);
  }
  // The deposit's own currency, else that of the data, else USD.
  std::string currency_for(const Deposit& deposit) const;
  const std::string& session() const { return session_; }  // its id

 private:
  EventSource& inner_;
  Arena arena_;
  std::vector<Event*> ahead_;
  std::size_t at_ = 0;
  std::string currency_, session_;
};

}  // namespace tu::study
