// Follow: what is held at the venue, read now and then, and what of it can be judged.
#include <algorithm>
#include <utility>

#include "live/follow.h"

namespace tu::live {

void Follow::read_holdings() {
  if (reading_) tell_holdings(true);
  if (!std::exchange(reads_, true)) {
    asked_at_ = net::monotonic_us();
    ask_holdings();
  }
  holdings_timer_.after(options_.compare_every, [this] { read_holdings(); });
}

// Each attempt that is out is asked for after the reading: then what it had filled by then is told.
void Follow::held(VenueHoldings h) {
  reads_ = false;
  const bool good = h.why.empty();
  reading_ = std::make_shared<VenueHoldings>(std::move(h));
  read_at_ = net::monotonic_us();
  if (!good) return tell_holdings(true);
  look_at_all();
  tell_holdings(false);
}

// What a reading holds of an execution so shortly before it is by chance: the venue counts it here, and there
// a moment later.
DurUs Follow::quiet() const {
  return std::min(options_.compare_every / 4, 2 * us_per_s);
}

// `late`: it waits no longer, and what is not proved is named. So is what was executed from shortly before
// the question on; the next reading comes soon then, or a strategy that trades often would never be looked
// at.
void Follow::tell_holdings(bool late) {
  std::set<std::string> unsure;
  for (const auto& [id, a] : attempts_)
    if (a.stage != Stage::waiting && a.proved < read_at_) unsure.insert(a.order.symbol);
  if (!unsure.empty() && !late) return;
  bool traded = false;
  for (const auto& [symbol, at] : last_fill_) {
    if (at < asked_at_ - quiet()) continue;
    unsure.insert(symbol);
    traded = true;
  }
  if (traded) holdings_timer_.after(quiet(), [this] { read_holdings(); });
  reading_->unsure = std::move(unsure);
  VenueReport r;
  r.kind = VenueReport::Kind::holdings;
  r.holdings = std::move(reading_);
  reading_ = nullptr;
  tell_(std::move(r));
}

}  // namespace tu::live
