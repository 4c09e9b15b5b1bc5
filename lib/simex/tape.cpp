#include "simex/tape.h"

#include <algorithm>

namespace tu::simex {
namespace {

void extend(Candle& c, const Candle& by) {
  if (c.open.is_zero()) c.open = c.high = c.low = by.open;
  c.high = max(c.high, by.high);
  c.low = min(c.low, by.low);
  c.close = by.close;
  c.volume += by.volume;
  c.value += by.value;
  c.trades += by.trades;
}

TsUs floor_time(TsUs t, DurUs width) {
  return t - t % width;
}

}  // namespace

Decimal Day::change_percent(Decimal last) const {
  if (open.is_zero()) return {};
  const Decimal hundred = Decimal::from_integer(100);
  return trunc_to((last - open) * hundred / open, *Decimal::parse("0.00000001"));
}

Tape::Reel& Tape::reel(ProductId product) {
  if (product >= reels_.size()) reels_.resize(product + 1);
  return reels_[product];
}

void Tape::print(const Print& p) {
  Reel& r = reel(p.product);
  r.trades.push_back(p);
  if (r.trades.size() > trades_kept) r.trades.pop_front();
  const TsUs start = floor_time(p.at, us_per_min);
  if (r.minutes.empty() || r.minutes.back().start < start) {
    r.minutes.push_back({start, {}, {}, {}, {}, {}, {}, 0});
    if (r.minutes.size() > candles_kept) r.minutes.pop_front();
  }
  extend(r.minutes.back(), {start, p.price, p.price, p.price, p.price, p.qty, p.price * p.qty, 1});
}

void Tape::add_history(ProductId product, const Candle& minute) {
  reel(product).minutes.push_back(minute);
}

const std::deque<Print>& Tape::trades(ProductId product) const {
  static const std::deque<Print> none;
  return product < reels_.size() ? reels_[product].trades : none;
}

std::vector<Candle> Tape::candles(ProductId product, DurUs width, TsUs from, TsUs to,
                                  std::size_t most) const {
  std::vector<Candle> all;
  if (product >= reels_.size()) return all;
  for (const Candle& minute : reels_[product].minutes) {
    const TsUs start = floor_time(minute.start, width);
    if (start < from || start > to) continue;
    if (all.empty() || all.back().start != start) all.push_back({start, {}, {}, {}, {}, {}, {}, 0});
    extend(all.back(), minute);
  }
  if (all.size() > most) all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(most));
  return all;
}

Day Tape::day(ProductId product, TsUs now) const {
  Day d;
  if (product >= reels_.size()) return d;
  for (const Candle& c : reels_[product].minutes) {
    if (c.start <= now - us_per_day) continue;
    if (d.open.is_zero()) d.open = c.open, d.high = c.high, d.low = c.low;
    d.high = max(d.high, c.high);
    d.low = min(d.low, c.low);
    d.volume += c.volume;
    d.value += c.value;
  }
  return d;
}

}  // namespace tu::simex
