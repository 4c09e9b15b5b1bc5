#include "ledger/recon_side.h"

#include <algorithm>

#include "account/client_id.h"
#include "ledger/row.h"

namespace tu::ledger {

using account::JournalOrder;

namespace {

bool is_perpetual(std::string_view symbol) {
  const auto i = account::instrument_from_symbol(symbol);
  return i && i->market == account::Market::perp;
}

}  // namespace

void ReconSide::row(const Event& e) {
  if (name_of(e.venue) != venue_ || account::account_of(e) != account_) return;
  if (e.type == Type::order) return order(e);
  if (e.type == Type::order_update) return update(e);
  if (e.type == Type::fill) return fill(e);
  if (e.type == Type::charge) return charge(e);
}

void ReconSide::order(const Event& e) {
  JournalOrder& o = orders_[std::string(e.text(Field{Type::order, "id"}))];
  o.id = e.text(Field{Type::order, "id"});
  o.symbol = name_of(e.symbol);
  o.strategy = e.text(Field{Type::order, "strategy"});
  o.buy = e.text(Field{Type::order, "side"}) == "buy";
  o.qty = e.decimal(Field{Type::order, "qty"});
  o.approved = e.ts;
}

void ReconSide::update(const Event& e) {
  constexpr Field id{Type::order_update, "id"}, state{Type::order_update, "state"},
      attempt{Type::order_update, "attempt"};
  const auto found = orders_.find(e.text(id));
  if (found == orders_.end()) return;
  JournalOrder& o = found->second;
  o.phase = account::phase_from(e.text(state)).value_or(o.phase);
  if (o.phase != account::OrderPhase::sent) return;
  // A stage's time may be ahead of the venue's, by a line that was damaged: whatever is the earliest counts.
  since_ = std::min({since_, e.ts, o.approved});
  o.client_ids.push_back(
      account::client_id(ledger_, o.id, static_cast<int>(std::max<std::int64_t>(e.integer(attempt), 1))));
}

void ReconSide::fill(const Event& e) {
  constexpr Field venue_id{Type::fill, "venue_id"}, at{Type::fill, "at"};
  const auto found = orders_.find(e.text(Field{Type::fill, "id"}));
  if (found == orders_.end()) return;
  JournalOrder& o = found->second;
  account::Execution x;
  x.price = e.decimal(Field{Type::fill, "price"});
  x.qty = e.decimal(Field{Type::fill, "qty"});
  x.fee = e.decimal(Field{Type::fill, "fee"});
  o.filled += x.qty;
  o.phase = o.filled == o.qty            ? account::OrderPhase::filled
            : account::is_final(o.phase) ? o.phase
                                         : account::OrderPhase::partial;
  o.fills[std::string(e.text(venue_id))] = x;
  booked_.emplace(e.text(venue_id));
  if (e.has(at)) since_ = std::min(since_, e.integer(at));
  if (is_perpetual(o.symbol))
    moves_.push_back({o.symbol, o.strategy, e.has(at) ? e.integer(at) : e.ts, o.buy ? x.qty : -x.qty});
}

void ReconSide::charge(const Event& e) {
  constexpr Field cause{Type::charge, "cause"}, amount{Type::charge, "amount"};
  for (const std::string& id : texts_of(e.text_or(cause, ""))) charged_[id] += e.decimal(amount);
}

std::map<std::string, std::string> ReconSide::perpetuals() const {
  std::map<std::string, std::string> out;
  for (const auto& [id, o] : orders_)
    if (is_perpetual(o.symbol)) out.try_emplace(o.symbol.substr(0, o.symbol.find('-')), o.symbol);
  return out;
}

std::vector<std::string> ReconSide::open() const {
  std::vector<std::string> out;
  for (const auto& [id, o] : orders_)
    if (!o.client_ids.empty() && !account::is_final(o.phase)) out.push_back(o.client_ids.back());
  return out;
}

void ReconSide::fill_in(const account::Account& a, bool net, account::ReconInput& in) const {
  in.name = venue_;
  in.booked = booked_;
  in.charged = charged_;
  in.moves = moves_;
  for (const auto& [id, o] : orders_) {
    if (!o.client_ids.empty()) in.journal.push_back(o);
    if (is_perpetual(o.symbol)) in.journal_positions.try_emplace(o.symbol);  // flat ones too
  }
  for (const auto& [currency, amount] : a.balances())
    in.journal_balances[std::string(name_of(currency))] += amount;
  for (const account::Position* p : a.ordered_positions()) {
    const auto& i = account::instrument_from_symbol(p->symbol);
    if (name_of(p->venue) != venue_ || !i) continue;
    if (i->market == account::Market::spot) in.journal_balances[std::string(name_of(i->base))] += p->qty;
    if (i->market != account::Market::perp) continue;
    in.journal_positions[std::string(name_of(p->symbol))] += p->qty;
    if (net)
      in.journal_balances[std::string(name_of(i->settle))] -= p->qty.negative() ? -p->value() : p->value();
  }
}

}  // namespace tu::ledger
