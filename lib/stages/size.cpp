// size: turn a proposal into a quantity and a style, as it passes.
//
// Opening proposals get qty, kind, limit, tif, post_only and expires, in steps of the instrument, and notes
// of the inputs and of the cap that bound. Proposals that reduce or close keep their own quantity. What
// cannot be sized passes with the note size_refused and without qty; risk-gate refuses it by that name. A
// computed double becomes money here only.
#include <algorithm>
#include <map>

#include "quant/risk_scaling.h"
#include "stages/all.h"
#include "stages/basis.h"
#include "stages/divergence_limits.h"
#include "stages/funnel.h"
#include "stages/order_style.h"
#include "stages/size_divergence.h"
#include "stages/size_options.h"
#include "stages/sizing.h"
#include "stages/target.h"
#include "stages/venue_option.h"

namespace tu::stages {
namespace {

using Options = SizeOptions;

class Size final : public Stage {
 public:
  Size(const Options& o, const Ports& ports)
      : o_(o), account_(ports.account), style_({o.style, o.offset.fraction, o.expires.us}) {
    venues_ = std::move(read_venues(o.venue)).value();
    if (o.method == "dolphin") divergence_.emplace(o.market, params_of(o));
    for (const std::string& t : o.tiers) tiers_.push_back(*parse_rate(t));
  }
  static Status check(const Options& o) {
    for (const std::string& t : o.tiers)
      if (const auto r = parse_rate(t); !r || r->negative())
        return fail(Exit::usage, "--tiers: \"" + t + "\" is not a rate such as 5%");
    if (o.tiers.empty()) return fail(Exit::usage, "--tiers is empty: expected rates such as 5%,3%,1%");
    if (auto v = read_venues(o.venue); !v) return v.error();
    return check_divergence(o.threshold, o.extreme, o.long_threshold, o.long_extreme);
  }

  void on(Event& e, Out& out) override {
    marks_.observe(e);
    if (divergence_) divergence_->observe(e);
    switch (e.type) {
      case Type::candle: {
        if (const auto v = e.number("volatility_20")) volatility_[{e.venue, e.symbol}] = *v;
        break;
      }
      case Type::quote:
        style_.observe(e);
        break;
      case Type::instrument:
        venues_.observe(e);
        break;
      case Type::universe: {
        constexpr Field tier{Type::universe, "tier"}, member{Type::universe, "member"};
        tier_[e.symbol] = e.flag(member) ? e.integer(tier) : 0;
        break;
      }
      case Type::proposal:
        return on_proposal(e, out);
      default:
        break;
    }
    out.pass(e);
  }

  std::string summary() const override {
    return "size: " + sized_.line("sized") + ", " + refused_.line("not sized");
  }

 private:
  static constexpr Field intent_of{Type::proposal, "intent"}, strategy_of{Type::proposal, "strategy"},
      side_of{Type::proposal, "side"}, qty_of{Type::proposal, "qty"}, kind_of{Type::proposal, "kind"},
      reduce_only_of{Type::proposal, "reduce_only"}, fraction_of{Type::proposal, "fraction"},
      notional_of{Type::proposal, "notional"};

  static quant::DivergenceParams params_of(const Options& o) {
    quant::DivergenceParams p;
    p.bucket_min_trades = o.bucket_trades;
    p.threshold = o.threshold, p.extreme = o.extreme;
    p.long_threshold = o.long_threshold, p.long_extreme = o.long_extreme;
    return p;
  }

  void on_proposal(Event& e, Out& out) {
    const account::Account* a = nullptr;
    if (account_) {
      auto view = account_->view(e.ts);
      if (!view) return out.stop(view.error());
      a = *view;
    }
    const std::string_view intent = e.text(intent_of);
    if (intent == "target") return on_target(e, a, out);
    if (e.flag(reduce_only_of) || intent == "close" || intent == "reduce") {
      keep_quantity(e, a, out);
    } else if (!e.has(qty_of)) {
      size_opening(e, a, out);
    } else {
      style_.apply(e, venues_, marks_, out);
    }
    out.pass(e);
  }

  // Leaving: the quantity that was asked for, else all that the strategy holds; at the market unless it says
  // else.
  void keep_quantity(Event& e, const account::Account* a, Out& out) {
    if (!e.has(qty_of) && a && e.text(intent_of) == "close")
      if (const auto* p = a->position(intern(e.text(strategy_of)), e.venue, e.symbol))
        out.fill_in(e, qty_of, p->qty.abs());
    if (!e.has(qty_of)) return refuse(e, "nothing_held", out);
    if (!e.has(kind_of)) out.fill_in_text(e, kind_of, "market");
    sized_.count("reducing");
  }

  void refuse(Event& e, std::string_view why, Out& out) {
    refused_.count(why), out.note(e, "size_refused", why);
  }

  bool prepare(const Event& e, const account::Account* a, Basis& b, std::string_view& why) const {
    const BasisRules rules{o_.currency, o_.equity.value_or(Decimal::from_integer(10'000))};
    return make_basis(e, a, venues_, marks_, rules, b, why);
  }

  void size_opening(Event& e, const account::Account* a, Out& out) {
    Basis b;
    std::string_view why;
    if (!prepare(e, a, b, why)) return refuse(e, why, out);
    const auto qty = quantity(e, a, b, out);
    if (!qty) return;
    out.fill_in(e, qty_of, *qty);
    style_.apply(e, venues_, marks_, out);
    sized_.count(o_.method);
  }

  // The quantity in steps of the instrument, or a refusal.
  std::optional<Decimal> quantity(Event& e, const account::Account* a, const Basis& b, Out& out) {
    const auto fraction = wanted_fraction(e, a, out);
    if (!fraction) return std::nullopt;
    std::string_view bound = "fraction";
    Decimal notional = e.has(notional_of) ? e.decimal(notional_of) : b.equity * *fraction / b.rate;
    if (e.has(notional_of)) bound = "notional";
    const auto limit = [&](Decimal x, std::string_view name) {
      if (x < notional) notional = x, bound = name;
    };
    limit(b.equity * o_.cap.fraction / b.rate, "cap");
    if (o_.max_notional) limit(*o_.max_notional, "max_notional");
    if (b.has_cash) limit(max(b.free, Decimal{}) / b.cost_of_one(), "cash");
    const Decimal qty = trunc_to(notional / (b.price * b.instrument.multiplier), b.lot());
    out.note(e, "size_method", std::string_view(o_.method));
    out.note(e, "size_equity", b.equity.to_real());
    out.note(e, "size_fraction", fraction->to_real());
    out.note(e, "size_cap", bound);
    if (qty.sign() > 0) return qty;
    refuse(e, bound == "cash" ? "cash" : "below_lot", out);
    return std::nullopt;
  }

  // A fraction of the equity; nothing when the method refuses.
  std::optional<Decimal> wanted_fraction(Event& e, const account::Account* a, Out& out) {
    const account::StrategyState* s = a ? a->strategy(intern(e.text(strategy_of))) : nullptr;
    std::optional<double> x;
    if (e.has(fraction_of))
      x = e.real(fraction_of);
    else if (o_.method == "kelly")
      x = by_kelly(e, s, out);
    else if (o_.method == "volatility")
      x = by_volatility(e, out);
    else if (o_.method == "tiers")
      x = by_tier(e);
    else if (divergence_)
      x = by_divergence(e, s, out);
    else
      x = o_.fraction.fraction.to_real();
    const auto fraction = x ? Decimal::from_real(*x) : std::nullopt;
    if (!fraction || !o_.streak || !s) return fraction;
    return *fraction * Decimal::from_real(quant::streak_multiplier(s->streak)).value_or(Decimal{});
  }

  std::optional<double> by_kelly(Event& e, const account::StrategyState* s, Out& out) {
    const double cold = o_.cold.fraction.to_real();
    const KellyInputs k = s ? kelly_inputs(s->trips) : KellyInputs{};
    out.note(e, "size_trips", static_cast<std::int64_t>(k.trips));
    if (k.cold) return cold;
    out.note(e, "size_p", k.win_prob);
    out.note(e, "size_win", k.avg_win);
    out.note(e, "size_loss", k.avg_loss);
    out.note(e, "size_kelly", k.full);
    if (k.full > 0) return o_.kelly_part * std::min(k.full, 1.0);
    // No edge in its own record. One small probe now and then, so that a strategy that has found its feet is
    // seen.
    TsUs& last = probes_[intern(e.text(strategy_of))];
    last = std::max(last, s->last_exit);
    if (e.ts - last < o_.probe.us) {
      refuse(e, "kelly", out);
      return std::nullopt;
    }
    last = e.ts;
    out.note_flag(e, "size_probe", true);
    return cold;
  }

  std::optional<double> by_volatility(Event& e, Out& out) {
    const auto it = volatility_.find({e.venue, e.symbol});
    if (it == volatility_.end() || it->second <= 0) {
      refuse(e, "no_volatility", out);
      return std::nullopt;
    }
    out.note(e, "size_volatility", it->second);
    return o_.vol_target / it->second;
  }

  std::optional<double> by_divergence(Event& e, const account::StrategyState* s, Out& out) {
    std::string_view why;
    const double x = divergence_->fraction(e, s, out, why);
    if (x > 0) return x;
    refuse(e, why, out);
    return std::nullopt;
  }

  // Without a tier the smallest size counts: nothing says that the symbol deserves more.
  std::optional<double> by_tier(const Event& e) const {
    const auto it = tier_.find(e.symbol);
    const std::size_t n = tiers_.size();
    const std::size_t i = it == tier_.end() || it->second < 1 ? n : static_cast<std::size_t>(it->second);
    return tiers_[std::min(i, n) - 1].to_real();
  }

  // --- target: the wanted signed position becomes the difference to what is held and under way ---

  void on_target(Event& e, const account::Account* a, Out& out) {
    out.pass(e);
    Basis b;
    std::string_view why;
    if (!prepare(e, a, b, why)) return refuse(e, why, out);
    const bool buy = e.text(side_of) == "buy";
    Decimal wanted = e.decimal(qty_of);
    if (!e.has(qty_of)) {
      const auto qty = quantity(e, a, b, out);
      if (!qty) return;
      wanted = buy ? *qty : -*qty;
    }
    Decimal held, under_way;
    const Atom strategy = intern(e.text(strategy_of));
    if (a) {
      if (const auto* p = a->position(strategy, e.venue, e.symbol)) held = p->qty;
      for (const account::OrderState* o : a->ordered_orders())
        if (o->strategy == strategy && o->venue == e.venue && o->symbol == e.symbol && o->kind != "stop")
          under_way += o->buy ? o->left() : -o->left();
    }
    const Step step = step_to(wanted, held, under_way, b.lot(), o_.band.fraction);
    if (step.qty.is_zero()) return sized_.count("within the band");
    Event& d = copy_with_step(e, step, out);
    style_.apply(d, venues_, marks_, out);
    sized_.count("target");
    out.pass(d);
  }

  // Configured.
  Options o_;
  AccountPort* account_;
  std::vector<Decimal> tiers_;
  // State.
  account::Venues venues_;
  account::Marks marks_;
  std::map<std::pair<Atom, Atom>, double> volatility_;
  OrderStyle style_;
  std::map<Atom, std::int64_t> tier_;
  std::optional<DivergenceSizer> divergence_;
  std::map<Atom, TsUs> probes_;  // last one, or last exit, by strategy
  Funnel sized_, refused_;
};

}  // namespace

const StageSpec& size() {
  static const StageSpec spec = [] {
    StageSpec s = describe<Size, Options>(
        "size", "turn proposals into quantities",
        {"proposal", "candle", "quote", "trade", "universe", "instrument", "eigen", "factor", "envelope",
         "posture", "metric"},
        {"proposal.qty", "proposal.kind", "proposal.limit", "proposal.size_cap"}, size_rows());
    s.reads_account = true;
    s.examples = {{"size --method fixed --fraction 2% < examples/data/btc-1m.ndjson",
                   "two percent of the equity a trade"}};
    s.see_also = {"signal-agg", "risk-gate"};
    return s;
  }();
  return spec;
}

}  // namespace tu::stages
