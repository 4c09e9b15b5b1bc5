#include "simex/market/seeded.h"

#include <cmath>

#include "base/random.h"

namespace tu::simex {
namespace {

constexpr int levels = 20;                             // a side
constexpr double volatility = 2.8e-5;                  // of a tenth of a second: half of the price in a year
constexpr TsUs first_instant = 1'767'225'600'000'000;  // 2026-01-01

// Draws of one product, each purpose from its own stream.
struct Draw {
  std::uint64_t seed, stream;
  double unit(std::uint64_t n, std::uint64_t purpose) const { return random_unit(seed, stream + purpose, n); }
  double normal(std::uint64_t n, std::uint64_t purpose) const {  // near enough: six uniforms
    double sum = -3;
    for (std::uint64_t i = 0; i < 6; ++i) sum += unit(n * 6 + i, purpose);
    return sum * 1.4142135623730951;
  }
};
Draw draw_of(const SeededProduct& p, std::uint64_t seed) {
  return {seed, stream_of("simex/" + p.product.id)};
}

struct Known {
  const char* base;
  double price;
};
constexpr Known known[] = {{"BTC", 84300}, {"ETH", 2810}, {"SOL", 131}, {"XRP", 2.05},
                           {"DOGE", 0.14}, {"USDT", 1},   {"USDC", 1},  {"EUR", 1.15}};

Decimal power_of_ten(int exponent) {
  Decimal d = Decimal::from_integer(1);
  const Decimal ten = Decimal::from_integer(10);
  for (; exponent > 0; --exponent) d = d * ten;
  for (; exponent < 0; ++exponent) d = d / ten;
  return d;
}

class Seeded : public MarketSource {
 public:
  Seeded(std::vector<SeededProduct> products, std::uint64_t seed, DurUs step) : step_(step) {
    for (SeededProduct& p : products) {
      Walk w{draw_of(p, seed), p.price, 0, 0, {}, {}, std::move(p)};
      w.gap = max(w.p.product.tick, floor_to(*Decimal::from_real(w.p.price * 1e-4), w.p.product.tick));
      walks_.push_back(std::move(w));
    }
  }
  TsUs begin() const override { return first_instant; }
  TsUs upcoming() override { return first_instant + static_cast<TsUs>(n_) * step_; }
  std::int64_t events() const override { return events_; }
  void apply(Exchange& exchange) override {
    for (ProductId id = 0; id < walks_.size(); ++id) move(exchange, id, walks_[id]);
    ++n_;
  }

 private:
  struct Walk {
    Draw draw;
    double mid;
    std::int64_t bid_slot, ask_slot;  // best prices, in gaps
    std::vector<Decimal> bids, asks;  // sizes from the best on, as last told
    SeededProduct p;
    Decimal gap = {};
  };

  void move(Exchange& x, ProductId id, Walk& w) {
    const double scale = std::sqrt(static_cast<double>(step_) / 1e5);
    w.mid *= 1 + volatility * scale * w.draw.normal(n_, 1);
    const double in_gaps = w.mid / w.gap.to_real();
    tell_side(x, id, w, Side::buy, static_cast<std::int64_t>(std::floor(in_gaps)));
    tell_side(x, id, w, Side::sell, static_cast<std::int64_t>(std::floor(in_gaps)) + 1);
    const double luck = w.draw.unit(n_, 2);
    if (luck > 0.4) return;
    const Side aggressor = luck < 0.2 ? Side::buy : Side::sell;
    const Level* best = x.market(id).side(opposite(aggressor)).best();
    if (!best) return;
    const Decimal size = size_of(w, w.draw.unit(n_, 3) * 0.3);
    if (size.sign() > 0) x.print(id, best->price, size, aggressor);
    ++events_;
  }

  // A quantity worth about 20,000 of the quote at 0.5.
  static Decimal size_of(const Walk& w, double unit) {
    return floor_to(*Decimal::from_real(unit * 40'000 / w.p.price), w.p.product.lot);
  }

  // The book stands on a grid of gaps. Prices that the walk left are removed, new ones are added, and a few
  // sizes change.
  void tell_side(Exchange& x, ProductId id, Walk& w, Side side, std::int64_t best) {
    std::int64_t& slot = side == Side::buy ? w.bid_slot : w.ask_slot;
    const std::int64_t away = side == Side::buy ? -1 : 1;
    const bool moved = slot != best;
    if (moved && slot != 0)
      for (std::int64_t i = 0; i < levels; ++i) {
        const std::int64_t at = slot + away * i;
        const std::int64_t depth = (at - best) * away;
        if (depth < 0 || depth >= levels) x.set_level(id, side, price_at(w, at), {});
      }
    for (std::int64_t i = 0; i < levels; ++i) {
      const std::int64_t at = best + away * i;
      const std::int64_t old_depth = slot == 0 ? -1 : (at - slot) * away;
      const bool fresh = old_depth < 0 || old_depth >= levels;
      const std::uint64_t n =
          n_ * 2 * levels + static_cast<std::uint64_t>(i) + (side == Side::buy ? levels : 0);
      if (!fresh && w.draw.unit(n, 4) > 0.1) continue;
      const double depth_factor = 1 + 0.3 * static_cast<double>(i);
      x.set_level(id, side, price_at(w, at),
                  max(size_of(w, w.draw.unit(n, 5) * depth_factor), w.p.product.lot));
      ++events_;
    }
    slot = best;
  }

  static Decimal price_at(const Walk& w, std::int64_t slot) { return Decimal::from_integer(slot) * w.gap; }

  std::vector<Walk> walks_;
  DurUs step_;
  std::uint64_t n_ = 0;
  std::int64_t events_ = 0;
};

}  // namespace

SeededProduct seeded_product(const std::string& symbol) {
  SeededProduct s;
  Product& p = s.product;
  p.id = symbol;
  std::string pair = symbol;
  if (pair.size() > 5 && pair.ends_with("-PERP")) {
    p.perp = true;
    p.max_leverage = Decimal::from_integer(10);
    pair.resize(pair.size() - 5);
  }
  const std::size_t dash = pair.find('-');
  p.base = pair.substr(0, dash);
  p.quote = dash == pair.npos ? "USD" : pair.substr(dash + 1);
  s.price = 10;
  for (const Known& k : known)
    if (p.base == k.base) s.price = k.price;
  for (const Known& k : known)
    if (p.quote == k.base) s.price /= k.price;
  int digits = 0;  // before the point
  for (double x = s.price; x >= 1; x /= 10) ++digits;
  p.tick = digits >= 4 ? power_of_ten(-2) : power_of_ten(digits - 6 < -8 ? -8 : digits - 6);
  p.lot = power_of_ten(p.perp ? -4 : -8);
  p.min_qty = p.lot;
  p.max_qty = Decimal::from_integer(static_cast<std::int64_t>(1e8 / s.price) + 1);
  p.min_value = Decimal::from_integer(1);
  p.max_value = Decimal::from_integer(150'000'000);
  return s;
}

void seed_history(Tape& tape, ProductId id, const SeededProduct& p, std::uint64_t seed, TsUs end) {
  constexpr int minutes = 400;
  const Draw draw = draw_of(p, seed);
  auto price = [&](double x) {
    return max(floor_to(*Decimal::from_real(x), p.product.tick), p.product.tick);
  };
  std::vector<double> path(minutes * 4 + 1);
  path[minutes * 4] = p.price;
  for (int i = minutes * 4; i-- > 0;)  // backwards from where the walk begins
    path[static_cast<std::size_t>(i)] = path[static_cast<std::size_t>(i) + 1] *
                                        (1 + volatility * 12 * draw.normal(static_cast<std::uint64_t>(i), 6));
  const TsUs last = end - end % us_per_min - us_per_min;
  for (int i = 0; i < minutes; ++i) {
    Candle c;
    c.start = last - (minutes - 1 - i) * us_per_min;
    const double* x = &path[static_cast<std::size_t>(i) * 4];
    c.open = price(x[0]), c.close = price(x[4]);
    c.high = c.low = c.open;
    for (int k = 1; k <= 4; ++k) c.high = max(c.high, price(x[k])), c.low = min(c.low, price(x[k]));
    c.volume = floor_to(*Decimal::from_real(draw.unit(static_cast<std::uint64_t>(i), 7) * 2e6 / p.price),
                        p.product.lot);
    c.value = c.volume * c.close;
    c.trades = 240;
    tape.add_history(id, c);
  }
}

std::unique_ptr<MarketSource> seeded_market(std::vector<SeededProduct> products, std::uint64_t seed,
                                            DurUs step) {
  return std::make_unique<Seeded>(std::move(products), seed, step);
}

}  // namespace tu::simex
