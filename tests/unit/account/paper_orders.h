// Orders of the kinds that tests of the paper model send.
#pragma once

#include "paper_helper.h"

namespace tu::account {

constexpr TsUs m = us_per_min;

inline Event& limit(PaperMarket& k, TsUs ts, std::string_view id, std::string_view side, std::string_view qty,
                    std::string_view price, std::string_view symbol = "BTC-USD") {
  Event& o = k.rows.order(ts, id, symbol, side, qty, "limit");
  o.set(Field{Type::order, "limit"}, dec(price));
  return o;
}
inline Event& stop(PaperMarket& k, TsUs ts, std::string_view id, std::string_view side, std::string_view qty,
                   std::string_view price, std::string_view symbol = "BTC-USD") {
  Event& o = k.rows.order(ts, id, symbol, side, qty, "stop");
  o.set(Field{Type::order, "stop"}, dec(price));
  o.set_flag(Field{Type::order, "reduce_only"}, true);
  return o;
}
inline Event& tif(Event& o, std::string_view word) {
  o.set_text(Field{Type::order, "tif"}, word);
  return o;
}
// Buys 1 at about 100 in minute 3 and leaves the market at minute 3.
inline void buy_one(PaperMarket& k, std::string_view symbol = "BTC-USD", std::string_view qty = "1") {
  k.send(k.rows.order(1 * m, "entry", symbol, "buy", qty));
  k.minute(2, 100, 100, 100, 100, 1e6, symbol);
  k.minute(3, 100, 100, 100, 100, 1e6, symbol);
  REQUIRE(k.account.order("entry")->phase == OrderPhase::filled);
}

}  // namespace tu::account
