#include "stages/exit_calls.h"

#include "base/text.h"
#include "quant/circuit_breaker.h"

namespace tu::stages {

namespace {

constexpr DurUs rank_age = us_per_hour;  // an older ranking says nothing about today's chances

}  // namespace

void ExitCalls::observe(const Event& e) {
  constexpr Field kind{Type::halt, "kind"}, word{Type::posture, "posture"}, boost{Type::factor, "boost"};
  constexpr Field side{Type::signal, "side"}, confidence{Type::signal, "confidence"},
      source{Type::signal, "source"};
  constexpr Field score{Type::rank, "score"}, action{Type::rank, "action"};
  switch (e.type) {
    case Type::halt:
      flat_ |= e.text(kind) == "flat";
      break;
    case Type::posture:
      posture_ = e.text(word);
      break;
    case Type::factor:
      // Within a day: what a new day begins with has fallen from nothing.
      if (day_start(e.ts) == day_start(boosted_) && quant::boost_collapsed(boost_, e.real(boost)))
        collapsed_ = e.ts;
      boost_ = e.real(boost), boosted_ = e.ts;
      break;
    case Type::signal: {
      if (!o_.signal || e.real(confidence) < o_.signal_min - 1e-9) break;
      const int way = e.text(side) == "buy" ? +1 : e.text(side) == "sell" ? -1 : 0;
      if (way != 0) signals_[{e.venue, e.symbol}] = {way, std::string(e.text(source))};
      break;
    }
    case Type::rank:
      if (e.text(action) != "none")
        (e.text(action) == "short" ? short_ : long_)[name_of(e.symbol)] = {e.real(score), e.ts};
      break;
    case Type::metric:
      on_metric(e);
      break;
    case Type::eigen:
      if (constexpr Field vel_div{Type::eigen, "vel_div"}; o_.turn && e.has(vel_div))
        on_divergence(e.real(vel_div));
      break;
    default:
      break;
  }
}

void ExitCalls::on_metric(const Event& e) {
  constexpr Field name{Type::metric, "name"}, value{Type::metric, "value"};
  const std::string_view n = e.text(name);
  if (!n.starts_with("book_")) return;
  const Figure f{e.real(value), e.ts};
  if (n == "book_imbalance_ma") books_[{e.venue, e.symbol}].lean = f;
  if (n == "book_withdrawal") books_[{e.venue, e.symbol}].withdrawal = f;
  if (n == "book_cascades") cascades_ = f;
  if (n == "book_regime") regime_ = f;
}

void ExitCalls::on_divergence(double vel_div) {
  up_ = quant::at_least(vel_div, *o_.turn) ? up_ + 1 : 0;
  down_ = quant::at_most(vel_div, -*o_.turn) ? down_ + 1 : 0;
}

void ExitCalls::heard(Atom venue, Atom symbol) {
  signals_.erase({venue, symbol});
  signals_.erase({Atom::none, symbol});
}

// What a book does not say, or said too long ago, changes nothing.
quant::BookState ExitCalls::book_of(const account::Position& p, TsUs now) const {
  quant::BookState b;
  const auto it = books_.find({p.venue, p.symbol});
  if (it != books_.end()) {
    b.lean = p.qty.sign() * fresh(it->second.lean, now);
    b.withdrawal = fresh(it->second.withdrawal, now);
  }
  b.cascade = static_cast<int>(fresh(cascades_, now));
  const double regime = fresh(regime_, now);
  b.regime = regime > 0.5 ? 1 : regime < -0.5 ? -1 : 0;
  return b;
}

// The best candidate of the position's side whose score lies so far above its own; "" for none.
std::string ExitCalls::better_than(const account::Position& p, TsUs now) const {
  const auto& scores = p.qty.negative() ? short_ : long_;
  const auto own = scores.find(name_of(p.symbol));
  if (own == scores.end() || now - own->second.at > rank_age) return {};
  std::string best;
  double highest = own->second.value + *o_.opportunity;
  for (const auto& [symbol, figure] : scores) {
    if (now - figure.at > rank_age || figure.value < highest || symbol == own->first) continue;
    if (!best.empty() && figure.value == highest) continue;
    highest = figure.value;
    best = std::string(symbol) + " scores " + text::of_real(figure.value) + ", this " +
           text::of_real(own->second.value);
  }
  return best;
}

Calls ExitCalls::of(const account::Position& p, const account::Account& a, TsUs now, bool losing) const {
  Calls c;
  for (const account::Halt& h : a.halts())
    if (h.kind == "flat") c.halt = "halted flat: " + h.reason;
  if (flat_ && c.halt.empty()) c.halt = "a halt in the stream asks to be flat";
  c.hibernate = !posture_.empty() && quant::posture_named(posture_) == quant::Posture::hibernate;
  c.acb = o_.acb && collapsed_ >= p.opened;
  for (const Atom venue : {p.venue, Atom::none}) {
    const auto s = signals_.find({venue, p.symbol});
    if (s != signals_.end() && s->second.first == -p.qty.sign()) c.opposite = s->second.second;
  }
  c.turned = o_.turn && (p.qty.negative() ? up_ : down_) >= o_.turn_bars;
  if (o_.opportunity && losing) c.better = better_than(p, now);
  c.book = book_of(p, now);
  return c;
}

}  // namespace tu::stages
