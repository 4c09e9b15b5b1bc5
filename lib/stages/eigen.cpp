// eigen: how strongly a basket moves as one. At each closed bar of the basket, an `eigen` event with the
// largest eigenvalue of the correlations of its returns over each window, its velocity, their divergence and
// instability.
//
// --precision computes the same in many bits beside it, through a port that only the tool eigen has, and
// tells the difference; --verify does so from scratch in doubles.
#include <algorithm>
#include <cmath>
#include <memory>

#include "base/text.h"
#include "quant/rolling_coherence.h"
#include "stages/all.h"
#include "stages/basket.h"
#include "stages/coherence_port.h"

namespace tu::stages {
namespace {

constexpr int plain_bits = 53;

struct Options : BasketOptions {
  std::vector<int> windows = {50, 150, 300, 750};
  bool wait = false;
  int instability = 2;
  int precision = plain_bits;
  int verify = 0;
};

// The largest difference between two ways to compute.
struct Gap {
  double largest = 0;
  std::int64_t compared = 0;
  void add(double a, double b) {
    if (!quant::known(a) || !quant::known(b)) return;
    ++compared;
    largest = std::max(largest, std::fabs(a - b));
  }
  std::string text() const {
    return std::to_string(compared) + " figures, furthest " + text::of_real(largest);
  }
};

class Eigen : public Stage {
 public:
  Eigen(const Options& o, CoherencePort* precise)
      : o_(o), basket_(waiting(o)), figures_(o.windows, o.wait), precise_(precise) {
    for (const int w : o.windows) {
      const std::string n = std::to_string(w);
      keys_.push_back({"lambda_" + n, "velocity_" + n, "instability_" + n});
    }
    gap_key_ = "gap_" + std::to_string(o.precision);
    if (o.precision == plain_bits) precise_ = nullptr;
    if (precise_) precise_->start(o.precision, o.windows);
  }

  static Status check(const Options& o) {
    if (o.windows.empty())
      return fail(Exit::usage, "--windows is empty, expected a list such as 50,150,300,750");
    for (const int w : o.windows)
      if (w < 2 || w > 100000)
        return fail(Exit::usage, "--windows has " + std::to_string(w) + ", expected bars from 2 to 100000");
    for (std::size_t i = 1; i < o.windows.size(); ++i)
      if (o.windows[i] <= o.windows[i - 1])
        return fail(Exit::usage, "--windows has " + std::to_string(o.windows[i]) + " after " +
                                     std::to_string(o.windows[i - 1]) + ", expected ever longer windows");
    return check_basket(o);
  }

  void session(const Event&, Out& out) override { has_precise(out); }

  void on(Event& e, Out& out) override {
    if (const Basket::Bar* bar = basket_.closes_before(e)) close(*bar, e.ts, out);
    out.pass(e);
    basket_.take(e);
  }

  void instant_end(TsUs ts, Out& out) override {
    if (const Basket::Bar* bar = basket_.closes_at(ts)) close(*bar, std::max(ts, bar->ts), out);
  }

  std::string summary() const override {
    std::string s = "eigen: " + basket_.told();
    const auto effort = figures_.effort();
    if (effort.unproved > 0) s += "; eigenvalues not proved: " + std::to_string(effort.unproved);
    if (o_.verify > 0) s += "\neigen: from scratch: " + scratch_.text();
    if (o_.precision != plain_bits)
      s += "\neigen: in " + std::to_string(o_.precision) + " bits: lambda " + lambda_gap_.text() +
           "; vel_div " + divergence_gap_.text();
    return s;
  }

 private:
  struct Keys {
    std::string lambda, velocity, instability;
  };

  // An asset that is waited for is never given up.
  static BasketOptions waiting(const Options& o) {
    BasketOptions b = o;
    if (o.wait) b.lost = 0;
    return b;
  }

  bool has_precise(Out& out) {
    if (o_.precision == plain_bits || precise_) return true;
    out.stop(fail(Exit::usage, "--precision " + std::to_string(o_.precision) +
                                   " is computed by the tool eigen alone: run it as a process"));
    return false;
  }

  void close(const Basket::Bar& bar, TsUs now, Out& out) {
    if (!has_precise(out)) return;
    while (figures_.assets() < basket_.assets().size()) figures_.add_asset();
    for (const auto& [asset, price] : bar.late) {
      figures_.correct(asset, price);
      if (precise_) precise_->correct(asset, price);
    }
    figures_.add(bar.prices, bar.takes_part);
    double gap = quant::absent;
    if (precise_) gap = compare(bar);
    if (o_.verify > 0 && figures_.bars() % o_.verify == 0)
      for (std::size_t w = 0; w < keys_.size(); ++w)
        if (quant::known(figures_.of(w).lambda))
          scratch_.add(figures_.of(w).lambda, figures_.lambda_from_scratch(w));
    if (quant::known(figures_.of(0).lambda)) out.pass(event(bar, now, gap, out));
  }

  Event& event(const Basket::Bar& bar, TsUs now, double gap, Out& out) {
    constexpr Field tf{Type::eigen, "tf"}, members{Type::eigen, "members"}, missing{Type::eigen, "missing"},
        vel_div{Type::eigen, "vel_div"}, asof{Type::eigen, "asof"};
    Event& e = out.make(Type::eigen, now);
    e.set_text(tf, o_.on);
    e.set_integer(members, bar.members);
    if (bar.missing > 0) e.set_integer(missing, bar.missing);
    if (const double d = figures_.divergence(); quant::known(d)) e.set(vel_div, d);
    if (now != bar.ts) e.set_integer(asof, bar.ts);
    const auto note = [&](const std::string& key, double x) {
      if (quant::known(x)) out.note(e, key, x);
    };
    for (std::size_t w = 0; w < keys_.size(); ++w) note(keys_[w].lambda, figures_.of(w).lambda);
    for (std::size_t w = 0; w < keys_.size(); ++w) note(keys_[w].velocity, figures_.of(w).velocity);
    const std::size_t told = std::min(keys_.size(), static_cast<std::size_t>(o_.instability));
    for (std::size_t w = 0; w < told; ++w) note(keys_[w].instability, figures_.of(w).instability);
    note(gap_key_, gap);
    return e;
  }

  // The furthest of this bar's eigenvalues from those in many bits.
  double compare(const Basket::Bar& bar) {
    precise_->add(bar.prices);
    Gap here;
    std::vector<double> velocity(keys_.size(), quant::absent);
    for (std::size_t w = 0; w < keys_.size(); ++w) {
      const auto& f = figures_.of(w);
      if (!quant::known(f.lambda)) continue;
      const CoherencePort::Figures exact =
          precise_->of(static_cast<std::size_t>(o_.windows[w]), figures_.counted(w));
      here.add(f.lambda, exact.lambda);
      lambda_gap_.add(f.lambda, exact.lambda);
      velocity[w] = exact.velocity;
    }
    divergence_gap_.add(figures_.divergence(), velocity.front() - velocity.back());
    return here.compared > 0 ? here.largest : quant::absent;
  }

  // Configured.
  Options o_;
  std::vector<Keys> keys_;
  std::string gap_key_;
  // State.
  Basket basket_;
  quant::RollingCoherence figures_;
  CoherencePort* precise_;
  Gap scratch_, lambda_gap_, divergence_gap_;
};

// As describe() makes it; eigen_with() hands it its port.
struct Plain final : Eigen {
  Plain(const Options& o, const Ports&) : Eigen(o, nullptr) {}
};

}  // namespace

StageSpec eigen_with(CoherencePort* port) {
  std::vector<Row<Options>> rows = basket_rows<Options>();
  rows.insert(
      rows.end(),
      {{"--windows", "LIST", "lengths of the windows in bars, ever longer", &Options::windows},
       {"--complete", "", "no figures until every symbol of the basket has a price in the whole window",
        &Options::wait},
       {"--instability", "N", "write the instability of so many windows, the shortest first",
        &Options::instability, between(0, 1000)},
       {"--precision", "BITS", "compute in so many bits beside, and tell the difference", &Options::precision,
        between(53, 4096)},
       {"--verify", "BARS", "compute from scratch beside, every so many bars; 0: never", &Options::verify,
        at_least(0)}});
  StageSpec s = describe<Plain, Options>("eigen", "measure how strongly a basket moves as one",
                                         {"candle", "universe"}, {"eigen"}, std::move(rows));
  s.warm_bars = [](const void* o) { return 2 + static_cast<const Options*>(o)->windows.back(); };
  s.examples = {
      {"feed examples/data/binance-perp-1m-2025-05/*.gz --to 2025-05-05 | eigen | grep '\"eigen\"' | tail "
       "-1",
       "the coherence of four perpetuals at the end of a day"}};
  s.see_also = {"rank", "divergence", "signal-agg"};
  s.make = [port](const void* given, const Ports&) -> Result<std::unique_ptr<Stage>> {
    const Options& o = *static_cast<const Options*>(given);
    if (Status st = Eigen::check(o); !st) return st.error();
    return std::unique_ptr<Stage>(std::make_unique<Eigen>(o, port));
  };
  return s;
}

const StageSpec& eigen() {
  static const StageSpec spec = eigen_with(nullptr);
  return spec;
}

}  // namespace tu::stages
