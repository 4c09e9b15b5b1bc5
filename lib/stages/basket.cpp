#include "stages/basket.h"

#include <algorithm>

#include "quant/number.h"
#include "stages/timeframe.h"

namespace tu::stages {

Status check_basket(const BasketOptions& o) {
  if (auto t = parse_timeframe(o.on); !t) return t.error();
  const std::set<std::string> names(o.basket.begin(), o.basket.end());
  if (names.size() != o.basket.size()) return fail(Exit::usage, "--basket names a symbol twice");
  return {};
}

Basket::Basket(const BasketOptions& o) : tf_(o.on), grace_(o.grace.us), lost_(o.lost) {
  for (const std::string& s : o.basket) only_.insert(intern(s));
  for (const std::string& v : o.venues) venues_.insert(intern(v));
  // Named assets are there from the start, in the order in which they are named.
  for (const std::string& s : o.basket) {
    by_symbol_[intern(s)] = assets_.size();
    assets_.emplace_back().symbol = intern(s);
  }
}

bool Basket::wanted(const Event& e) const {
  constexpr Field tf{Type::candle, "tf"};
  return e.type == Type::candle && e.text(tf) == tf_ && (only_.empty() || only_.count(e.symbol)) &&
         (venues_.empty() || venues_.count(e.venue));
}

const Basket::Bar* Basket::closes_before(const Event& e) {
  return open_ >= 0 && e.ts > open_ && wanted(e) ? close() : nullptr;
}

const Basket::Bar* Basket::closes_at(TsUs ts) {
  return open_ >= 0 && (ts >= open_ + grace_ || complete()) ? close() : nullptr;
}

void Basket::take(const Event& e) {
  if (e.type == Type::universe) return take_universe(e);
  if (wanted(e))
    take_candle(e);
  else if (e.type == Type::candle && open_ < 0 && bars_ == 0 && strange_.size() < 3)
    take_strange(e);
}

void Basket::take_strange(const Event& e) {
  constexpr Field tf{Type::candle, "tf"};
  strange_.insert(std::string(name_of(e.symbol)) + " " + std::string(e.text(tf)));
}

std::size_t Basket::index(const Event& e) {
  const auto [at, made] = by_symbol_.try_emplace(e.symbol, assets_.size());
  if (made) {
    assets_.emplace_back().symbol = e.symbol;
    if (const auto said = universe_.find(e.symbol); said != universe_.end())
      std::tie(assets_.back().member, assets_.back().until) = said->second;
  }
  Asset& a = assets_[at->second];
  if (a.venue == Atom::none) a.venue = e.venue;
  return at->second;
}

void Basket::take_candle(const Event& e) {
  constexpr Field close{Type::candle, "close"};
  const std::size_t i = index(e);
  Asset& a = assets_[i];
  if (a.venue != e.venue) {
    elsewhere_.insert(e.symbol);
    return;
  }
  if (e.ts <= closed_) {
    ++a.late;
    if (e.ts <= a.price_ts) return;
    a.price = e.real(close);
    a.price_ts = e.ts;
    late_.emplace_back(i, a.price);
    return;
  }
  open_ = e.ts;
  a.price = e.real(close);
  a.price_ts = e.ts;
  a.here = true;
}

void Basket::take_universe(const Event& e) {
  constexpr Field member{Type::universe, "member"}, until{Type::universe, "until"};
  const std::pair<bool, TsUs> said{e.flag(member), e.has(until) ? e.integer(until) : -1};
  universe_[e.symbol] = said;
  const auto at = by_symbol_.find(e.symbol);
  if (at != by_symbol_.end()) std::tie(assets_[at->second].member, assets_[at->second].until) = said;
}

bool Basket::takes_part(const Asset& a) const {
  return a.member && (a.until < 0 || open_ < a.until) && (lost_ == 0 || a.missed < lost_);
}

bool Basket::complete() const {
  return std::all_of(assets_.begin(), assets_.end(),
                     [&](const Asset& a) { return a.here || !takes_part(a); });
}

const Basket::Bar* Basket::close() {
  bar_ = Bar{};
  bar_.ts = open_;
  bar_.late.swap(late_);
  for (Asset& a : assets_) {
    a.missed = a.here ? 0 : a.missed + 1;
    const bool in = takes_part(a);
    bar_.takes_part.push_back(in);
    bar_.prices.push_back(a.here ? a.price : quant::absent);
    bar_.members += in;
    if (in && !a.here) ++bar_.missing;
    if (!a.here) ++a.missing;
    a.here = false;
  }
  closed_ = open_;
  open_ = -1;
  ++bars_;
  return &bar_;
}

std::string Basket::told() const {
  std::vector<const Asset*> sorted;
  for (const Asset& a : assets_) sorted.push_back(&a);
  std::sort(sorted.begin(), sorted.end(),
            [](const Asset* a, const Asset* b) { return name_of(a->symbol) < name_of(b->symbol); });
  std::string s = std::to_string(assets_.size()) + " assets, " + std::to_string(bars_) + " bars";
  if (bars_ == 0) {
    s += std::string("; ") + (only_.empty() ? "" : "of these ") + "no candle of " + tf_ + " came";
    for (const std::string& name : strange_) s += (name == *strange_.begin() ? ", but of " : ", ") + name;
    return s;
  }
  const auto list = [&](std::string_view word, auto count) {
    std::string names;
    for (const Asset* a : sorted) {
      const std::int64_t n = count(*a);
      if (n > 0)
        names.append(names.empty() ? " " : ", ").append(name_of(a->symbol)).append(" " + std::to_string(n));
    }
    if (!names.empty()) s.append("; ").append(word).append(names);
  };
  list("never came:", [&](const Asset& a) { return a.price_ts < 0 ? bars_ : 0; });
  list("bars missing:", [](const Asset& a) { return a.price_ts < 0 ? 0 : a.missing; });
  list("late:", [](const Asset& a) { return a.late; });
  list("also on other venues, not counted:",
       [&](const Asset& a) { return static_cast<std::int64_t>(elsewhere_.count(a.symbol)); });
  return s;
}

}  // namespace tu::stages
