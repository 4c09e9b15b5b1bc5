#include "stages/paper_rows.h"

#include <algorithm>

namespace tu::stages {
namespace {

using account::OrderState;
using account::PaperReport;

Event& order_row(const OrderState& o, TsUs ts, Out& out) {
  Event& e = out.make(Type::order, ts, o.venue, o.symbol);
  e.set_text(Field{Type::order, "id"}, out.keep(o.id));
  e.set_text(Field{Type::order, "strategy"}, name_of(o.strategy));
  e.set_text(Field{Type::order, "side"}, o.buy ? "buy" : "sell");
  e.set(Field{Type::order, "qty"}, o.qty);
  e.set_text(Field{Type::order, "kind"}, out.keep(o.kind));
  e.set_text(Field{Type::order, "tif"}, out.keep(o.tif));
  e.set_flag(Field{Type::order, "reduce_only"}, true);
  e.set_text(Field{Type::order, "intent"}, out.keep(o.intent));
  e.set_text(Field{Type::order, "exit_rule"}, out.keep(o.exit_rule));
  return e;
}

Event& update_row(const PaperReport& r, TsUs ts, Out& out) {
  const OrderState& o = r.order;
  Event& e = out.make(Type::order_update, ts, o.venue, o.symbol);
  e.set_text(Field{Type::order_update, "id"}, out.keep(o.id));
  e.set_text(Field{Type::order_update, "state"}, phase_name(o.phase));
  e.set(Field{Type::order_update, "filled"}, o.filled);
  if (o.attempts > 1) e.set_integer(Field{Type::order_update, "attempt"}, std::max(o.attempt, 1));
  if (!r.reason.empty()) e.set_text(Field{Type::order_update, "reason"}, out.keep(r.reason));
  e.set_text(Field{Type::order_update, "strategy"}, name_of(o.strategy));
  return e;
}

Event& fill_row(const PaperReport& r, TsUs ts, Out& out) {
  const OrderState& o = r.order;
  Event& e = out.make(Type::fill, ts, o.venue, o.symbol);
  e.set_text(Field{Type::fill, "id"}, out.keep(o.id));
  e.set_text(Field{Type::fill, "fill_id"}, out.keep(o.id + "/" + std::to_string(o.fills)));
  e.set_text(Field{Type::fill, "side"}, o.buy ? "buy" : "sell");
  e.set(Field{Type::fill, "price"}, r.price);
  e.set(Field{Type::fill, "qty"}, r.qty);
  e.set(Field{Type::fill, "fee"}, r.fee);
  e.set_text(Field{Type::fill, "fee_currency"}, name_of(r.fee_currency));
  e.set_text(Field{Type::fill, "liquidity"}, r.maker ? "maker" : "taker");
  e.set_text(Field{Type::fill, "model"}, r.model);
  e.set(Field{Type::fill, "slippage"}, r.slippage);
  if (!r.margin.is_zero()) e.set(Field{Type::fill, "margin"}, r.margin);
  e.set_text(Field{Type::fill, "strategy"}, name_of(o.strategy));
  return e;
}

void set_account(Event& e, Field f, std::string_view account, Out& out) {
  if (account != "main") e.set_text(f, out.keep(account));
}

}  // namespace

Event& paper_row(const PaperReport& r, TsUs ts, std::string_view account, Out& out) {
  switch (r.kind) {
    case PaperReport::Kind::liquidation: {
      Event& e = order_row(r.order, ts, out);
      set_account(e, Field{Type::order, "account"}, account, out);
      return e;
    }
    case PaperReport::Kind::fill: {
      Event& e = fill_row(r, ts, out);
      set_account(e, Field{Type::fill, "account"}, account, out);
      return e;
    }
    case PaperReport::Kind::update:
      break;
  }
  Event& e = update_row(r, ts, out);
  set_account(e, Field{Type::order_update, "account"}, account, out);
  return e;
}

Event& liquidation_alert(const PaperReport& r, TsUs ts, Out& out) {
  Event& alert = out.make(Type::alert, ts, r.order.venue, r.order.symbol);
  alert.set_text(Field{Type::alert, "severity"}, "critical");
  alert.set_text(Field{Type::alert, "message"}, out.keep(r.order.id + ": liquidated: " + r.reason));
  return alert;
}

PaperReport cancelled(const OrderState& o, const std::string& reason) {
  PaperReport r;
  r.order = o;
  r.order.phase = account::OrderPhase::cancelled;
  r.reason = reason;
  return r;
}

}  // namespace tu::stages
