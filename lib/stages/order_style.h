// Order style: at the market, or at a limit of one's own side of the book.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "account/instrument.h"
#include "account/marks.h"
#include "stage/out.h"

namespace tu::stages {

struct StyleOptions {
  std::string style;  // maker or maker-then-taker
  Decimal offset;     // of a maker's limit from the price, as a fraction
  DurUs expires = 0;  // life of a maker's limit; 0: for ever
};

class OrderStyle {
 public:
  explicit OrderStyle(StyleOptions o) : o_(std::move(o)) {}
  void observe(const Event& quote);
  // Fills in kind, limit, tif, post_only and expires of a proposal that says no kind; `take`: at the market,
  // whatever the style is.
  void apply(Event& proposal, bool take, const account::Venues& venues, const account::Marks& marks,
             Out& out) const;

 private:
  struct Best {
    double bid = 0, ask = 0;
    TsUs ts = 0;
  };
  std::optional<Decimal> maker_limit(const Event& e, bool buy, const account::Venues& venues,
                                     const account::Marks& marks) const;
  StyleOptions o_;
  std::map<std::pair<Atom, Atom>, Best> quotes_;
};

}  // namespace tu::stages
