#include "study/perturb.h"

#include "base/random.h"

namespace tu::study {
namespace {

bool is_market(Type t) {
  switch (t) {
    case Type::trade:
    case Type::quote:
    case Type::book:
    case Type::candle:
    case Type::funding:
    case Type::metric:
    case Type::signal:
    case Type::score:
    case Type::fair:
    case Type::trigger:
    case Type::rank:
    case Type::eigen:
      return true;
    default:
      return false;
  }
}

}  // namespace

// Every positive number of the event is scaled by one factor, so that a high stays above its low; sizes and
// volumes by another. Rates and metric values, which may be negative, move too.
void Perturbed::change(Event& e) {
  const double price = 0.8 + 0.4 * random_unit(seed_, 1, count_);
  const double amount = 0.5 + random_unit(seed_, 2, count_);
  const auto fields = spec_of(e.type).fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!(e.present >> i & 1) || fields[i].kind != Kind::real) continue;
    if (fields[i].check == Check::unit_interval)
      e.slots[i].real = 1 - e.slots[i].real;
    else
      e.slots[i].real *= fields[i].check == Check::positive ? price : amount;
  }
  e.raw = {};
}

bool Perturbed::next(Event*& e, Arena& arena) {
  while (inner_.next(e, arena)) {
    if (e->has_ts && e->ts > cut_ && is_market(e->type)) {
      if (future_ == Future::absent) continue;
      ++count_;
      change(*e);
    }
    return true;
  }
  return false;
}

}  // namespace tu::study
