// size: turn a proposal into a quantity and a style, as it passes.
//
// Opening proposals get qty, kind, limit, tif, post_only and expires, in steps of the instrument, and notes of the inputs
// and of the cap that bound. Proposals that reduce or close keep their own quantity. What cannot be sized passes with
// the note size_refused and without qty; risk-gate refuses it by that name. A computed double becomes money here only.
#include <algorithm>
#include <map>

#include "account/account.h"
#include "account/marks.h"
#include "account/valuation.h"
#include "quant/risk_scaling.h"
#include "stages/all.h"
#include "stages/funnel.h"
#include "stages/sizing.h"
#include "stages/venue_option.h"

namespace tu::stages {
namespace {

constexpr Rate percent(int n) { return Rate{Decimal::from_raw(static_cast<Decimal::Raw>(n) * 10'000'000'000'000'000)}; }

struct Options {
  std::string method = "fixed";
  Rate fraction = percent(5);
  Rate cap = percent(20);
  Rate cold{Decimal::from_raw(static_cast<Decimal::Raw>(5'000'000'000'000'000))};  // 0.5%
  double kelly_part = 0.25;
  Duration probe{7 * us_per_day};
  double vol_target = 0.15;
  std::vector<std::string> tiers = {"5%", "3%", "1%"};
  bool streak = false;
  std::optional<Decimal> max_notional;
  std::string style = "taker";
  Rate offset;
  Duration expires{5 * us_per_min};
  Rate band = percent(1);
  std::optional<Decimal> equity;
  std::string currency;
  std::optional<File> venue;
};

const Decimal one = Decimal::from_integer(1);
const Decimal market_headroom = Decimal::from_integer(102) / Decimal::from_integer(100);  // the usual price collar

struct Quote { double bid = 0, ask = 0; TsUs ts = 0; };

// What one proposal is sized with.
struct Basis {
  Decimal price;     // in quote
  Decimal equity;    // in the base currency
  Decimal rate;      // of the quote currency in the base currency
  Decimal free;      // cash that is free, in quote
  bool has_cash = false;
  account::Instrument instrument;
  Decimal taker;
};

class Size final : public Stage {
 public:
  Size(const Options& o, const Ports& ports) : o_(o), account_(ports.account) {
    venues_ = std::move(read_venues(o.venue)).value();
    for (const std::string& t : o.tiers) tiers_.push_back(*parse_rate(t));
  }
  static Status check(const Options& o) {
    for (const std::string& t : o.tiers)
      if (const auto r = parse_rate(t); !r || r->negative())
        return fail(Exit::usage, "--tiers: \"" + t + "\" is not a rate such as 5%");
    if (o.tiers.empty()) return fail(Exit::usage, "--tiers is empty: expected rates such as 5%,3%,1%");
    if (auto v = read_venues(o.venue); !v) return v.error();
    return {};
  }

  void on(Event& e, Out& out) override {
    marks_.observe(e);
    switch (e.type) {
      case Type::candle: {
        if (const auto v = e.number("volatility_20")) volatility_[{e.venue, e.symbol}] = *v;
        break;
      }
      case Type::quote: {
        constexpr Field bid{Type::quote, "bid"}, ask{Type::quote, "ask"};
        quotes_[{e.venue, e.symbol}] = {e.real(bid), e.real(ask), e.ts};
        break;
      }
      case Type::instrument: venues_.observe(e); break;
      case Type::universe: {
        constexpr Field tier{Type::universe, "tier"}, member{Type::universe, "member"};
        tier_[e.symbol] = e.flag(member) ? e.integer(tier) : 0;
        break;
      }
      case Type::proposal: return on_proposal(e, out);
      default: break;
    }
    out.pass(e);
  }

  std::string summary() const override { return "size: " + sized_.line("sized") + ", " + refused_.line("not sized"); }

 private:
  static constexpr Field intent_of{Type::proposal, "intent"}, strategy_of{Type::proposal, "strategy"},
      side_of{Type::proposal, "side"}, qty_of{Type::proposal, "qty"}, kind_of{Type::proposal, "kind"},
      limit_of{Type::proposal, "limit"}, tif_of{Type::proposal, "tif"}, post_only_of{Type::proposal, "post_only"},
      reduce_only_of{Type::proposal, "reduce_only"}, expires_of{Type::proposal, "expires"},
      fraction_of{Type::proposal, "fraction"}, notional_of{Type::proposal, "notional"},
      priced_on_of{Type::proposal, "priced_on"}, id_of{Type::proposal, "id"};

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
      set_style(e, out);
    }
    out.pass(e);
  }

  // Leaving: the quantity that was asked for, else all that the strategy holds; at the market unless it says else.
  void keep_quantity(Event& e, const account::Account* a, Out& out) {
    if (!e.has(qty_of) && a && e.text(intent_of) == "close")
      if (const auto* p = a->position(intern(e.text(strategy_of)), e.venue, e.symbol)) out.fill_in(e, qty_of, p->qty.abs());
    if (!e.has(qty_of)) return refuse(e, "nothing_held", out);
    if (!e.has(kind_of)) out.fill_in_text(e, kind_of, "market");
    sized_.count("reducing");
  }

  void refuse(Event& e, std::string_view why, Out& out) {
    refused_.count(why);
    out.note(e, "size_refused", why);
  }

  bool prepare(Event& e, const account::Account* a, Basis& b, std::string_view& why) {
    const account::Instrument* known = venues_.instrument(e.venue, e.symbol);
    const auto by_name = known ? std::optional(*known) : account::instrument_from_symbol(name_of(e.symbol));
    if (!by_name) return why = "unknown_instrument", false;
    b.instrument = *by_name;
    const account::Mark* mark = marks_.find(e.venue, e.symbol);
    const auto price = Decimal::from_real(mark ? mark->price : e.real(priced_on_of));
    if (!price || price->sign() <= 0) return why = "no_price", false;
    b.price = *price;
    const Atom quote = b.instrument.market == account::Market::perp ? b.instrument.settle : b.instrument.quote;
    const Atom base = a ? account::base_currency(*a, o_.currency) : o_.currency.empty() ? quote : intern(o_.currency);
    const auto rate = marks_.rate(quote, base, e.ts);
    const auto exact = rate ? Decimal::from_real(*rate) : std::nullopt;
    if (!exact || exact->sign() <= 0) return why = "no_rate", false;
    b.rate = *exact;
    if (a) {
      account::ValuationRules rules;
      rules.currency = base;
      b.equity = account::value(*a, venues_, marks_, e.ts, rules).equity;
      b.free = a->free_cash(quote);
      b.has_cash = true;
      if (const auto fees = venues_.fees(e.venue, e.ts, a->volume_since(e.ts - 30 * us_per_day, e.venue))) b.taker = fees->taker;
    } else {
      b.equity = o_.equity.value_or(Decimal::from_integer(10'000));
    }
    if (b.equity.sign() <= 0) return why = "no_equity", false;
    return true;
  }

  void size_opening(Event& e, const account::Account* a, Out& out) {
    Basis b;
    std::string_view why;
    if (!prepare(e, a, b, why)) return refuse(e, why, out);
    const auto qty = quantity(e, a, b, out);
    if (!qty) return;
    out.fill_in(e, qty_of, *qty);
    set_style(e, out);
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
    if (b.has_cash) limit(max(b.free, Decimal{}) / cost_of_one(b), "cash");
    const Decimal qty = trunc_to(notional / (b.price * b.instrument.multiplier), lot_of(b.instrument));
    out.note(e, "size_method", std::string_view(o_.method));
    out.note(e, "size_equity", b.equity.to_real());
    out.note(e, "size_fraction", fraction->to_real());
    out.note(e, "size_cap", bound);
    if (qty.sign() > 0) return qty;
    refuse(e, bound == "cash" ? "cash" : "below_lot", out);
    return std::nullopt;
  }

  // What a unit of notional takes from the free cash at worst.
  static Decimal cost_of_one(const Basis& b) {
    if (b.instrument.market == account::Market::perp) return market_headroom * (b.instrument.margin_rate() + b.taker);
    return market_headroom * (one + b.taker);
  }
  static Decimal lot_of(const account::Instrument& i) {
    return i.lot.is_zero() ? Decimal::from_raw(static_cast<Decimal::Raw>(10'000'000'000)) : i.lot;  // 1e-8
  }

  // A fraction of the equity; nothing when the method refuses.
  std::optional<Decimal> wanted_fraction(Event& e, const account::Account* a, Out& out) {
    const account::StrategyState* s = a ? a->strategy(intern(e.text(strategy_of))) : nullptr;
    std::optional<double> x = o_.fraction.fraction.to_real();
    if (e.has(fraction_of)) x = e.real(fraction_of);
    else if (o_.method == "kelly") x = by_kelly(e, s, out);
    else if (o_.method == "volatility") x = by_volatility(e, out);
    else if (o_.method == "tiers") x = by_tier(e);
    if (!x) return std::nullopt;
    if (o_.streak && s) *x *= quant::streak_multiplier(s->streak);
    return Decimal::from_real(*x);
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
    // No edge in its own record. One small probe now and then, so that a strategy that has found its feet is seen.
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

  // Without a tier the smallest size counts: nothing says that the symbol deserves more.
  std::optional<double> by_tier(const Event& e) const {
    const auto it = tier_.find(e.symbol);
    const std::size_t n = tiers_.size();
    const std::size_t i = it == tier_.end() || it->second < 1 ? n : static_cast<std::size_t>(it->second);
    return tiers_[std::min(i, n) - 1].to_real();
  }

  // --- style ---

  void set_style(Event& e, Out& out) {
    if (e.has(kind_of)) return;
    if (o_.style == "taker") {
      out.fill_in_text(e, kind_of, "market");
      return;
    }
    const bool buy = e.text(side_of) == "buy";
    const auto limit = maker_limit(e, buy);
    if (!limit) {
      out.fill_in_text(e, kind_of, "market");
      return;
    }
    out.fill_in_text(e, kind_of, "limit");
    out.fill_in(e, limit_of, *limit);
    const bool timed = o_.expires.us > 0 || e.has(expires_of);
    out.fill_in_text(e, tif_of, timed ? "GTD" : "GTC");
    out.fill_in_flag(e, post_only_of, true);
    if (timed) out.fill_in_integer(e, expires_of, e.ts + o_.expires.us);
    if (o_.style == "maker-then-taker") out.note(e, "size_style", std::string_view(o_.style));
  }

  // Its own side of the book where a quote is fresh, else the mark, less the offset; to the tick away from profit.
  std::optional<Decimal> maker_limit(const Event& e, bool buy) const {
    const auto q = quotes_.find({e.venue, e.symbol});
    const account::Mark* mark = marks_.find(e.venue, e.symbol);
    double price = mark ? mark->price : e.real(priced_on_of);
    if (q != quotes_.end() && e.ts - q->second.ts <= us_per_min) price = buy ? q->second.bid : q->second.ask;
    const auto exact = Decimal::from_real(price);
    if (!exact || exact->sign() <= 0) return std::nullopt;
    const Decimal wanted = *exact * (buy ? one - o_.offset.fraction : one + o_.offset.fraction);
    const account::Instrument* i = venues_.instrument(e.venue, e.symbol);
    const Decimal tick = i ? i->tick : Decimal{};
    const Decimal limit = buy ? ceil_to(wanted, tick) : floor_to(wanted, tick);
    return limit.sign() > 0 ? std::optional(limit) : std::nullopt;
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
    const Decimal difference = wanted - held - under_way;
    const Decimal step = trunc_to(difference.abs(), lot_of(b.instrument));
    if (step.is_zero() || difference.abs() <= wanted.abs() * o_.band.fraction) return sized_.count("within the band");
    emit_difference(e, held, difference.sign(), step, out);
  }

  // Through flat in two steps: first what is held is closed, the next decision opens the other side.
  void emit_difference(const Event& e, Decimal held, int way, Decimal step, Out& out) {
    Event& d = out.make(Type::proposal, e.ts, e.venue, e.symbol);
    for (std::size_t i = 0; i < spec_of(Type::proposal).fields.size(); ++i) d.slots[i] = e.slots[i];
    d.present = e.present;
    const bool reducing = held.sign() != 0 && held.sign() != way;
    const Decimal qty = reducing ? min(step, held.abs()) : step;
    d.set_text(id_of, out.keep(std::string(e.text(id_of)) + "/step"));
    d.set_text(intent_of, reducing ? (qty == held.abs() ? "close" : "reduce") : held.is_zero() ? "open" : "add");
    d.set_text(side_of, way > 0 ? "buy" : "sell");
    d.set(qty_of, qty);
    if (reducing) d.set_flag(reduce_only_of, true);
    set_style(d, out);
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
  std::map<std::pair<Atom, Atom>, Quote> quotes_;
  std::map<Atom, std::int64_t> tier_;
  std::map<Atom, TsUs> probes_;  // last one, or last exit, by strategy
  Funnel sized_, refused_;
};

}  // namespace

const StageSpec& size() {
  static const StageSpec spec = [] {
    StageSpec s = describe<Size, Options>(
        "size", "turn proposals into quantities", {"proposal", "candle", "quote", "trade", "universe", "instrument"},
        {"proposal.qty", "proposal.kind", "proposal.limit", "proposal.size_cap"},
        {{"--method", "METHOD", "how the size is found", &Options::method,
          one_of({"fixed", "kelly", "volatility", "tiers"})},
         {"--fraction", "RATE", "part of the equity for a trade", &Options::fraction, between(0, 1)},
         {"--cap", "RATE", "never more than this part of the equity", &Options::cap, between(0, 1)},
         {"--cold", "RATE", "part of the equity while the strategy has closed too few trades", &Options::cold,
          between(0, 1)},
         {"--kelly-part", "X", "part of Kelly's fraction that is used", &Options::kelly_part, between(0, 1)},
         {"--probe", "DURATION", "one cold trade in this time where Kelly's fraction is not above 0", &Options::probe},
         {"--vol-target", "X", "annual volatility that a position may bring", &Options::vol_target, at_least(0)},
         {"--tiers", "LIST", "parts of the equity for universe tiers 1, 2 and 3", &Options::tiers},
         {"--streak", "", "scale by the strategy's winning or losing streak", &Options::streak},
         {"--max-notional", "AMOUNT", "never more than this, in quote", &Options::max_notional},
         {"--style", "STYLE", "how orders are placed", &Options::style, one_of({"taker", "maker", "maker-then-taker"})},
         {"--offset", "RATE", "distance of a maker's limit from the price", &Options::offset, between(0, 1)},
         {"--expires", "DURATION", "life of a maker's limit order; 0s for ever", &Options::expires},
         {"--band", "RATE", "differences to a target within this part of it are left alone", &Options::band, between(0, 1)},
         {"--equity", "AMOUNT", "equity that is assumed without a ledger; default 10000", &Options::equity},
         {"--currency", "CODE", "base currency; default that of the deposits", &Options::currency},
         {"--venue", "FILE", "TOML of venues: steps, fees, paper costs", &Options::venue, shared_option()}});
    s.reads_account = true;
    s.examples = {{"size --method fixed --fraction 2% < examples/data/btc-1m.ndjson", "two percent of the equity a trade"}};
    s.see_also = {"signal-agg", "risk-gate"};
    return s;
  }();
  return spec;
}

}  // namespace tu::stages
