#include "stages/resolution_check.h"

#include <algorithm>

#include "base/text.h"

namespace tu::stages {
namespace {

using account::Instrument;
using account::Position;
using account::Venues;

// Whether the resolved symbol may be another outcome of the market that is held, and not this one misspelt.
bool may_be_sister(const Event& e, const Position& p, const Venues& venues) {
  if (text::lower(name_of(e.symbol)) == text::lower(name_of(p.symbol))) return false;
  const std::string_view outcome = account::outcome_parts(e.symbol).second;
  const bool same_venue = e.venue == Atom::none || e.venue == p.venue;
  const Instrument* held = same_venue ? venues.observed(p.venue, p.symbol) : nullptr;
  if (held && !held->outcomes.empty()) return account::is_among(outcome, held->outcomes);
  if (same_venue && account::is_among(outcome, {"yes", "no", "up", "down"})) return true;
  // A pattern of the venue file fits what is misspelt, too.
  const account::Venue* v = venues.venue(same_venue ? p.venue : e.venue);
  return v && v->instruments.contains(name_of(e.symbol));
}

// It names nothing that is known, while outcomes of that market are held: it was probably meant for them.
std::string stray(const Event& e, const account::Account& books, const Venues& venues) {
  const std::string market = text::lower(account::outcome_parts(e.symbol).first);
  if (market.empty() || venues.observed(e.venue, e.symbol)) return {};
  std::string held;
  for (const Position* p : books.ordered_positions()) {
    if (resolves(e, p->venue, p->symbol)) return {};
    if (text::lower(account::outcome_parts(p->symbol).first) != market) continue;
    if (may_be_sister(e, *p, venues)) return {};
    held +=
        (held.empty() ? "" : ", ") + std::string(name_of(p->venue)) + "/" + std::string(name_of(p->symbol));
  }
  return held.empty() ? held : "no such instrument is known and it is not held, expected one of " + held;
}

}  // namespace

std::string ResolutionCheck::look(const Event& e, const account::Account& books, const Venues& venues) {
  std::string why = account::resolution_fault(e, venues);
  if (why.empty()) why = account::resolution_contradicts(e, books.resolved());
  if (why.empty()) why = account::resolution_contradicts(e, seen_);
  if (why.empty()) why = stray(e, books, venues);
  if (why.empty()) seen_.keep(e);
  return why;
}

bool ResolutionCheck::matters(const Event& e, const account::Account& books) const {
  const auto about = [&](Atom venue, Atom symbol) { return resolves_market_of(e, venue, symbol); };
  const auto held = books.ordered_positions();
  const auto& orders = books.ordered_orders();
  return std::any_of(held.begin(), held.end(), [&](const auto* p) { return about(p->venue, p->symbol); }) ||
         std::any_of(orders.begin(), orders.end(),
                     [&](const auto* o) { return about(o->venue, o->symbol); }) ||
         std::any_of(worked_.begin(), worked_.end(), [&](const auto& w) { return about(w.first, w.second); });
}

Event resolution_of(const Event& told, const account::Account& books, const Venues& venues) {
  const auto held = books.ordered_positions();
  const auto is_told = [&](const Position* p) { return resolves(told, p->venue, p->symbol); };
  return std::any_of(held.begin(), held.end(), is_told) ? told : account::of_outcome(told, venues);
}

Event& resolution_alert(const Event& e, const std::string& why, TsUs ts, Out& out) {
  Event& alert = out.make(Type::alert, ts, e.venue, e.symbol);
  const std::string at = e.venue == Atom::none ? "" : std::string(name_of(e.venue)) + "/";
  const std::string price = e.decimal(Field{Type::resolution, "price"}).str();
  alert.set_text(Field{Type::alert, "severity"}, "critical");
  alert.set_text(Field{Type::alert, "message"},
                 out.keep("the resolution of " + at + std::string(name_of(e.symbol)) + " at " + price +
                          " is not booked: " + why));
  return alert;
}

}  // namespace tu::stages
