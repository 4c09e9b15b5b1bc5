// risk-gate: turn each proposal into an order or a refusal.
//
// All proposals of an instant are judged when it ends: those that reduce first, then in the order of the
// stream, each on the account with what was approved before it. One transaction holds the checks and the
// reservations. Every rule is looked at; a refusal names all that said no. Order id = proposal id, and an id
// is decided once. Without a ledger each proposal is judged against a flat account of --equity: for looking,
// nothing else.
#include "stages/all.h"
#include "stages/flat_account.h"
#include "stages/funnel.h"
#include "stages/gate_groups.h"
#include "stages/gate_halts.h"
#include "stages/gate_inbox.h"
#include "stages/gate_judge.h"
#include "stages/gate_rows.h"
#include "stages/gate_signals.h"
#include "stages/policy_set.h"
#include "stages/risk_gate_options.h"
#include "stages/venue_option.h"

namespace tu::stages {
namespace {

using Options = RiskGateOptions;

const Decimal stalker_leverage = Decimal::from_integer(2);

class RiskGate final : public Stage {
 public:
  RiskGate(const Options& o, const Ports& ports)
      : o_(o),
        account_(ports.account),
        policies_(std::move(read_policy(o.policy)).value()),
        signals_(ports.kill, o.posture_age.us) {
    venues_ = std::move(read_venues(o.venue)).value();
  }
  static Status check(const Options& o) { return o.check_values(); }

  void session(const Event& e, Out&) override { signals_.session(e), flat_.session(e); }

  void on(Event& e, Out& out) override {
    out.pass(e);
    marks_.observe(e);
    const bool decides = e.type == Type::proposal || e.type == Type::posture || e.type == Type::halt;
    if (decides && of_another_account(e, account_)) return inbox_.leave_alone(e);
    signals_.observe(e, venues_);
    if (e.type == Type::instrument) venues_.observe(e);
    if (e.type == Type::proposal) inbox_.keep(e);
    if (e.type == Type::halt) halted_ = true;
  }

  void instant_end(TsUs ts, Out& out) override {
    // Prices of the warm-up are from before what is held: no peak, and no loss.
    const bool news = marks_.version() != looked_at_ || grouped_ || (may_hold_ && signals_.kill_is_new());
    const bool moved = news && !signals_.warming(ts);
    if (inbox_.empty() && !halted_ && (!account_ || !may_hold_ || !moved)) return;
    if (account_)
      with_ledger(ts, out);
    else
      without_ledger(ts, out);
    signals_.forget_reviews(inbox_.asked(), out);
    inbox_.clear();
    halted_ = false;
  }

  void end(Out& out) override {
    signals_.forget_reviews({}, out);
    inbox_.tell(account_ ? account_->account_name() : "main", out);
  }
  std::string summary() const override {
    std::string s = "risk-gate: " + std::to_string(proposals_) + " proposals, " + std::to_string(approved_) +
                    " approved, " + std::to_string(refused_) + " refused" +
                    rules_.breakdown("each by at least one rule: ") + signals_.summary();
    if (again_ > 0) s += ", " + std::to_string(again_) + " decided before";
    return s;
  }

 private:
  Standing standing(TsUs ts, Out& out) {
    Standing st = signals_.standing(ts, out);
    st.unreadable_policy = policies_.unreadable();
    st.shrink = o_.shrink;
    st.frozen = watch_.frozen();
    st.losses = watch_.in_force();
    st.frozen_text = watch_.frozen_text();
    return st;
  }

  account::Valuation value(const account::Account& a, TsUs ts, Atom currency, bool list_marks = true) const {
    account::ValuationRules rules;
    rules.list_marks = list_marks;
    rules.currency = currency;
    rules.mark_limit = strictest_mark_age(policies_.all());
    return high_.measure(account::value(a, venues_, marks_, ts, rules));
  }

  // --- with a ledger ---

  void with_ledger(TsUs ts, Out& out) {
    looked_at_ = marks_.version();
    if (inbox_.empty() && !halted_) {
      auto view = account_->view(ts);
      if (!view) return out.stop(view.error());
      may_hold_ = !(*view)->flat() || !(*view)->ordered_orders().empty();
      if (!may_hold_) return;
      grouped_ = !(*view)->groups().empty();
      if (!attention_needed(**view, ts, out)) return;
    }
    auto begun = account_->begin(ts);
    if (!begun) return out.stop(begun.error());
    const account::Account& a = **begun;
    results_.clear();
    const Atom currency = account::base_currency(a, o_.currency);
    policies_.follow(a, out);
    account::Valuation v = value(a, ts, currency);
    const bool warming = signals_.warming(ts);
    if (!warming) v = high_.see(std::move(v));
    const auto halt = [&](const account::Loss& l, bool said = false) {
      if (!out.stopped()) write(rows(a, v, ts, out).halt(l), out, said);
      flat_.raised(l.kind);
    };
    for (const account::Loss& l : signals_.take_halts()) halt(l, true);
    if (!warming)
      for (const account::Loss& l : watch_.look({a, v, marks_, ts, currency}, policies_.all())) halt(l);
    Standing st = standing(ts, out);
    if (const auto l = halt_by_file(a, st, o_.kill_file); l && !warming) halt(*l);
    flat_.raised(st.kill);
    st.valued = v.known;
    for (const Bundle& bundle : judging_order(inbox_.asked(), a)) {
      st.broken_group = bundle.front()->legs > 1 ? broken_group(bundle, a, st, ts, out) : std::string();
      for (const Asked* asked : bundle) {
        if (out.stopped()) return;
        ++proposals_;
        if (a.approved_or_refused(asked->id)) {
          ++again_;
          continue;
        }
        v = value(a, ts, currency);  // what was approved before has its reservation
        write(answer(*asked, rule_on(*asked, {a, v, marks_, ts, currency}, st), rows(a, v, ts, out)), out);
        may_hold_ = true;
      }
    }
    unwind_groups(a, st, ts, currency, out);
    cancel_resting(a, st, v, ts, out);
    if (out.stopped()) return;
    flat_.tell(a, out);
    grouped_ = !a.groups().empty();
    if (Status done = account_->commit(); !done) return out.stop(done.error());
    for (Event* e : results_) out.pass(*e);
  }

  Ruling rule_on(const Asked& asked, const account::Situation& s, Standing st) const {
    const auto* reviews = signals_.reviews_of(asked.id);
    if (reviews) st.vetoed = reviews->refused;
    st.part = signals_.part_of(asked, inbox_.asked());
    if (asked.legs > 1) st.shrink = false;  // legs are of sizes that fit each other
    Ruling r =
        judge(asked, s, venues_,
              st.posture == "STALKER" ? policies_.with_leverage(stalker_leverage) : policies_.all(), st);
    if (reviews) r.reviews = reviews->text;
    return r;
  }

  // A group is approved whole or not at all: its legs are tried one after the other on a copy of the account,
  // so that each is judged with the reservations of those before it. Why it breaks; "" when all legs pass.
  std::string broken_group(const Bundle& legs, const account::Account& a, const Standing& st, TsUs ts,
                           Out& out) const {
    if (std::string fault = group_fault(legs); !fault.empty()) return fault;
    account::Account trial = a;
    const Atom currency = account::base_currency(a, o_.currency);
    for (const Asked* leg : legs) {
      const account::Valuation v = value(trial, ts, currency);
      const Ruling r = rule_on(*leg, {trial, v, marks_, ts, currency}, st);
      if (!r.refusals.empty()) return "leg " + leg->id + " is refused by " + r.refusals.front().rule;
      if (Status done = trial.fold(rows(trial, v, ts, out).order(*leg, r)); !done)
        return done.error().message;
    }
    return {};
  }

  // What a broken group has opened is closed by orders of the gate's own.
  void unwind_groups(const account::Account& a, const Standing& st, TsUs ts, Atom currency, Out& out) {
    for (const Asked& asked : groups_.proposals(a, ts, out)) {
      if (out.stopped() || a.approved_or_refused(asked.id)) continue;
      const account::Valuation v = value(a, ts, currency);
      const Ruling r = rule_on(asked, {a, v, marks_, ts, currency}, st);
      if (r.refusals.empty() || groups_.first_refusal(asked))
        write(answer(asked, r, rows(a, v, ts, out)), out);
    }
  }

  // Without proposals a transaction is only begun when there is something to write or to take back.
  bool attention_needed(const account::Account& a, TsUs ts, Out& out) {
    policies_.follow(a, out);
    const Atom currency = account::base_currency(a, o_.currency);
    const account::Valuation v = high_.see(value(a, ts, currency, false));  // no row is made of it
    const account::Situation s{a, v, marks_, ts, currency};
    flat_.tell(a, out);
    if (groups_.wanted(a, ts)) return true;
    HaltWatch ahead = watch_;  // the look that counts is made inside the transaction
    if (!ahead.look(s, policies_.all()).empty()) return true;
    const Standing st = standing(ts, out);
    if (halt_by_file(a, st, o_.kill_file)) return true;
    if ((!a.halts().empty() || !st.kill.empty()) && !ahead.to_cancel(a).empty()) return true;
    watch_ = std::move(ahead);
    return false;
  }

  // `said`: the stream has it already.
  void write(Event& e, Out& out, bool said = false) {
    if (auto done = account_->write(e); !done) return out.stop(done.error());
    if (!said) results_.push_back(&e);
  }

  // A halt, or a broken group, takes back what could still open something.
  void cancel_resting(const account::Account& a, const Standing& st, const account::Valuation& v, TsUs ts,
                      Out& out) {
    for (const std::string& id : groups_.to_cancel(a))
      results_.push_back(&rows(a, v, ts, out).cancel(*a.order(id), "its group broke"));
    if (a.halts().empty() && st.kill.empty()) return;
    for (const std::string& id : watch_.to_cancel(a))
      results_.push_back(&rows(a, v, ts, out).cancel(*a.order(id), a.halts().empty() ? "kill_file" : "halt"));
  }

  GateRows rows(const account::Account& a, const account::Valuation& v, TsUs ts, Out& out) const {
    return {
        out, ts, a, v, marks_, account_ != nullptr, policies_.hash(), signals_.live(), high_.unit_value()};
  }

  Event& answer(const Asked& asked, const Ruling& r, const GateRows& rows) {
    if (r.refusals.empty()) {
      ++approved_;
      return rows.order(asked, r);
    }
    ++refused_;
    for (const std::string_view rule : rules_of(r.refusals)) rules_.count(rule);
    return rows.reject(asked, r);
  }

  // --- without a ledger ---

  void without_ledger(TsUs ts, Out& out) {
    const Decimal equity = o_.assumed_equity();
    out.complain_once(
        Exit::ok, "no ledger was named: each proposal is judged against a flat account of " + equity.str());
    Standing st = standing(ts, out);
    for (const Asked& asked : inbox_.asked()) {
      ++proposals_;
      const account::Account a = flat_account(equity, asked, ts, out);
      const Atom currency = account::base_currency(a, o_.currency);
      const account::Valuation v = value(a, ts, currency);
      st.valued = v.known;
      out.pass(answer(asked, rule_on(asked, {a, v, marks_, ts, currency}, st), rows(a, v, ts, out)));
    }
  }

  // Configured.
  Options o_;
  AccountPort* account_;
  PolicySet policies_;
  // State.
  account::Venues venues_;
  account::Marks marks_;
  HaltWatch watch_;
  FlatWatch flat_;
  account::HighWater high_;
  GateSignals signals_;
  GroupWatch groups_;
  bool grouped_ = false;         // legs that may break: looked at each instant
  bool may_hold_ = true;         // something may be held or under way: marks are followed
  std::uint64_t looked_at_ = 0;  // version of the marks at the last look
  std::int64_t proposals_ = 0, approved_ = 0, refused_ = 0, again_ = 0;
  Funnel rules_;
  // Of this instant.
  GateInbox inbox_;
  bool halted_ = false;  // the stream brought a halt
  std::vector<Event*> results_;
};

}  // namespace

const StageSpec& risk_gate() {
  static const StageSpec spec = [] {
    StageSpec s = describe<RiskGate, Options>("risk-gate", "turn proposals into orders or refusals",
                                              {"proposal", "review", "posture", "halt", "instrument",
                                               "resolution", "candle", "quote", "trade", "funding"},
                                              {"order", "reject", "halt", "cancel"}, risk_gate_rows());
    s.reads_account = s.writes_account = true;
    s.examples = {{"risk-gate --check examples/policies/nettrace-small.toml --equity 153",
                   "what a policy allows an account of 153"}};
    s.see_also = {"size", "place-order", "ledger"};
    s.statuses = {
        {Exit::no, "a flat halt stands without exits in front, or --check admits no order"},
        {Exit::try_again, "the ledger is busy, a replay stood still, or nobody reads the orders: try again"}};
    return s;
  }();
  return spec;
}

}  // namespace tu::stages
