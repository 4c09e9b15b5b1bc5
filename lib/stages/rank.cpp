// rank: which asset of a basket has lately answered a push best. At each closed bar of the basket the assets
// that pass all gates leave as `rank` events, best first, or one that says none, with what dropped the
// others.
//
// Without a book nothing is known of depth: then the score stays as it is and the gate of depth passes, and
// the last line on standard error says so.
#include <algorithm>
#include <array>

#include "quant/impulse_lanes.h"
#include "stages/all.h"
#include "stages/basket.h"
#include "stages/json_text.h"

namespace tu::stages {
namespace {

using quant::Inverse;

struct Options : BasketOptions {
  int window = 50;
  std::string direction = "short";
  std::string inverse = "drop";
  std::string returns = "relative";
  int top = 1;
  double noise = 500, alignment = 0.45, gate_alignment = 0.20, min_depth = 0.20;
  int latency = 20;
};

// Reasons to be left out, in the order in which they are looked at.
constexpr std::array<std::string_view, 7> reasons{"history",   "noise",     "latency", "gate_alignment",
                                                  "alignment", "direction", "depth"};

using Counts = std::array<std::int64_t, reasons.size()>;

class Rank final : public Stage {
 public:
  Rank(const Options& o, const Ports&)
      : o_(o), basket_(o), impulses_(static_cast<std::size_t>(o.window), o.returns != "raw") {
    params_.irp_window = o.window;
    params_.irp_noise = o.noise;
    params_.irp_latency = o.latency;
    params_.irp_gate_alignment = o.gate_alignment;
    params_.irp_alignment = o.alignment;
    params_.ob_min_depth = o.min_depth;
    inverse_ = o.inverse == "ignore" ? Inverse::ignore : o.inverse == "take" ? Inverse::take : Inverse::drop;
  }
  static Status check(const Options& o) { return check_basket(o); }

  void on(Event& e, Out& out) override {
    if (const Basket::Bar* bar = basket_.closes_before(e)) close(*bar, e.ts, out);
    out.pass(e);
    basket_.take(e);
    if (e.type == Type::candle) learn_depth(e, e.number("book_depth_quality"));
    if (e.type == Type::metric) {
      constexpr Field name{Type::metric, "name"}, value{Type::metric, "value"};
      if (e.text(name) == "book_depth_quality") learn_depth(e, e.real(value));
    }
  }

  void instant_end(TsUs ts, Out& out) override {
    if (const Basket::Bar* bar = basket_.closes_at(ts)) close(*bar, std::max(ts, bar->ts), out);
  }

  std::string summary() const override {
    std::string s = "rank: " + basket_.told() + "; chosen " + std::to_string(chosen_) + ", none " +
                    std::to_string(none_) + dropped_text();
    return depth_.empty() ? s + "; depth of books not known: not judged" : s;
  }

 private:
  struct Candidate {
    std::size_t asset;
    quant::RankVerdict verdict;
  };

  void learn_depth(const Event& e, std::optional<double> depth) {
    if (depth) depth_[e.symbol] = *depth;
  }

  void close(const Basket::Bar& bar, TsUs now, Out& out) {
    impulses_.grow(bar.prices.size());
    for (std::size_t i = 0; i < bar.prices.size(); ++i)
      if (quant::known(bar.prices[i])) impulses_.add(i, bar.prices[i], bar.takes_part[i]);
    impulses_.look();
    if (o_.direction != "long") rank(bar, -1, now, out);
    if (o_.direction != "short") rank(bar, +1, now, out);
  }

  double depth_of(std::size_t asset) const {
    const auto at = depth_.find(basket_.assets()[asset].symbol);
    return at == depth_.end() ? quant::absent : at->second;
  }

  void rank(const Basket::Bar& bar, int direction, TsUs now, Out& out) {
    std::vector<Candidate> passing;
    std::optional<Candidate> missed;  // the best of the dropped
    Counts dropped{};
    const auto drop = [&](std::size_t reason, const Candidate& c) {
      ++dropped[reason];
      if (!missed || missed->verdict.profile.ars < c.verdict.profile.ars) missed = c;
    };
    for (std::size_t i = 0; i < bar.prices.size(); ++i) {
      if (!bar.takes_part[i]) continue;
      if (!quant::known(bar.prices[i]) || !impulses_.full(i)) {
        ++dropped[0];
        continue;
      }
      const double depth = depth_of(i);
      const quant::RankVerdict v = quant::rank_verdict(impulses_.of(i), depth, direction, inverse_, params_);
      const quant::PickGate pick = quant::pick_gate(v, depth, direction, inverse_, params_);
      if (v.gate != quant::RankGate::passed)
        drop(static_cast<std::size_t>(v.gate), {i, v});
      else if (pick != quant::PickGate::passed)
        drop(3 + static_cast<std::size_t>(pick), {i, v});
      else
        passing.push_back({i, v});
    }
    std::stable_sort(passing.begin(), passing.end(), [](const Candidate& a, const Candidate& b) {
      return a.verdict.profile.ars > b.verdict.profile.ars;
    });
    for (std::size_t r = 0; r < reasons.size(); ++r) dropped_[r] += dropped[r];
    ++(passing.empty() ? none_ : chosen_);
    tell(passing, missed ? &*missed : nullptr, dropped, direction, now, out);
  }

  // When none passes, the best of those that were dropped is named, with the action none; without any there
  // is nothing to tell.
  void tell(const std::vector<Candidate>& passing, const Candidate* missed, const Counts& dropped,
            int direction, TsUs now, Out& out) {
    constexpr Field score{Type::rank, "score"}, action{Type::rank, "action"},
        position{Type::rank, "position"};
    if (passing.empty() && !missed) return;
    const std::size_t told = std::clamp<std::size_t>(passing.size(), 1, static_cast<std::size_t>(o_.top));
    for (std::size_t k = 0; k < told; ++k) {
      const bool none = passing.empty();
      const Candidate& c = none ? *missed : passing[k];
      const Basket::Asset& asset = basket_.assets()[c.asset];
      const quant::ImpulseProfile& p = c.verdict.profile;
      Event& e = out.make(Type::rank, now, asset.venue, asset.symbol);
      e.set(score, p.ars);
      e.set_text(action, none ? "none" : c.verdict.direction > 0 ? "long" : "short");
      e.set_integer(position, none ? 0 : static_cast<std::int64_t>(k + 1));
      out.note(e, "for", direction > 0 ? std::string_view("long") : std::string_view("short"));
      out.note(e, "alignment", p.alignment);
      out.note(e, "efficiency", p.efficiency);
      out.note(e, "noise", p.noise);
      out.note(e, "latency", static_cast<std::int64_t>(p.latency));
      if (const double d = depth_of(c.asset); quant::known(d)) out.note(e, "depth", d);
      if (k == 0) {
        out.note(e, "passing", static_cast<std::int64_t>(passing.size()));
        out.note_json(e, "dropped", out.keep(json_of(dropped)));
      }
      out.pass(e);
    }
  }

  static std::string json_of(const Counts& dropped) {
    JsonText j;
    j.open('{');
    for (std::size_t r = 0; r < reasons.size(); ++r)
      if (dropped[r] > 0) j.key(reasons[r]).integer(dropped[r]);
    return j.close('}').text();
  }
  std::string dropped_text() const {
    std::string s;
    for (std::size_t r = 0; r < reasons.size(); ++r) {
      if (dropped_[r] == 0) continue;
      s.append(s.empty() ? "; dropped by " : ", ")
          .append(reasons[r])
          .append(" " + std::to_string(dropped_[r]));
    }
    return s;
  }

  // Configured.
  Options o_;
  quant::DivergenceParams params_;
  Inverse inverse_ = Inverse::drop;
  // State.
  Basket basket_;
  quant::ImpulseBasket impulses_;
  std::map<Atom, double> depth_;  // by symbol; looked up only
  Counts dropped_{};
  std::int64_t chosen_ = 0, none_ = 0;
};

}  // namespace

const StageSpec& rank() {
  static const StageSpec spec = [] {
    std::vector<Row<Options>> rows = basket_rows<Options>();
    rows.insert(
        rows.end(),
        {{"--window", "BARS", "prices that a profile looks at", &Options::window, between(2, 100000)},
         {"--direction", "WAY", "for whom it ranks", &Options::direction, one_of({"short", "long", "both"})},
         {"--inverse", "WHAT", "what becomes of an asset that answers better the other way",
          &Options::inverse, one_of({"drop", "ignore", "take"})},
         {"--returns", "FORM", "steps as shares of the window's first price, or as prices are",
          &Options::returns, one_of({"relative", "raw"})},
         {"--top", "N", "write so many that pass", &Options::top, between(1, 10000)},
         {"--alignment", "SHARE", "least share of steps in favour", &Options::alignment, between(0, 1)},
         {"--gate-alignment", "SHARE", "the same, looked at before the ranking", &Options::gate_alignment,
          between(0, 1)},
         {"--noise", "X", "most variance of the steps", &Options::noise, at_least(0)},
         {"--latency", "STEPS", "most steps until a tenth of the furthest run", &Options::latency,
          at_least(0)},
         {"--min-depth", "X", "least quality of a book that is known", &Options::min_depth, at_least(0)}});
    StageSpec s = describe<Rank, Options>("rank", "rank the assets of a basket by their impulse response",
                                          {"candle", "universe", "metric"}, {"rank"}, std::move(rows));
    s.warm_bars = [](const void* o) { return static_cast<const Options*>(o)->window; };
    s.examples = {
        {"feed examples/data/binance-perp-1m-2025-05/*.gz --to 2025-05-05 | rank --direction both | grep "
         "'\"rank\"' | "
         "tail -2",
         "the best short and the best long of four perpetuals"}};
    s.see_also = {"eigen", "divergence", "signal-agg"};
    return s;
  }();
  return spec;
}

}  // namespace tu::stages
