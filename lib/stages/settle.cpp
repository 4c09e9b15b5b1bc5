// settle: turn fills into round trips, charge funding, begin days, value the account.
//
// The books are the journal's: the account as it stood, plus the decisions of the stream that are not in it
// yet. What settle writes at an instant, in this order: funding on what was held before it, an outcome's
// resolution, a round trip for each exit that is over, the day that begins, the units that a deposit or
// withdrawal bought. Without a ledger the books are made from the stream alone, on --equity.
#include <algorithm>
#include <map>
#include <utility>

#include "event/copy.h"
#include "stages/all.h"
#include "stages/books.h"
#include "stages/own_account.h"
#include "stages/resolution_check.h"
#include "stages/settle_rows.h"
#include "stages/venue_option.h"
#include "stages/warm_until.h"

namespace tu::stages {
namespace {

using account::Account;
using account::Position;

constexpr DurUs day_patience = us_per_hour;  // with prices that are too old

struct Options {
  std::optional<File> venue;
  std::string currency;
  Decimal equity = Decimal::from_integer(10'000);
  Duration every;
};

class Settle final : public Stage {
 public:
  Settle(const Options& o, const Ports& ports)
      : o_(o),
        port_(ports.account),
        venues_(std::move(read_venues(o.venue)).value()),
        keeper_(ports.account, o.currency, o.equity),
        books_(keeper_.account()) {}
  static Status check(const Options& o) {
    if (auto v = read_venues(o.venue); !v) return v.error();
    return {};
  }

  void session(const Event& e, Out&) override { warm_until_ = warm_until_of(e); }

  void on(Event& e, Out& out) override {
    constexpr Field settled{Type::funding, "settled"};
    out.pass(e);
    switch (e.type) {
      case Type::order_update:
        resolution_check_.updated(e);
        return keeper_.keep(e);
      case Type::order:
      case Type::fill:
        return keeper_.keep(e);
      case Type::deposit:
      case Type::reject:
      case Type::pnl:
      case Type::day:
      case Type::charge:
        if (!port_) keeper_.keep(e);
        return;
      case Type::resolution:
        return keep(e, resolutions_);
      case Type::funding:
        marks_.observe(e);
        if (e.flag(settled) && (!keeper_.opened() || excursions_.any() || keeper_.waits())) keep(e, funding_);
        return;
      case Type::instrument:
        return venues_.observe(e);
      case Type::candle:
      case Type::quote:
      case Type::trade:
        marks_.observe(e);
        return excursions_.observe(e);
      case Type::factor:
      case Type::envelope:
      case Type::posture:
        if (of_another_account(e, port_)) return;
        return (day_due_ || day_start(e.ts) > day_ ? next_notes_ : notes_).observe(e);
      default:
        return;
    }
  }

  void instant_end(TsUs ts, Out& out) override;
  std::string summary() const override;

 private:
  void keep(const Event& e, std::vector<Event*>& list) { list.push_back(copy_event(e, arena_, Text::copy)); }
  void collect_funding(TsUs ts, Out& out);
  void collect_trips(TsUs ts, Out& out);
  void collect_day(TsUs ts, Out& out);
  bool add(Event& row, Out& out);
  void high_water(TsUs ts);
  account::Valuation value(TsUs ts, bool list_marks = false) const {
    account::ValuationRules rules;
    rules.list_marks = list_marks;
    rules.currency = currency_;
    return high_.measure(account::value(books_, venues_, marks_, ts, rules));
  }

  // configured
  Options o_;
  AccountPort* port_;
  account::Venues venues_;
  // state
  Books keeper_;
  Account& books_;  // the keeper's
  Atom currency_ = Atom::none;
  account::Marks marks_;
  Excursions excursions_;
  Arena arena_;                                      // of the next two
  std::vector<Event*> funding_, resolutions_;        // of this instant
  std::map<std::string, TsUs, std::less<>> booked_;  // trips whose pnl the view may not show yet
  TsUs warm_until_ = -1, day_ = -1, next_account_ = -1, next_high_ = -1;
  account::HighWater high_;
  ResolutionCheck resolution_check_;
  DayNotes notes_, next_notes_;  // of the day; of one that has no row yet
  bool day_due_ = false, writing_ = false, wrote_ = false;
  std::int64_t trips_ = 0, wins_ = 0, losses_ = 0;
  Decimal gross_, fees_, funding_paid_;
};

void Settle::instant_end(TsUs ts, Out& out) {
  if (ts <= warm_until_) return resolution_check_.end_instant();
  const bool new_day = day_start(ts) > day_;
  const bool act = (port_ && !keeper_.opened()) || new_day || day_due_ || keeper_.waits() ||
                   !funding_.empty() || !resolutions_.empty();
  const bool show = o_.every.us > 0 && ts >= next_account_;
  if (act) {
    if (!keeper_.open(ts, out)) return;
    if (!books_.empty()) currency_ = account::base_currency(books_, o_.currency);
    if (new_day) {
      day_ = day_start(ts);
      day_due_ = true;
    }
    collect_funding(ts, out);
    wrote_ |= keeper_.filled_at(ts);
    if (!keeper_.fold_until(ts, out)) return;
    for (const Event* told : resolutions_) {
      Event e = resolution_of(*told, books_, venues_);
      const std::string fault = resolution_check_.look(e, books_, venues_);
      if (!fault.empty())
        out.pass(resolution_alert(e, fault, ts, out));
      else if (resolution_check_.matters(e, books_) && !add(e, out))
        return;
    }
    collect_trips(ts, out);
    collect_day(ts, out);
    if (writing_ && !out.stopped())
      if (Status st = port_->commit(); !st) return out.stop(st.error());
    writing_ = false;
    excursions_.end_instant(books_.ordered_positions());
    funding_.clear();
    resolutions_.clear();
    arena_.reset();
  } else {
    excursions_.take_seen();
  }
  resolution_check_.end_instant();
  high_water(ts);
  if (out.stopped() || (!wrote_ && !show) || books_.empty()) return;
  wrote_ = false;
  if (o_.every.us > 0) next_account_ = ts - ts % o_.every.us + o_.every.us;
  out.pass(account_row(books_, value(ts), ts, currency_, false, out));
}

// Settled funding is charged on what was held before this instant.
void Settle::collect_funding(TsUs ts, Out& out) {
  constexpr Field mark{Type::funding, "mark"};
  for (const Event* f : funding_) {
    if (f->ts != ts) continue;
    const auto positions = books_.ordered_positions();
    std::vector<Event*> charges;
    for (const Position* p : positions) {
      if (p->venue != f->venue || p->symbol != f->symbol ||
          books_.market(p->venue, p->symbol) != account::Market::perp)
        continue;
      const account::Mark* known = marks_.find(p->venue, p->symbol);
      auto price = Decimal::from_real(f->has(mark) ? f->real(mark)
                                      : known      ? known->price
                                                   : p->average().to_real());
      const account::Venue* v = venues_.venue(p->venue);
      charges.push_back(&funding_row(*p, *f, *price, books_.quote_of(p->venue, p->symbol),
                                     v ? v->fee_increment : account::Venue().fee_increment, books_.name(),
                                     out));
    }
    for (Event* c : charges) {
      constexpr Field amount{Type::charge, "amount"};
      funding_paid_ += c->decimal(amount);
      if (!add(*c, out)) return;
    }
  }
}

void Settle::collect_trips(TsUs ts, Out& out) {
  for (const RoundTrip& trip : round_trips(books_, excursions_)) {
    if (booked_.count(trip.id)) continue;
    Event& row = pnl_row(trip, ts, marks_, books_.name(), out);
    constexpr Field net{Type::pnl, "net"}, gross{Type::pnl, "gross"}, fees{Type::pnl, "fees"};
    ++trips_;
    wins_ += row.decimal(net).sign() > 0;
    losses_ += row.decimal(net).sign() < 0;
    gross_ += row.decimal(gross);
    fees_ += row.decimal(fees);
    booked_.emplace(trip.id, ts);
    if (!add(row, out)) return;
  }
}

void Settle::collect_day(TsUs ts, Out& out) {
  if (books_.empty()) return;
  const bool flows = std::any_of(books_.flows_since_base().begin(), books_.flows_since_base().end(),
                                 [](const auto& f) { return !f.second.is_zero(); });
  const account::DayRow* today = books_.today();
  const bool begun = today && today->date >= date_text(ts);
  if (begun) day_due_ = false;
  if (!day_due_ && !(flows && books_.unit_base())) return;
  const account::Valuation v = value(ts, true);
  if (!v.known || v.units.sign() <= 0) return;  // later, when every balance has a rate
  // A day that began on a price cut for its age would count the cut as a loss, and then as a gain.
  if (day_due_ && today && v.stale && ts - day_start(ts) < day_patience) return;
  if (!day_due_) {
    add(account_row(books_, v, ts, currency_, true, out), out);
    return;
  }
  day_due_ = false;
  Event& row = day_row(books_, v, ts, max(max(high_.unit_value(), v.unit_value), books_.peak_unit_value()),
                       currency_, today ? &notes_ : nullptr, out);
  notes_.follow(std::exchange(next_notes_, {}));
  if (!add(row, out)) return;
  for (auto it = booked_.begin(); it != booked_.end();)
    it = it->second < ts - us_per_day ? booked_.erase(it) : std::next(it);
}

// Journals the row (with a ledger), folds it into the books and passes it on.
bool Settle::add(Event& row, Out& out) {
  wrote_ = true;
  if (port_) {
    if (!writing_) {
      auto begun = port_->begin(row.ts);
      if (!begun) return out.stop(begun.error()), false;
      writing_ = true;
    }
    if (auto written = port_->write(row); !written) return out.stop(written.error()), false;
  }
  if (Status st = books_.fold(row); !st) {
    if (port_) return out.stop(st.error()), false;
    out.complain_once(Exit::bad_data, st.error().message);
  }
  if (row.type != Type::resolution) out.pass(row);
  return true;
}

// The highest unit value, looked at once a minute while something is held.
void Settle::high_water(TsUs ts) {
  if (books_.flat() || ts < next_high_) return;
  next_high_ = ts - ts % us_per_min + us_per_min;
  high_.see(value(ts));
}

std::string Settle::summary() const {
  std::string money = currency_ == Atom::none ? "" : " " + std::string(name_of(currency_));
  return "settle: " + std::to_string(trips_) + " round trips (" + std::to_string(wins_) + " won, " +
         std::to_string(losses_) + " lost), gross " + gross_.str() + ", fees " + fees_.str() + ", funding " +
         funding_paid_.str() + money;
}

}  // namespace

const StageSpec& settle() {
  static const StageSpec spec = [] {
    StageSpec s = describe<Settle, Options>(
        "settle", "turn fills into round trips, and keep the books",
        {"order", "order_update", "fill", "funding", "resolution", "candle", "quote", "trade", "instrument",
         "factor", "envelope", "posture"},
        {"pnl", "charge", "day", "account", "alert"},
        {{"--venue", "FILE", "TOML of venues: steps, fees, paper costs", &Options::venue, shared_option()},
         {"--currency", "CODE", "base currency; default that of the deposits", &Options::currency},
         {"--equity", "AMOUNT", "equity that is assumed without a ledger", &Options::equity, at_least(0)},
         {"--every", "DURATION", "write an account line this often too; 0s: only when something changed",
          &Options::every}});
    s.reads_account = s.writes_account = true;
    s.examples = {{"settle < examples/data/btc-1m.ndjson | tail -1", "a stream without fills passes"}};
    s.see_also = {"place-order", "ledger", "backtest"};
    return s;
  }();
  return spec;
}

}  // namespace tu::stages
