// arbscan: what one venue asks and another bids, net of what both charge.
//
// The fresh prices of an asset are looked at together whenever one of them changes: a venue that stands away
// from the middle of the others by more than its own fees there and back, a pair of which one bids more than
// the other asks and both charge, and three markets of one venue that lead back with more than was put in.
// Each is said as signals when it begins to hold, and again while it holds.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "quant/venue_scan.h"
#include "stages/all.h"
#include "stages/arb_costs.h"
#include "stages/arbscan_options.h"
#include "stages/triangles.h"
#include "stages/venue_option.h"
#include "stages/venue_prices.h"

namespace tu::stages {
namespace {

std::string in_bps(double x) {
  return text::of_real(std::round(x * 1e6) / 100) + " bps";
}

class Arbscan final : public Stage {
 public:
  Arbscan(const ArbscanOptions& o, const Ports&)
      : o_(o),
        min_net_(o.min_net.fraction.to_real()),
        full_(o.full.fraction.to_real()),
        costs_(std::move(read_venues(o.venue)).value(), o.venue.has_value(), o.dex, o.gas_fresh.us,
               o.notional),
        deviations_(o.looks_for("deviation")),
        pairs_(o.looks_for("pair")),
        cycles_(o.looks_for("triangle")) {
    for (const char* name : {"_median", "_range_bps", "_deviation_bps"}) keys_.push_back(o.source + name);
    source_pair_ = o.source + "_pair", source_triangle_ = o.source + "_triangle";
  }

  static Status check(const ArbscanOptions& o) { return o.check(); }

  void on(Event& e, Out& out) override {
    if (e.ts >= next_) sample_until(e.ts, out);
    out.pass(e);
    costs_.saw(e.venue);
    if (e.type == Type::metric) return costs_.observe_gas(e);
    const std::size_t before = prices_.all().size();
    const VenuePrice* p = prices_.observe(e);
    if (!p) return;
    if (prices_.all().size() != before) begin(*p);
    if (deviations_ || pairs_) look(*p, out);
    if (cycles_ && p->firm) look_through(*p, out);
  }

  std::string summary() const override {
    std::string s = costs_.summary("arbscan");
    const auto outcomes = std::count_if(prices_.all().begin(), prices_.all().end(),
                                        [](const VenuePrice& p) { return p.outcome; });
    if (outcomes == 0) return s;
    return s + (s.empty() ? "" : "\n") + "arbscan: " + std::to_string(outcomes) +
           " markets are outcomes: of these only pairs of one symbol at two venues are looked for, not what "
           "the outcomes of a market cost together";
  }

 private:
  struct Said {
    int side = 0;  // of the deviation
    TsUs until = 0;
    std::size_t other = 0;  // of the pair: place + 1
    TsUs pair_until = 0;
  };

  void begin(const VenuePrice& p) {
    said_.resize(prices_.all().size());
    if (cycles_) triangles_.add(p);
  }

  // --- one asset across venues ---

  void gather(const VenuePrice& own, TsUs now) {
    prices_.compare(own, now, o_.fresh.us, others_);
    middles_.clear();
    for (const OtherPrice& o : others_) middles_.push_back(o.of->middle() * o.factor);
  }

  void look(const VenuePrice& own, Out& out) {
    gather(own, own.ts);
    if (others_.empty()) return;
    const quant::VenueScan others = quant::scan_venues(middles_);
    const double mine = own.middle();
    // Neither a deviation nor a pair can be worth more than the ends are apart.
    const double low = std::min(mine, others.low), high = std::max(mine, others.high);
    if (high <= low * (1 + min_net_)) {
      said_[own.place].side = 0;
      said_[own.place].other = 0;
      return;
    }
    // The middle of an outcome's wide spread is nobody's price.
    if (deviations_ && !own.outcome) deviation(own, others, out);
    if (pairs_ && own.firm) best_pair(own, out);
  }

  void deviation(const VenuePrice& own, const quant::VenueScan& others, Out& out) {
    Said& said = said_[own.place];
    const double away = own.middle() / others.median - 1;
    const auto cost = others_.size() < 2 ? std::nullopt : costs_.of(own.venue, own.ts, out);
    const double net = cost ? std::fabs(away) - 2 * *cost : -1;
    if (net <= min_net_) {
      said.side = 0;
      return;
    }
    const int side = away < 0 ? 1 : -1;
    if (said.side == side && own.ts < said.until) return;
    said.side = side;
    said.until = own.ts + o_.ttl.us;
    signal(own, side, net, o_.source,
           text::of_real(own.middle()) + " is " + in_bps(std::fabs(away)) + (side > 0 ? " below" : " above") +
               " the median " + text::of_real(others.median) + " of " + std::to_string(others_.size()) +
               " others; " + in_bps(net) + " after fees there and back",
           out);
  }

  // The best other venue to trade against, one way or the other.
  void best_pair(const VenuePrice& own, Out& out) {
    Said& said = said_[own.place];
    const auto cost = costs_.of(own.venue, own.ts, out);
    double best = min_net_;
    const OtherPrice* with = nullptr;
    bool buys = false;  // here
    for (const OtherPrice& o : others_) {
      if (!cost || !o.of->firm) continue;
      const double bought_here = o.of->bid * o.factor / own.ask, sold_here = own.bid / (o.of->ask * o.factor);
      const double gross = std::max(bought_here, sold_here);
      if (gross <= 1 + best) continue;
      const auto other_cost = costs_.of(o.of->venue, own.ts, out);
      if (!other_cost) continue;
      const double net = gross * (1 - *cost) * (1 - *other_cost) - 1;
      if (net <= best) continue;
      best = net, with = &o, buys = bought_here > sold_here;
    }
    if (!with) {
      said.other = 0;
      return;
    }
    const std::size_t other = with->of->place + 1;
    Said& said_there = said_[with->of->place];
    if (said.other == other && own.ts < said.pair_until) return;
    said.other = other;
    said_there.other = own.place + 1;
    said.pair_until = said_there.pair_until = own.ts + o_.ttl.us;
    const VenuePrice &low = buys ? own : *with->of, &high = buys ? *with->of : own;
    const std::string why = "buy " + name(low) + " at " + text::of_real(low.ask) + ", sell " + name(high) +
                            " at " + text::of_real(high.bid) + ": " + in_bps(best) +
                            " after both venues' costs";
    signal(low, 1, best, source_pair_, why, out, own.ts);
    signal(high, -1, best, source_pair_, why, out, own.ts);
  }

  // --- one venue, three markets ---

  void look_through(const VenuePrice& p, Out& out) {
    for (const std::uint32_t i : triangles_.through(p)) {
      Triangles::Way& w = triangles_.way(i);
      const double gross = w.product();
      if (gross <= 1 + min_net_) {
        w.said_until = 0;
        continue;
      }
      if (p.ts < w.said_until || !usable(w, p.ts)) continue;
      const auto cost = costs_.of(p.venue, p.ts, out);
      if (!cost) continue;
      const double kept = 1 - *cost, net = gross * kept * kept * kept - 1;
      if (net <= min_net_) continue;
      w.said_until = p.ts + o_.ttl.us;
      std::string why;
      for (const Triangles::Leg& leg : w.legs) why += std::string(name_of(leg.from())) + " > ";
      why += std::string(name_of(w.legs[0].from())) + ": " + in_bps(net) + " after three fees";
      for (const Triangles::Leg& leg : w.legs)
        signal(*leg.market, leg.buys ? 1 : -1, net, source_triangle_, why, out, p.ts);
    }
  }

  bool usable(const Triangles::Way& w, TsUs now) const {
    return std::all_of(w.legs.begin(), w.legs.end(), [&](const Triangles::Leg& leg) {
      return leg.market->firm && now - leg.market->ts <= o_.fresh.us;
    });
  }

  // --- what is written ---

  static std::string name(const VenuePrice& p) {
    return std::string(name_of(p.venue)) + "/" + std::string(name_of(p.symbol));
  }

  void signal(const VenuePrice& p, int side, double net, const std::string& source, const std::string& why,
              Out& out, TsUs ts = 0) {
    Event& e = out.make(Type::signal, ts ? ts : p.ts, p.venue, p.symbol);
    e.set_text(Field{Type::signal, "source"}, source);
    e.set_text(Field{Type::signal, "side"}, side > 0 ? "buy" : "sell");
    e.set(Field{Type::signal, "confidence"}, std::min(1.0, 0.5 + 0.5 * net / full_));
    e.set_text(Field{Type::signal, "reason"}, out.keep(why));
    e.set_integer(Field{Type::signal, "ttl"}, o_.ttl.us);
    out.pass(e);
  }

  void sample_until(TsUs now, Out& out) {
    const TsUs grid = now / o_.every.us * o_.every.us;
    if (next_ > 0) sample(grid, out);  // of the points that have passed the last: the others say the same
    next_ = grid + o_.every.us;
  }

  void sample(TsUs grid, Out& out) {
    for (const VenuePrice& p : prices_.all()) {
      if (grid - p.ts > o_.fresh.us) continue;
      gather(p, grid);
      if (others_.size() < 2) continue;
      const quant::VenueScan others = quant::scan_venues(middles_);
      metric(p.venue, p.symbol, keys_[2], (p.middle() / others.median - 1) * 1e4, grid, out);
      if (first_of_symbol(p, grid)) {
        middles_.push_back(p.middle());
        const quant::VenueScan all = quant::scan_venues(middles_);
        metric(Atom::none, p.symbol, keys_[0], all.median, grid, out);
        metric(Atom::none, p.symbol, keys_[1], (all.high - all.low) / all.median * 1e4, grid, out);
      }
    }
  }

  // Whether no market of the same name was sampled before it.
  bool first_of_symbol(const VenuePrice& p, TsUs grid) const {
    for (const VenuePrice& q : prices_.all()) {
      if (&q == &p) return true;
      if (q.symbol == p.symbol && grid - q.ts <= o_.fresh.us) return false;
    }
    return true;
  }

  static void metric(Atom venue, Atom symbol, std::string_view key, double x, TsUs grid, Out& out) {
    Event& e = out.make(Type::metric, grid, venue, symbol);
    e.set_text(Field{Type::metric, "name"}, key);
    e.set(Field{Type::metric, "value"}, x);
    out.pass(e);
  }

  // Configured.
  ArbscanOptions o_;
  double min_net_, full_;
  ArbCosts costs_;
  bool deviations_, pairs_, cycles_;
  std::vector<std::string> keys_;
  std::string source_pair_, source_triangle_;
  // State.
  VenuePrices prices_;
  Triangles triangles_;
  std::vector<Said> said_;  // by the market's place
  TsUs next_ = 0;
  std::vector<OtherPrice> others_;  // scratch
  std::vector<double> middles_;
};

}  // namespace

const StageSpec& arbscan() {
  static const StageSpec spec = [] {
    using O = ArbscanOptions;
    StageSpec s = describe<Arbscan, ArbscanOptions>(
        "arbscan", "find prices of one asset that differ by more than it costs to trade them",
        {"quote", "trade", "candle", "book", "metric"}, {"signal", "metric", "alert"},
        {{"--fresh", "DURATION", "prices older than this are not compared", &O::fresh},
         {"--every", "DURATION", "distance of the metrics in the stream's time", &O::every},
         {"--ttl", "DURATION", "how long a signal holds; it is said again while its cause does", &O::ttl},
         {"--min-net", "RATE", "what must be left after all costs", &O::min_net, between(-1, 1)},
         {"--full", "RATE", "what is left at a confidence of 1", &O::full, between(0, 1)},
         {"--look", "LIST", "what is looked for: deviation, pair, triangle, or none", &O::look},
         {"--dex", "LIST", "venues that also charge gas, from metrics named gas_cost", &O::dex},
         {"--gas-fresh", "DURATION", "gas older than this is not known", &O::gas_fresh},
         {"--notional", "AMOUNT", "size of a trade that gas is divided by, in the unit of the gas",
          &O::notional, at_least(0.01)},
         {"--venue", "FILE", "TOML of fees by venue", &O::venue, shared_option()},
         {"--source", "NAME", "source of the signals and what names of metrics begin with", &O::source}});
    s.examples = {{"arbscan --venue examples/venues/fees.toml < examples/data/btc-1m.ndjson | tail -1",
                   "prices of one venue: nothing to compare"}};
    s.see_also = {"book", "feed", "signal-agg"};
    return s;
  }();
  return spec;
}

}  // namespace tu::stages
