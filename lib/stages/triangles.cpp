#include "stages/triangles.h"

namespace tu::stages {

namespace {

Atom other_end(const VenuePrice& m, Atom currency) {
  return m.base == currency ? m.quote : m.base;
}

Triangles::Leg leg_from(const VenuePrice& m, Atom currency) {
  return {&m, m.quote == currency};
}

}  // namespace

const std::vector<std::uint32_t>& Triangles::through(const VenuePrice& m) const {
  static const std::vector<std::uint32_t> none;
  return m.place < through_.size() ? through_[m.place] : none;
}

void Triangles::add(const VenuePrice& m) {
  if (m.perp || m.base == m.quote) return;
  // quote -> base over m, base -> x over one market, x -> quote over another.
  for (const VenuePrice* second : markets_) {
    if (second->venue != m.venue || !joins(*second, m.base)) continue;
    const Atom x = other_end(*second, m.base);
    if (x == m.quote) continue;
    for (const VenuePrice* third : markets_)
      if (third->venue == m.venue && joins(*third, x) && other_end(*third, x) == m.quote)
        add_ways(m, *second, *third, m.quote);
  }
  markets_.push_back(&m);
}

void Triangles::add_ways(const VenuePrice& a, const VenuePrice& b, const VenuePrice& c, Atom start) {
  const auto add = [&](const VenuePrice& first, const VenuePrice& second, const VenuePrice& third) {
    Way w;
    Atom at = start;
    std::size_t i = 0;
    for (const VenuePrice* m : {&first, &second, &third}) {
      w.legs[i++] = leg_from(*m, at);
      at = other_end(*m, at);
    }
    const auto number = static_cast<std::uint32_t>(ways_.size());
    ways_.push_back(w);
    for (const VenuePrice* m : {&a, &b, &c}) {
      if (m->place >= through_.size()) through_.resize(m->place + 1);
      through_[m->place].push_back(number);
    }
  };
  add(a, b, c);
  add(c, b, a);
}

}  // namespace tu::stages
