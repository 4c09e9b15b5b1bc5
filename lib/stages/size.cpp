// size: turn a proposal into a quantity and a style, as it passes.
//
// Opening proposals get qty, kind, limit, tif, post_only and expires, in steps of the instrument, and notes
// of the inputs and of the cap that bound. Proposals that reduce or close keep their own quantity. What
// cannot be sized passes with the note size_refused and without qty; risk-gate refuses it by that name. A
// computed double becomes money here only.
#include "stages/all.h"
#include "stages/basis.h"
#include "stages/divergence_limits.h"
#include "stages/funnel.h"
#include "stages/never_read.h"
#include "stages/order_style.h"
#include "stages/own_account.h"
#include "stages/size_options.h"
#include "stages/sizing.h"
#include "stages/target.h"
#include "stages/timeframe.h"
#include "stages/trade_costs.h"
#include "stages/venue_option.h"

namespace tu::stages {
namespace {

using Options = SizeOptions;

class Size final : public Stage {
 public:
  Size(const Options& o, const Ports& ports)
      : o_(o), account_(ports.account), style_({o.style, o.offset.fraction, o.expires.us}), sizing_(o) {
    venues_ = std::move(read_venues(o.venue)).value();
  }
  static Status check(const Options& o) {
    for (const std::string& t : o.tiers)
      if (const auto r = parse_rate(t); !r || r->negative())
        return fail(Exit::usage, "--tiers: \"" + t + "\" is not a rate such as 5%");
    if (o.tiers.size() != 3)
      return fail(Exit::usage, "--tiers has " + std::to_string(o.tiers.size()) +
                                   (o.tiers.size() == 1 ? " rate" : " rates") +
                                   ", expected three, of tiers 1, 2 and 3, such as 5%,3%,1%");
    if (o.vol_key.empty())
      return fail(Exit::usage, "--vol-key is empty, expected a key such as volatility_20");
    if (!o.vol_tf.empty())
      if (auto t = parse_timeframe(o.vol_tf); !t) return t.error();
    if (o.rest_above && o.style == "taker")
      return fail(Exit::usage, "--rest-above with --style taker, expected --style maker or maker-then-taker");
    if (auto v = read_venues(o.venue); !v) return v.error();
    return check_divergence(o.threshold, o.extreme, o.long_threshold, o.long_extreme);
  }

  void on(Event& e, Out& out) override {
    marks_.observe(e);
    const bool decides = e.type == Type::proposal || e.type == Type::posture || e.type == Type::factor ||
                         e.type == Type::envelope;
    if (decides && of_another_account(e, account_)) return out.pass(e);
    sizing_.observe(e);
    if (o_.cost_cap || o_.rest_above) costs_.observe(e);
    if (e.type == Type::quote) style_.observe(e);
    if (e.type == Type::instrument) venues_.observe(e);
    if (e.type == Type::proposal) return on_proposal(e, out);
    out.pass(e);
  }

  std::string summary() const override {
    NeverRead never;
    never.add(!sizing_.awaits_market(), "metric " + o_.market);
    return "size: " + sized_.line("sized") + ", " + refused_.line("not sized") + never.text();
  }

 private:
  static constexpr Field intent_of{Type::proposal, "intent"}, strategy_of{Type::proposal, "strategy"},
      side_of{Type::proposal, "side"}, qty_of{Type::proposal, "qty"}, kind_of{Type::proposal, "kind"},
      reduce_only_of{Type::proposal, "reduce_only"}, notional_of{Type::proposal, "notional"};

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
      place(e, a, out);
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
    refused_.count(why.substr(0, why.find(':')));  // what to do about it follows behind
    out.note(e, "size_refused", why);
  }

  bool prepare(const Event& e, const account::Account* a, Basis& b, std::string_view& why) const {
    const BasisRules rules{o_.currency, o_.equity.value_or(Decimal::from_integer(10'000))};
    return make_basis(e, a, venues_, marks_, rules, b, why);
  }

  void size_opening(Event& e, const account::Account* a, Out& out) {
    if (const std::string bar = sizing_.barred(e.symbol, e.ts); !bar.empty())
      return refuse(e, out.keep(bar), out);
    Basis b;
    std::string_view why;
    if (!prepare(e, a, b, why)) return refuse(e, why, out);
    const auto qty = quantity(e, a, b, out);
    if (!qty) return;
    out.fill_in(e, qty_of, *qty);
    place(e, a, out);
    sized_.count(o_.method);
  }

  // The quantity in steps of the instrument, or a refusal.
  std::optional<Decimal> quantity(Event& e, const account::Account* a, const Basis& b, Out& out) {
    std::string_view why = "no_fraction";
    const account::StrategyState* s = a ? a->strategy(intern(e.text(strategy_of))) : nullptr;
    const auto fraction = sizing_.fraction(e, s, out, why);
    if (!fraction) return refuse(e, why, out), std::nullopt;
    std::string_view bound = "fraction";
    Decimal notional = e.has(notional_of) ? e.decimal(notional_of) : b.equity * *fraction / b.rate;
    if (e.has(notional_of)) bound = "notional";
    const auto limit = [&](Decimal x, std::string_view name) {
      if (x < notional) notional = x, bound = name;
    };
    limit(b.equity * o_.cap.fraction / b.rate, "cap");
    if (o_.max_notional) limit(*o_.max_notional, "max_notional");
    if (o_.cost_cap) {
      const auto cost = costs_.of(e, a, venues_);
      if (!cost) return refuse(e, "no_fees", out), std::nullopt;
      note_bps(e, "size_half_spread_bps", cost->half_spread, out);
      note_bps(e, "size_cost_bps", cost->round_trip(), out);
      if (cost->round_trip().sign() > 0)
        limit(b.equity * o_.cost_cap->fraction / cost->round_trip() / b.rate, "cost");
    }
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

  static void note_bps(Event& e, std::string_view key, Decimal rate, Out& out) {
    if (!e.number(key)) out.note(e, key, (rate * Decimal::from_integer(10'000)).to_real());
  }

  // As --style says; but at once where waiting at one's own side of the book would save too little.
  void place(Event& e, const account::Account* a, Out& out) {
    bool take = o_.style == "taker";
    const auto cost = o_.rest_above && !take && !e.has(kind_of) ? costs_.of(e, a, venues_) : std::nullopt;
    if (cost) {
      take = cost->rest_saves() <= o_.rest_above->fraction;
      note_bps(e, "size_half_spread_bps", cost->half_spread, out);
      note_bps(e, "size_rest_saves_bps", cost->rest_saves(), out);
      if (take) out.note(e, "size_style", std::string_view("taker"));
    }
    style_.apply(e, take, venues_, marks_, out);
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
    if (const std::string bar = sizing_.barred(e.symbol, e.ts);
        !bar.empty() && !step.reducing && !step.qty.is_zero() && !e.has(qty_of))
      return refuse(e, out.keep(bar), out);
    out.note(e, "size_step", step.qty.is_zero() ? "none" : step.intent);  // for the gate: it was heard
    if (step.qty.is_zero()) return sized_.count("within the band");
    Event& d = copy_with_step(e, step, out);
    place(d, a, out);
    sized_.count("target");
    out.pass(d);
  }

  // Configured.
  Options o_;
  AccountPort* account_;
  OrderStyle style_;
  // State.
  account::Venues venues_;
  account::Marks marks_;
  Sizing sizing_;
  TradeCosts costs_;
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
