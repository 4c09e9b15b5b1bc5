#include "stages/order_style.h"

namespace tu::stages {

namespace {
constexpr Field side_of{Type::proposal, "side"}, kind_of{Type::proposal, "kind"},
    limit_of{Type::proposal, "limit"}, tif_of{Type::proposal, "tif"},
    post_only_of{Type::proposal, "post_only"}, expires_of{Type::proposal, "expires"},
    priced_on_of{Type::proposal, "priced_on"};
}  // namespace

void OrderStyle::observe(const Event& e) {
  constexpr Field bid{Type::quote, "bid"}, ask{Type::quote, "ask"};
  quotes_[{e.venue, e.symbol}] = {e.real(bid), e.real(ask), e.ts};
}

void OrderStyle::apply(Event& e, bool take, const account::Venues& venues, const account::Marks& marks,
                       Out& out) const {
  if (e.has(kind_of)) return;
  const auto limit = take ? std::nullopt : maker_limit(e, e.text(side_of) == "buy", venues, marks);
  if (!limit) {
    out.fill_in_text(e, kind_of, "market");
    return;
  }
  out.fill_in_text(e, kind_of, "limit");
  out.fill_in(e, limit_of, *limit);
  const bool timed = o_.expires > 0 || e.has(expires_of);
  out.fill_in_text(e, tif_of, timed ? "GTD" : "GTC");
  out.fill_in_flag(e, post_only_of, true);
  if (timed) out.fill_in_integer(e, expires_of, e.ts + o_.expires);
  if (o_.style == "maker-then-taker") out.note(e, "size_style", std::string_view(o_.style));
}

// Its own side of the book where a quote is fresh, else the mark, less the offset; to the tick away from
// profit.
std::optional<Decimal> OrderStyle::maker_limit(const Event& e, bool buy, const account::Venues& venues,
                                               const account::Marks& marks) const {
  const auto q = quotes_.find({e.venue, e.symbol});
  const account::Mark* mark = marks.find(e.venue, e.symbol);
  double price = mark ? mark->price : e.real(priced_on_of);
  if (q != quotes_.end() && e.ts - q->second.ts <= us_per_min) price = buy ? q->second.bid : q->second.ask;
  const auto exact = Decimal::from_real(price);
  if (!exact || exact->sign() <= 0) return std::nullopt;
  const Decimal one = Decimal::from_integer(1);
  const Decimal wanted = *exact * (buy ? one - o_.offset : one + o_.offset);
  const account::Instrument* i = venues.instrument(e.venue, e.symbol);
  const Decimal tick = i ? i->tick : Decimal{};
  const Decimal limit = buy ? ceil_to(wanted, tick) : floor_to(wanted, tick);
  return limit.sign() > 0 ? std::optional(limit) : std::nullopt;
}

}  // namespace tu::stages
