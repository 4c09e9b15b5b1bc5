#include "account/resolutions.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/nearness.h"
#include "base/text.h"

namespace tu::account {
namespace {

const Decimal one = Decimal::from_integer(1);
const std::vector<std::string> usual{"yes", "no", "up", "down"};
constexpr Field price_field{Type::resolution, "price"}, outcome_field{Type::resolution, "outcome"};

}  // namespace

void Resolutions::keep(const Event& e) {
  const Decimal price = e.decimal(price_field);
  paid_.insert_or_assign({e.venue, e.symbol}, Paid{e.ts, price});
  const std::string_view market = outcome_parts(e.symbol).first;
  if (price == one && !market.empty())
    winners_.insert_or_assign({e.venue, text::lower(market)}, Winner{e.symbol, e.ts});
}

void Resolutions::add(const Resolutions& others) {
  paid_.insert(others.paid_.begin(), others.paid_.end());
  winners_.insert(others.winners_.begin(), others.winners_.end());
}

const Decimal* Resolutions::price(Atom venue, Atom symbol) const {
  for (const Atom of : {venue, Atom::none})
    if (auto it = paid_.find({of, symbol}); it != paid_.end()) return &it->second.price;
  return nullptr;
}

const Decimal* Resolutions::other_price(Atom venue, Atom symbol, Decimal price) const {
  const Decimal* lowest = nullptr;
  const auto look = [&](const Paid& paid) {
    if (paid.price != price && (!lowest || paid.price < *lowest)) lowest = &paid.price;
  };
  if (venue == Atom::none) {
    for (const auto& [key, paid] : paid_)
      if (key.second == symbol) look(paid);
    return lowest;
  }
  for (const Atom of : {venue, Atom::none})
    if (auto it = paid_.find({of, symbol}); it != paid_.end()) look(it->second);
  return lowest;
}

std::map<std::string_view, Decimal> Resolutions::paid_to_others(Atom venue, Atom symbol) const {
  std::map<std::string_view, Decimal> others;
  const std::string_view name = name_of(symbol);
  for (const auto& [key, paid] : paid_) {
    const auto [at, other] = std::pair(key.first, name_of(key.second));
    if (venue != Atom::none && at != Atom::none && at != venue) continue;
    if (!of_one_market(key.second, symbol)) continue;
    if (text::lower(other) == text::lower(name)) continue;
    Decimal& most = others[other];
    most = max(most, paid.price);
  }
  return others;
}

const Resolutions::Winner* Resolutions::winner_beside(Atom venue, Atom symbol) const {
  if (winners_.empty()) return nullptr;
  const std::string_view market = outcome_parts(symbol).first;
  if (market.empty()) return nullptr;
  const std::string lower = text::lower(market);
  for (const Atom of : {venue, Atom::none})
    if (auto it = winners_.find({of, lower}); it != winners_.end())
      if (text::lower(name_of(it->second.symbol)) != text::lower(name_of(symbol))) return &it->second;
  return nullptr;
}

void Resolutions::forget_before(TsUs ts, const std::function<bool(Atom, Atom)>& needed) {
  const auto over = [&](TsUs at, Atom venue, Atom symbol) {
    return at < ts && !(needed && needed(venue, symbol));
  };
  std::erase_if(paid_, [&](const auto& p) { return over(p.second.ts, p.first.first, p.first.second); });
  std::erase_if(winners_, [&](const auto& w) { return over(w.second.ts, w.first.first, w.second.symbol); });
}

Event of_outcome(const Event& e, const Venues& venues) {
  const std::string outcome(e.text(outcome_field)), market(name_of(e.symbol));
  if (outcome.empty() || market.find(':') != market.npos || venues.observed(e.venue, e.symbol)) return e;
  const std::string shouted = text::upper(outcome);
  Event named = e;
  for (const std::string& way : {outcome, shouted}) {
    named.symbol = intern(market + ":" + way);
    if (venues.observed(e.venue, named.symbol)) return named;
  }
  named.symbol = intern(market + ":" + (is_among(outcome, usual) ? shouted : outcome));
  return named;
}

std::string resolution_fault(const Event& e, const Venues& venues) {
  const Decimal price = e.decimal(price_field);
  if (price.negative() || price > one) return "price is " + price.str() + ", expected 0 to 1";
  const Instrument* i = venues.observed(e.venue, e.symbol);
  if (i && i->market != Market::outcome) return "the instrument is no outcome, so it cannot resolve";
  const std::string_view outcome = e.text(outcome_field), own = outcome_parts(e.symbol).second;
  const bool listed = i && !i->outcomes.empty();
  if (listed && !is_among(outcome, i->outcomes))
    return "outcome is \"" + std::string(outcome) + "\", expected one of " +
           text::some_of(i->outcomes, i->outcomes.size());
  // Without a list of names only of these is it known that they are not two words for one outcome.
  const bool named = listed ? is_among(own, i->outcomes) : is_among(own, usual) && is_among(outcome, usual);
  if (price == one && named && text::lower(own) != text::lower(outcome))
    return "outcome is \"" + std::string(outcome) + "\" and price is 1, expected outcome " +
           std::string(own) + ", or price 0";
  return {};
}

std::string resolution_contradicts(const Event& e, const Resolutions& before) {
  const Decimal price = e.decimal(price_field);
  if (const Decimal* paid = before.other_price(e.venue, e.symbol, price))
    return "price is " + price.str() + ", expected " + paid->str() + ", at which it resolved before";
  if (price.sign() <= 0) return {};
  Decimal left = one;
  std::string others;
  for (const auto& [name, paid] : before.paid_to_others(e.venue, e.symbol)) {
    left -= paid;
    if (paid.sign() > 0) others.append(others.empty() ? "" : ", ").append(name).append(" at " + paid.str());
  }
  if (price <= left) return {};
  return "price is " + price.str() + ", expected at most " + left.str() + " beside " + others +
         ": the outcomes of a market pay 1 together";
}

bool is_among(std::string_view outcome, const std::vector<std::string>& outcomes) {
  return std::any_of(outcomes.begin(), outcomes.end(),
                     [name = text::lower(outcome)](const std::string& o) { return text::lower(o) == name; });
}

bool of_one_market(Atom symbol, Atom other) {
  const std::string_view market = outcome_parts(symbol).first, others = outcome_parts(other).first;
  return !market.empty() && market.size() == others.size() && text::lower(market) == text::lower(others);
}

std::pair<std::string_view, std::string_view> outcome_parts(Atom symbol) {
  const std::string_view s = name_of(symbol);
  const std::size_t colon = s.rfind(':');
  if (colon == s.npos) return {};
  return {s.substr(0, colon), s.substr(colon + 1)};
}

}  // namespace tu::account
