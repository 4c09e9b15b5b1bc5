#include "study/observer.h"

#include <algorithm>

#include "study/json.h"

namespace tu::study {
namespace {
constexpr Field close_{Type::candle, "close"};
constexpr Field warm_until_{Type::session, "warm_until"};
constexpr Field end_status{Type::end, "status"}, end_reason{Type::end, "reason"};
constexpr Field fill_side{Type::fill, "side"}, fill_price{Type::fill, "price"}, fill_qty{Type::fill, "qty"};
constexpr Field fill_fee{Type::fill, "fee"}, fill_liq{Type::fill, "liquidity"},
    fill_slip{Type::fill, "slippage"};
constexpr Field fill_id{Type::fill, "id"};
constexpr Field charge_amount{Type::charge, "amount"};
constexpr Field dep_amount{Type::deposit, "amount"}, dep_currency{Type::deposit, "currency"};
constexpr Field rej_rules{Type::reject, "rules"};
constexpr Field dec_reason{Type::decline, "reason"};
constexpr Field upd_state{Type::order_update, "state"};
constexpr Field halt_kind{Type::halt, "kind"}, halt_rule{Type::halt, "rule"},
    halt_reason{Type::halt, "reason"};
constexpr Field p_strategy{Type::pnl, "strategy"}, p_qty{Type::pnl, "qty"}, p_gross{Type::pnl, "gross"},
    p_fees{Type::pnl, "fees"}, p_funding{Type::pnl, "funding"}, p_net{Type::pnl, "net"},
    p_entry{Type::pnl, "entry"}, p_exit{Type::pnl, "exit"}, p_opened{Type::pnl, "opened"},
    p_rule{Type::pnl, "exit_rule"}, p_slip{Type::pnl, "slippage"}, p_signals{Type::pnl, "signals"};
}  // namespace

Observer::Observer(account::Venues venues, std::string account_name)
    : venues_(std::move(venues)), account_(std::move(account_name)) {}

void Observer::row(const Event& e) {
  if (!account_.fold(e)) return;  // the ledger's verify reports it; a report must not hide the rest
  dirty_ = true;
  switch (e.type) {
    case Type::deposit:
      if (currency_ == Atom::none) currency_ = intern(e.text(dep_currency));
      if (intern(e.text(dep_currency)) == currency_) totals_.flows += e.decimal(dep_amount).to_real();
      break;
    case Type::fill: {
      const double price = e.decimal(fill_price).to_real(), qty = e.decimal(fill_qty).to_real();
      const account::OrderState* o = account_.order(e.text(fill_id));
      fills_.push_back({e.ts, e.symbol, e.text(fill_side) == "buy", o && !o->exit_rule.empty(), price, qty});
      totals_.fees += e.decimal(fill_fee).to_real();
      totals_.slippage += e.decimal(fill_slip).to_real();
      totals_.turnover += price * qty;
      ++totals_.fills;
      if (e.text(fill_liq) == "maker") ++totals_.maker;
      break;
    }
    case Type::charge:
      totals_.funding += e.decimal(charge_amount).to_real();
      break;
    case Type::pnl:
      trips_.push_back({e.integer(p_opened), e.ts, intern(e.text(p_strategy)), e.symbol,
                        e.decimal(p_qty).to_real(), e.decimal(p_gross).to_real(), e.decimal(p_fees).to_real(),
                        e.decimal(p_funding).to_real(), e.decimal(p_slip).to_real(),
                        e.decimal(p_net).to_real(), e.decimal(p_entry).to_real(), e.decimal(p_exit).to_real(),
                        std::string(e.text(p_rule)), std::string(e.text(p_signals))});
      break;
    case Type::reject:
      count_refusals(e);
      break;
    case Type::halt:
      halts_.push_back({e.ts, 0, std::string(e.text(halt_kind)), std::string(e.text(halt_rule)),
                        std::string(e.text(halt_reason))});
      break;
    case Type::order_update:
      if (const auto phase = account::phase_from(e.text(upd_state)); phase && account::is_final(*phase))
        ++order_ends_[std::string(e.text(upd_state))];
      break;
    default:
      break;
  }
  if (e.type == Type::resume || e.type == Type::day)
    for (HaltBand& h : halts_)
      if (h.to == 0 &&
          std::none_of(account_.halts().begin(), account_.halts().end(),
                       [&](const account::Halt& x) { return x.since == h.from && x.kind == h.kind; }))
        h.to = e.ts;
}

void Observer::count_refusals(const Event& e) {
  for_each_rule(e.text(rej_rules), [this](std::string_view rule) { ++refusals_[std::string(rule)]; });
}

void Observer::session(const Event& e) {
  first_ts_ = e.ts;
  if (e.has(warm_until_)) begin_ = e.integer(warm_until_);
}

void Observer::candle(const Event& e) {
  PerSymbol*& s = by_atom_[e.symbol];
  if (!s) s = &symbols_[std::string(name_of(e.symbol))];
  s->last = e.real(close_);
  s->last_ts = e.ts;
  if (s->first_ts == 0) {
    s->first = s->last;
    s->first_ts = e.ts;
    s->venue = e.venue;
  }
  if (s->path.wants(e.ts)) s->path.add({e.ts, s->last});
}

void Observer::event(const Event& e) {
  if (e.type == Type::candle && e.ts < begin_) return marks_.observe(e);
  ++type_counts_[static_cast<int>(e.type)];
  switch (e.type) {
    case Type::session:
      session(e);
      break;
    case Type::end:
      ending_ = {true, e.integer(end_status), std::string(e.text(end_reason))};
      break;
    case Type::candle:
    case Type::quote:
    case Type::trade:
    case Type::book:
    case Type::funding:
      marks_.observe(e);
      if (e.type == Type::candle) candle(e);
      if (e.type == Type::funding) funded_.insert(e.symbol);
      break;
    case Type::instrument:
      venues_.observe(e);
      break;
    case Type::decline: {  // "cooldown: until when": the figures differ each time
      const std::string_view reason = e.text(dec_reason);
      ++declines_[std::string(reason.substr(0, reason.find(": ")))];
      break;
    }
    case Type::proposal:
      if (e.word("size_refused") == "no_rate")
        if (const auto i = account::instrument_from_symbol(name_of(e.symbol)))
          ++without_rate_[std::string(name_of(i->market == account::Market::perp ? i->settle : i->quote))];
      break;
    default:
      break;
  }
}

void Observer::sample(TsUs ts) {
  account::ValuationRules rules;
  rules.currency = currency_;
  rules.haircut = 0;  // what it was worth at its last price; the cut is caution, and no loss
  const account::Valuation v = account::value(account_, venues_, marks_, ts, rules);
  const double equity = v.equity.to_real(), exposure = v.exposure.to_real();
  if (last_sample_ != 0) {
    exposure_us_ +=
        (last_equity_ > 0 ? last_exposure_ / last_equity_ : 0) * static_cast<double>(ts - last_sample_);
    seen_us_ += ts - last_sample_;
    const double flow = totals_.flows - flows_at_sample_;
    if (last_equity_ > 0) index_ *= (equity - flow) / last_equity_;
  }
  flows_at_sample_ = totals_.flows;
  if (index_ >= peak_index_) {
    peak_index_ = index_;
    peak_ts_ = ts;
  } else {
    max_drawdown_ = std::max(max_drawdown_, 1 - index_ / peak_index_);
    under_water_ = std::max(under_water_, ts - peak_ts_);
  }
  // Midnight closes the day before; at the beginning it opens one.
  const TsUs day = day_start(last_sample_ == 0 ? ts : ts - 1);
  if (days_.empty() || days_.back().day != day) days_.push_back({day, equity, totals_.flows});
  days_.back().equity = equity;
  days_.back().flows = totals_.flows;
  last_sample_ = ts;
  last_equity_ = equity;
  last_exposure_ = exposure;
  final_ = v;
  if (equity_.wants(ts)) equity_.add({ts, equity, exposure});
}

void Observer::instant_end(TsUs ts) {
  if (currency_ == Atom::none || ts <= 0 || ts < begin_) return;
  if (from_ == 0) from_ = ts;
  to_ = ts;
  // While nothing is held the equity does not move: one sample an hour is enough, and one after every row.
  const bool held = !account_.flat();
  if (!dirty_ && !held && ts < next_sample_) return;
  if (held && !dirty_ && !equity_.wants(ts) && day_start(ts) == day_start(last_sample_) &&
      ts < last_sample_ + us_per_min)
    return;
  next_sample_ = ts + us_per_hour;
  dirty_ = false;
  sample(ts);
}

void Observer::finish() {
  if (to_ != 0) {
    sample(to_);
    if (equity_.points().empty() || equity_.points().back().ts != to_)
      equity_.add({to_, last_equity_, last_exposure_});
  }
  for (HaltBand& h : halts_)
    if (h.to == 0) h.to = to_;
  for (int i = 0; i < type_count; ++i)
    if (type_counts_[i])
      counts_[std::string(i ? spec_of(static_cast<Type>(i)).name : "foreign")] = type_counts_[i];
}

}  // namespace tu::study
