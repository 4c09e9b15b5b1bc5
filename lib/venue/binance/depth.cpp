#include "venue/binance/depth.h"

#include "wire/json_scan.h"

namespace tu::venue::binance {

namespace {
constexpr std::size_t held_max =
    8 * 1024 * 1024;  // bytes; then the oldest go, and the snapshot must be newer
}

void Depth::restart() {
  state_ = State::idle;
  held_.clear();
  held_bytes_ = 0;
}

Depth::Fit Depth::fit(const Difference& d) const {
  if (kind_ == Kind::spot) {
    if (d.last <= last_) return Fit::old;
    if (state_ == State::joining) return d.first <= last_ + 1 ? Fit::next : Fit::gap;
    return d.first == last_ + 1 ? Fit::next : Fit::gap;
  }
  if (state_ == State::joining) {
    if (d.last < last_) return Fit::old;
    return d.first <= last_ && d.last >= last_ ? Fit::next : Fit::gap;
  }
  if (d.last <= last_) return Fit::old;  // doubled or late
  return d.before == last_ ? Fit::next : Fit::gap;
}

void Depth::hold(const Difference& d) {
  held_.push_back({d.ts, d.first, d.last, d.before, std::string(d.bids), std::string(d.asks)});
  held_bytes_ += d.bids.size() + d.asks.size();
  while (held_bytes_ > held_max) {
    held_bytes_ -= held_.front().bids.size() + held_.front().asks.size();
    held_.pop_front();
  }
}

void Depth::broken(const std::string& reason, MarketSink& sink) {
  held_.clear();
  held_bytes_ = 0;
  state_ = State::wanting;
  sink.broken(market_.symbol, reason);
}

void Depth::add(const Difference& d, MarketSink& sink) {
  if (known()) {
    switch (fit(d)) {
      case Fit::old:
        return;
      case Fit::next:
        out(d, sink);
        return;
      case Fit::gap:
        broken("update " + std::to_string(d.first) + " after " + std::to_string(last_), sink);
        break;
    }
  }
  if (state_ == State::idle) state_ = State::wanting;
  hold(d);
}

bool Depth::out(const Difference& d, MarketSink& sink) {
  if (!levels(d.bids, d.asks, sink)) return false;
  state_ = State::known;
  last_ = d.last;
  if (!levels_.empty()) levels_.make(sink, market_, d.ts, false, d.last);
  return true;
}

bool Depth::levels(std::string_view bids, std::string_view asks, MarketSink& sink) {
  levels_.clear();
  bool whole = true;
  for (const bool bid : {true, false})
    wire::json_each(bid ? bids : asks, [&](std::string_view row) {
      std::string_view pair[2];
      int n = 0;
      wire::json_each(row, [&](std::string_view item) {
        if (n < 2) pair[n++] = item;
      });
      const std::optional<double> price = price_of(pair[0]), size = size_of(pair[1]);
      const bool usable = n == 2 && price && size;
      whole = whole && usable && levels_.add(bid, *price, contract_ > 0 ? *size * contract_ / *price : *size);
    });
  if (!whole) {
    sink.unusable(std::string(name_of(market_.symbol)) + ": a level of the book is not usable");
    broken("a level of the book is not usable", sink);
  }
  return whole;
}

void Depth::snapshot(TsUs ts, std::int64_t id, std::string_view bids, std::string_view asks,
                     MarketSink& sink) {
  // Older than everything that waits: the differences between are not there.
  if (!held_.empty() && id + (kind_ == Kind::spot ? 1 : 0) < held_.front().first) {
    state_ = State::wanting;
    return;
  }
  if (!levels(bids, asks, sink)) return;
  last_ = id;
  state_ = State::joining;
  levels_.make(sink, market_, ts, true, id);
  std::deque<Held> held = std::move(held_);
  held_.clear();
  held_bytes_ = 0;
  for (const Held& h : held) add({h.ts, h.first, h.last, h.before, h.bids, h.asks}, sink);
}

}  // namespace tu::venue::binance
