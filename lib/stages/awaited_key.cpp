#include "stages/awaited_key.h"

#include "stages/timeframe.h"

namespace tu::stages {

AwaitedKey::AwaitedKey(std::string key, std::string tf, int window, Kind kind)
    : key_(std::move(key)),
      tf_(std::move(tf)),
      window_(window),
      kind_(kind),
      length_(time_length(tf_).value_or(0)) {}

void AwaitedKey::observe(const Event& e) {
  constexpr Field tf{Type::candle, "tf"}, start{Type::candle, "start"};
  const std::string_view of = e.text(tf);
  if (of != tf_ && came_) return;
  Market& m = markets_[{e.venue, e.symbol}];
  if (of == tf_) {
    came_ = true;
    const auto x = kind_ == Kind::number ? e.number(key_) : std::nullopt;
    if (x) m.number = *x;
    m.known |= x || (kind_ == Kind::word && e.word(key_));
    m.without += !m.known;
  } else {
    if (m.other_tf.empty()) m.other_tf = of;
    if (m.other_tf == of) m.meanwhile += e.ts - e.integer(start);
  }
}

const AwaitedKey::Market* AwaitedKey::find(Atom venue, Atom symbol) const {
  const auto it = markets_.find({venue, symbol});
  return it == markets_.end() ? nullptr : &it->second;
}

std::optional<double> AwaitedKey::number(Atom venue, Atom symbol) const {
  const Market* m = find(venue, symbol);
  return m && m->known ? std::optional(m->number) : std::nullopt;
}

bool AwaitedKey::known(Atom venue, Atom symbol) const {
  const Market* m = find(venue, symbol);
  return m && m->known;
}

std::optional<AwaitedKey::Overdue> AwaitedKey::overdue(Atom venue, Atom symbol) const {
  const Market* m = find(venue, symbol);
  if (!m || m->known) return std::nullopt;
  if (m->without > window_)
    return Overdue{"none of " + std::to_string(m->without) + " candles of " + tf_ + " had " + key_, true};
  if (!came_ && length_ > 0 && m->meanwhile > window_ * length_)
    return Overdue{"no candle of " + tf_ + " came within " + duration_text(m->meanwhile), false};
  return std::nullopt;
}

}  // namespace tu::stages
