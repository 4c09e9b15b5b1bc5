#include "stages/gate_judge.h"

#include "base/rate.h"
#include "stages/gate_contracts.h"
#include "stages/gate_words.h"

namespace tu::stages {

namespace {

using account::Instrument;
using account::Policy;
using account::Refusal;

const Decimal one = Decimal::from_integer(1);

class Case {
 public:
  Case(const Asked& a, const account::Situation& s, const account::Venues& venues,
       std::span<const Policy> policies, const Standing& st)
      : a_(a),
        s_(s),
        venues_(venues),
        policies_(policies),
        st_(st),
        instrument_(venues.instrument(a.venue, a.symbol)) {
    if (const account::Mark* m = s.marks.find(a.venue, a.symbol)) {
      if (const auto price = Decimal::from_real(m->price)) mark_ = *price;
      stale_ = s.marks.stale(*m, s.now, strictest_mark_age(policies));
    }
    const account::Mark* ask = s.marks.ask(a.venue, a.symbol, s.now, strictest_mark_age(policies));
    if (const auto price = ask && a.buy ? Decimal::from_real(ask->price) : std::nullopt; price > mark_)
      mark_ = *price, r_.ask = *ask;
    collar_ = strictest_collar(policies);
  }

  Ruling run() {
    r_.reducing = is_reducing(a_, s_.account);
    if (r_.reducing)
      judge_reducing();
    else
      judge_opening();
    if (auto r = rate_refusal(r_.reducing, s_, policies_)) r_.refusals.push_back(std::move(*r));
    if (!st_.broken_group.empty()) no("group", st_.broken_group);
    return std::move(r_);
  }

 private:
  void no(std::string rule, std::string text, std::string policy = {}, std::optional<Decimal> limit = {},
          std::optional<Decimal> value = {}) {
    r_.refusals.push_back({std::move(rule), std::move(policy), limit, value, std::move(text)});
  }

  // --- what holds for every order ---

  void words_and_prices() {
    if (mark_.sign() > 0 && (a_.kind == "limit" || a_.kind == "stop_limit") && a_.limit.sign() > 0) {
      const Decimal worst = a_.buy ? mark_ * (one + collar_) : mark_ * (one - collar_);
      if (a_.buy ? a_.limit > worst : a_.limit < worst)
        no("price_collar",
           "limit " + a_.limit.str() + " is more than " + rate_text(collar_) + " worse than the " +
               (r_.ask ? "ask " : "mark ") + mark_.str(),
           {}, worst, a_.limit);
    }
    for (Refusal& r : word_refusals(a_)) r_.refusals.push_back(std::move(r));
    if (!instrument_) return;
    for (const Decimal price : {a_.limit, a_.stop})
      if (price.sign() > 0 && trunc_to(price, instrument_->tick) != price)
        no("tick", price.str() + " is not a multiple of the tick " + instrument_->tick.str(), {},
           instrument_->tick, price);
    if (a_.has_expires && a_.expires <= st_.now) no("expired", "it expired before it was judged");
  }

  Decimal reference() const {
    if (a_.kind == "stop" || a_.kind == "stop_limit") return a_.stop;
    if (a_.kind == "limit") return a_.limit;
    return mark_;
  }

  // The worst price that the approval covers.
  Decimal worst_price() const {
    const Decimal by_collar = below_ceiling(reference_or_mark() * (a_.buy ? one + collar_ : one - collar_));
    if (a_.kind != "limit" && a_.kind != "stop_limit") return by_collar;
    if (!a_.chases) return a_.limit;
    const Decimal chased = below_ceiling(mark_ * (a_.buy ? one + collar_ : one - collar_));
    return a_.buy ? max(a_.limit, chased) : min(a_.limit, chased);
  }
  // An outcome pays 1, so nothing is bought for more, whatever the collar says.
  Decimal below_ceiling(Decimal price) const {
    const auto ceiling = a_.buy && !r_.reducing ? outcome_ceiling(instrument_) : std::nullopt;
    return ceiling ? min(price, *ceiling) : price;
  }
  Decimal reference_or_mark() const { return reference().sign() > 0 ? reference() : mark_; }

  // --- leaving ---

  void judge_reducing() {
    for (const account::Halt& h : s_.account.halts())
      if (h.kind == "all") no("halt", "halted all: " + h.reason);
    if (st_.kill == "all") no("kill_file", st_.kill_text);
    words_and_prices();
    const account::Position* p = s_.account.position(a_.strategy_atom, a_.venue, a_.symbol);
    const Decimal held = p ? p->qty.abs() : Decimal{};
    if (!p || p->qty.negative() != a_.buy)
      return no("nothing_held", "there is no position that it could reduce", {}, held, a_.qty);
    Decimal closing = s_.account.closing_qty(a_.strategy_atom, a_.venue, a_.symbol);
    if (const account::OrderState* old = s_.account.order(a_.replaces); old && !account::is_final(old->phase))
      closing -= old->left();
    const Decimal available = held - closing;
    const Decimal asked = a_.has_qty ? a_.qty : held;
    if (asked.sign() <= 0) return no("unsized", "quantity " + asked.str() + " is not above 0");
    if (available.sign() <= 0)
      return no("closing_already", "all of " + held.str() + " is being closed by other orders", {}, held,
                closing);
    r_.qty = trunc_to(min(asked, available), instrument_ ? instrument_->lot : Decimal{});
    const Decimal price = reference_or_mark();
    if (r_.qty.is_zero() || (instrument_ && price.sign() > 0 && instrument_->dust(r_.qty, price)))
      r_.refusals.push_back(dust_refusal(instrument_, min(asked, available), r_.qty, price));
    r_.limit_worst = max(worst_price(), Decimal{});
  }

  // --- entering ---

  void judge_opening() {
    standing_rules();
    words_and_prices();
    if (!instrument_) {
      no("unknown_instrument", std::string(name_of(a_.venue)) + "/" + std::string(name_of(a_.symbol)) +
                                   " is in no venue file and in no instrument event");
    }
    if (mark_.sign() <= 0)
      no("stale_mark", "there is no mark");
    else if (stale_)
      no("stale_mark", "the mark is too old");
    if (s_.value.stale) no("stale_mark", "a position that is held has no fresh mark");
    if (!a_.has_qty || a_.qty.sign() <= 0)
      no("unsized",
         a_.unsized.empty() ? "it has no quantity above 0" : "size gave it no quantity: " + a_.unsized);
    if (!st_.valued)
      no("unvalued", "the account cannot be valued in " + std::string(name_of(s_.currency)));
    else if (s_.value.equity.sign() <= 0)
      no("equity", "equity is " + s_.value.equity.str(), {}, Decimal{}, s_.value.equity);
    for (Refusal& r : timing()) r_.refusals.push_back(std::move(r));
    for (Refusal& r :
         contract_refusals(a_, instrument_, max(reference_or_mark(), worst_price()), s_, st_.resolved))
      r_.refusals.push_back(std::move(r));
    if (instrument_ && mark_.sign() > 0 && a_.has_qty && a_.qty.sign() > 0 && st_.valued &&
        reference().sign() > 0)
      measure();
  }

  void standing_rules() {
    if (st_.now <= st_.warm_until)
      no("warming", "the stream is warming up until " + time_text(st_.warm_until));
    if (!st_.unreadable_policy.empty()) no("policy", st_.unreadable_policy);
    for (const account::Halt& h : s_.account.halts())
      no("halt", "halted " + h.kind + (h.rule.empty() ? "" : " by " + h.rule) + ": " + h.reason);
    if (!st_.stream_halt.empty()) no("halt", st_.stream_halt);
    if (!st_.kill.empty()) no("kill_file", st_.kill_text);
    if (st_.frozen) no("sudden_drop", st_.frozen_text);
    if (!may_open(st_.posture)) no("posture", "posture is " + st_.posture);
    if (!st_.vetoed.empty()) no("review", st_.vetoed);
    if (const account::StrategyState* s = s_.account.strategy(a_.strategy_atom); s && s->stage == "KILLED")
      no("promotion", "strategy " + a_.strategy + " is KILLED in the ledger");
    for (const account::Loss& l : st_.losses) no(l.rule, l.text, l.policy, l.limit, l.value);
  }

  std::vector<Refusal> timing() const {
    account::Opening o;
    o.strategy = a_.strategy_atom, o.venue = a_.venue, o.symbol = a_.symbol;
    return timing_refusals(o, s_, policies_);
  }

  // The order's amounts for a quantity.
  account::Opening opening(Decimal qty, Decimal rate, Decimal taker) const {
    const Instrument& i = *instrument_;
    account::Opening o;
    o.strategy = a_.strategy_atom, o.venue = a_.venue, o.symbol = a_.symbol;
    o.instrument = instrument_;
    const Decimal price = a_.kind == "limit" && !a_.chases ? a_.limit : max(reference_or_mark(), mark_);
    o.notional = qty * price * i.multiplier * rate;
    // A short's worst price for its margin is the high one.
    const Decimal worst = max(worst_price(), a_.buy ? Decimal{} : mark_ * (one + collar_));
    const Decimal cost = i.market == account::Market::perp ? i.margin_rate() + taker : one + taker;
    o.cash_needed = qty * worst * i.multiplier * cost;
    o.reservation = o.cash_needed * rate;
    o.pays_in = i.market == account::Market::perp ? i.settle : i.quote;
    return o;
  }

  void measure() {
    const Instrument& i = *instrument_;
    if (!a_.buy && !i.short_allowed) no("short", std::string(name_of(a_.symbol)) + " cannot be sold short");
    const Atom pays_in = i.market == account::Market::perp ? i.settle : i.quote;
    const auto rate = s_.marks.rate(pays_in, s_.currency, s_.now);
    const auto exact = rate ? Decimal::from_real(*rate) : std::nullopt;
    const auto fees = venues_.fees(a_.venue, st_.now, s_.account.fee_volume(st_.now, a_.venue));
    if (!exact)
      no("unvalued", "there is no rate from " + std::string(name_of(pays_in)) + " to " +
                         std::string(name_of(s_.currency)));
    if (!fees) no("unknown_fees", "the fees of " + std::string(name_of(a_.venue)) + " are not known");
    if (!exact || !fees) return;
    const Decimal wanted = st_.part ? a_.qty * *st_.part : a_.qty;  // never larger: a part is at most 1
    r_.qty = trunc_to(wanted, i.lot);
    if (st_.part && *st_.part < one) r_.shrunk_by = "review";
    if (r_.qty != a_.qty && !st_.shrink && r_.shrunk_by.empty())
      no("lot", a_.qty.str() + " is not a multiple of the lot " + i.lot.str(), {}, i.lot, a_.qty);
    account::Opening o = opening(wanted, *exact, fees->taker);
    const auto limits = rooms(o, s_, policies_);
    const account::Room* least = nullptr;
    for (const account::Room& room : limits)
      if (!least || room.room < least->room) least = &room;
    if (o.notional > least->room) {
      if (st_.shrink && least->room.sign() > 0) {
        r_.qty = trunc_to(wanted * least->room / o.notional, i.lot);
        while (r_.qty.sign() > 0 && opening(r_.qty, *exact, fees->taker).notional > least->room)
          r_.qty -= i.lot;
        r_.shrunk_by = least->rule;
      } else {
        for (const account::Room& room : limits)
          if (o.notional > room.room) refuse_for_size(room, o);
      }
    }
    if (!r_.shrunk_by.empty() && r_.qty.sign() <= 0) no("dust", "nothing is left after " + r_.shrunk_by);
    o = opening(r_.qty, *exact, fees->taker);
    smallest(o, *exact);
    r_.limit_worst = max(worst_price(), Decimal{});
    r_.reserved = o.cash_needed;
    r_.reserved_currency = o.pays_in;
  }

  void refuse_for_size(const account::Room& room, const account::Opening& o) {
    Decimal value = room.used + o.notional;
    if (room.rule == "cash") {
      const std::string currency = " " + std::string(name_of(o.pays_in));
      return no(
          room.rule,
          o.cash_needed.str() + currency + " of at most " + room.limit.str() + currency + " that is free",
          room.policy, room.limit, o.cash_needed);
    }
    if (room.rule == "min_reserve") {
      value = room.used - o.reservation;  // a lower limit
      return no(room.rule,
                value.str() + " would stay free of at least " + room.limit.str() + " " +
                    std::string(name_of(s_.currency)),
                room.policy, room.limit, value);
    }
    no(room.rule, value.str() + " of at most " + room.limit.str(), room.policy, room.limit, value);
  }

  void smallest(const account::Opening& o, Decimal rate) {
    const Instrument& i = *instrument_;
    if (r_.qty.sign() <= 0) {
      if (r_.shrunk_by.empty())
        no("min_notional", a_.qty.str() + " is less than a lot of " + i.lot.str(), {}, i.lot, a_.qty);
      return;
    }
    if (o.notional < i.min_notional * rate)
      no("min_notional",
         o.notional.str() + " of at least " + (i.min_notional * rate).str() + ", which the venue asks for",
         "venue", i.min_notional * rate, o.notional);
    const Policy* by = nullptr;
    for (const Policy& p : policies_)
      if (p.min_notional && o.notional < *p.min_notional && (!by || *p.min_notional > *by->min_notional))
        by = &p;
    if (by)
      no("min_notional", o.notional.str() + " of at least " + by->min_notional->str(), by->name,
         *by->min_notional, o.notional);
  }

  const Asked& a_;
  const account::Situation& s_;
  const account::Venues& venues_;
  std::span<const Policy> policies_;
  const Standing& st_;
  const Instrument* instrument_;
  Decimal mark_, collar_;  // the mark, of an outcome's buy its ask
  bool stale_ = false;
  Ruling r_;
};

}  // namespace

Ruling judge(const Asked& asked, const account::Situation& s, const account::Venues& venues,
             std::span<const account::Policy> policies, const Standing& standing) {
  // No rule of price steps may hold back leaving: such prices go to the tick away from profit.
  Asked a = asked;
  const Instrument* i = venues.instrument(a.venue, a.symbol);
  if (i && is_reducing(a, s.account))
    for (Decimal* price : {&a.limit, &a.stop})
      if (price->sign() > 0) *price = a.buy ? ceil_to(*price, i->tick) : floor_to(*price, i->tick);
  Ruling r = Case(a, s, venues, policies, standing).run();
  r.limit = a.limit, r.stop = a.stop;
  return r;
}

}  // namespace tu::stages
