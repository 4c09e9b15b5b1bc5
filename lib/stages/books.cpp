#include "stages/books.h"

#include <algorithm>

#include "event/copy.h"

namespace tu::stages {

void Books::keep(const Event& e) {
  rows_.push_back(copy_event(e, arena_, Text::copy));
}

bool Books::filled_at(TsUs ts) const {
  return std::any_of(rows_.begin(), rows_.end(),
                     [&](const Event* e) { return e->type == Type::fill && e->ts == ts; });
}

bool Books::open(TsUs ts, Out& out) {
  if (port_) {
    auto view = port_->view(ts);
    if (!view) return out.stop(view.error()), false;
    account_ = **view;
    rows_.erase(std::remove_if(rows_.begin(), rows_.end(),
                               [&](const Event* e) {
                                 return account_.knows(*e) || account::account_of(*e) != account_.name();
                               }),
                rows_.end());
    if (rows_.empty()) arena_.reset();
  } else if (!opened_) {
    if (rows_.empty()) return true;
    if (!seed(out)) return false;
  }
  opened_ = true;
  return fold_until(ts - 1, out);
}

bool Books::seed(Out& out) {
  if (std::any_of(rows_.begin(), rows_.end(), [](const Event* e) { return e->type == Type::deposit; }))
    return true;
  Atom currency = intern(currency_);
  for (const Event* e : rows_)
    if (currency == Atom::none && e->symbol != Atom::none) currency = account_.quote_of(e->venue, e->symbol);
  Event& deposit = out.make(Type::deposit, 0);
  deposit.set_text(Field{Type::deposit, "currency"}, currency == Atom::none ? "USD" : name_of(currency));
  deposit.set(Field{Type::deposit, "amount"}, equity_);
  Status st = account_.fold(deposit);
  if (!st) out.stop(st.error());
  return st.ok();
}

bool Books::fold_until(TsUs ts, Out& out) {
  std::size_t done = 0;
  for (; done < rows_.size() && rows_[done]->ts <= ts && !out.stopped(); ++done)
    if (!account_.knows(*rows_[done])) fold_row(*rows_[done], out);
  if (!port_) rows_.erase(rows_.begin(), rows_.begin() + static_cast<std::ptrdiff_t>(done));
  if (rows_.empty()) arena_.reset();
  return !out.stopped();
}

void Books::fold_row(const Event& e, Out& out) {
  constexpr Field fill_order{Type::fill, "id"}, update_order{Type::order_update, "id"};
  if (!port_ && e.type == Type::order_update && !account_.order(e.text(update_order))) return;
  if (!port_ && e.type == Type::fill && !account_.order(e.text(fill_order))) return fold_lone_fill(e, out);
  complain(account_.fold(e), out);
}

// In a stream of fills without orders each is an order of its own.
void Books::fold_lone_fill(const Event& e, Out& out) {
  constexpr Field id{Type::fill, "id"}, fill_id{Type::fill, "fill_id"}, side{Type::fill, "side"};
  constexpr Field qty{Type::fill, "qty"}, strategy{Type::fill, "strategy"};
  Event& o = out.make(Type::order, e.ts, e.venue, e.symbol);
  o.set_text(Field{Type::order, "id"}, e.text(fill_id));
  o.set_text(Field{Type::order, "strategy"}, e.text_or(strategy, "unknown"));
  o.set_text(Field{Type::order, "side"}, e.text(side));
  o.set(Field{Type::order, "qty"}, e.decimal(qty));
  o.set_text(Field{Type::order, "kind"}, "market");
  o.set_text(Field{Type::order, "tif"}, "GTC");
  if (Status st = account_.fold(o); !st) return complain(st, out);
  Event& f = *copy_event(e, out.arena(), Text::copy);
  f.set_text(id, e.text(fill_id));
  complain(account_.fold(f), out);
}

void Books::complain(const Status& st, Out& out) const {
  if (st) return;
  if (port_) return out.stop(st.error());
  out.complain_once(Exit::bad_data, st.error().message);
}

}  // namespace tu::stages
