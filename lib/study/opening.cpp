#include "study/opening.h"

#include "account/currency.h"
#include "account/instrument.h"
#include "stage/out.h"

namespace tu::study {

Result<Deposit> deposit_from(const std::string& text) {
  const std::size_t blank = text.find(' ');
  const auto amount = Decimal::parse(text.substr(0, blank));
  if (!amount || amount->sign() <= 0)
    return fail(Exit::usage,
                "--deposit is \"" + text + "\", expected an amount above 0, such as 10000 or \"10000 USDT\"");
  if (blank != text.npos)
    if (Status st = account::check_currency(text.substr(blank + 1)); !st)
      return fail(st.error().status, "--deposit: " + st.error().message);
  return Deposit{*amount, blank == text.npos ? "" : text.substr(blank + 1)};
}

Event& deposit_row(Arena& arena, Decimal amount, const std::string& currency) {
  constexpr Field amount_field{Type::deposit, "amount"}, currency_field{Type::deposit, "currency"};
  std::vector<Event*> none;
  Out out(arena, none);
  Event& row = out.make(Type::deposit, 0);
  row.set_text(currency_field, out.keep(currency));
  row.set(amount_field, amount);
  return row;
}

Peeking::Peeking(EventSource& inner) : inner_(inner) {
  for (Event* e = nullptr; ahead_.size() < 1000 && inner_.next(e, arena_);) {
    ahead_.push_back(e);
    if (e->symbol == Atom::none || e->type == Type::foreign) continue;
    if (auto i = account::instrument_from_symbol(name_of(e->symbol))) {
      currency_ = std::string(name_of(i->market == account::Market::perp ? i->settle : i->quote));
      break;
    }
  }
  if (!ahead_.empty() && ahead_.front()->type == Type::session) {
    constexpr Field id{Type::session, "id"};
    session_ = std::string(ahead_.front()->text(id));
  }
}

std::string Peeking::currency_for(const Deposit& deposit) const {
  if (!deposit.currency.empty()) return deposit.currency;
  return currency_.empty() ? "USD" : currency_;
}

}  // namespace tu::study
