#include "stages/live_rows.h"

#include <algorithm>

namespace tu::stages {

using account::OrderState;

Event& live_update(const OrderState& o, const LiveUpdate& u, TsUs ts, std::string_view account, Out& out) {
  Event& e = out.make(Type::order_update, ts, o.venue, o.symbol);
  e.set_text(Field{Type::order_update, "id"}, out.keep(o.id));
  e.set_text(Field{Type::order_update, "state"}, phase_name(u.phase));
  e.set(Field{Type::order_update, "filled"}, o.filled);
  e.set_integer(Field{Type::order_update, "attempt"}, std::max(o.attempt, 1));
  if (!u.venue_id.empty()) e.set_text(Field{Type::order_update, "venue_id"}, out.keep(u.venue_id));
  if (!u.reason.empty()) e.set_text(Field{Type::order_update, "reason"}, out.keep(u.reason));
  e.set_text(Field{Type::order_update, "strategy"}, name_of(o.strategy));
  if (account != "main") e.set_text(Field{Type::order_update, "account"}, out.keep(account));
  return e;
}

Event& live_fill(const OrderState& o, const VenueReport& r, Decimal margin, TsUs ts, std::string_view account,
                 Out& out) {
  Event& e = out.make(Type::fill, ts, o.venue, o.symbol);
  e.set_text(Field{Type::fill, "id"}, out.keep(o.id));
  e.set_text(Field{Type::fill, "fill_id"}, out.keep(o.id + "/" + std::to_string(o.fills + 1)));
  e.set_text(Field{Type::fill, "side"}, o.buy ? "buy" : "sell");
  e.set(Field{Type::fill, "price"}, r.price);
  e.set(Field{Type::fill, "qty"}, r.qty);
  e.set(Field{Type::fill, "fee"}, r.fee);
  e.set_text(Field{Type::fill, "fee_currency"}, out.keep(r.fee_currency));
  e.set_text(Field{Type::fill, "liquidity"}, r.maker ? "maker" : "taker");
  e.set_integer(Field{Type::fill, "at"}, r.at);
  if (!margin.is_zero()) e.set(Field{Type::fill, "margin"}, margin);
  e.set_text(Field{Type::fill, "venue_id"}, out.keep(r.fill_id));
  e.set_text(Field{Type::fill, "strategy"}, name_of(o.strategy));
  if (account != "main") e.set_text(Field{Type::fill, "account"}, out.keep(account));
  return e;
}

}  // namespace tu::stages
