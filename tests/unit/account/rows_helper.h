// Builds journal rows for tests: Rows j; j.order("o1", ...); events live as long as the Rows.
#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "account/account.h"
#include "base/arena.h"
#include "event/event.h"

namespace tu::account {

inline Decimal dec(std::string_view s) {
  auto d = Decimal::parse(s);
  REQUIRE(d);
  return *d;
}

class Rows {
 public:
  Event& make(Type type, TsUs ts, std::string_view venue = "", std::string_view symbol = "") {
    Event& e = *arena_.make<Event>();
    e.type = type;
    e.ts = ts;
    e.has_ts = true;
    e.venue = intern(venue);
    e.symbol = intern(symbol);
    e.slots = arena_.array<Slot>(spec_of(type).fields.size());
    return e;
  }
  std::string_view keep(std::string_view s) { return arena_.copy(s); }

  Event& deposit(TsUs ts, std::string_view amount, std::string_view currency) {
    Event& e = make(Type::deposit, ts);
    e.set_text(Field{Type::deposit, "currency"}, keep(currency));
    e.set(Field{Type::deposit, "amount"}, dec(amount));
    return e;
  }
  Event& order(TsUs ts, std::string_view id, std::string_view symbol, std::string_view side,
               std::string_view qty, std::string_view kind = "market", std::string_view strategy = "s",
               std::string_view venue = "v") {
    Event& e = make(Type::order, ts, venue, symbol);
    e.set_text(Field{Type::order, "id"}, keep(id));
    e.set_text(Field{Type::order, "strategy"}, keep(strategy));
    e.set_text(Field{Type::order, "side"}, keep(side));
    e.set(Field{Type::order, "qty"}, dec(qty));
    e.set_text(Field{Type::order, "kind"}, keep(kind));
    e.set_text(Field{Type::order, "tif"}, "GTC");
    return e;
  }
  Event& reserve(Event& order, std::string_view amount, std::string_view currency) {
    order.set(Field{Type::order, "reserved"}, dec(amount));
    order.set_text(Field{Type::order, "reserved_currency"}, keep(currency));
    return order;
  }
  Event& fill(TsUs ts, std::string_view order, int n, std::string_view symbol, std::string_view side,
              std::string_view qty, std::string_view price, std::string_view fee = "0",
              std::string_view currency = "USD") {
    Event& e = make(Type::fill, ts, "v", symbol);
    e.set_text(Field{Type::fill, "id"}, keep(order));
    e.set_text(Field{Type::fill, "fill_id"}, keep(std::string(order) + "/" + std::to_string(n)));
    e.set_text(Field{Type::fill, "side"}, keep(side));
    e.set(Field{Type::fill, "price"}, dec(price));
    e.set(Field{Type::fill, "qty"}, dec(qty));
    e.set(Field{Type::fill, "fee"}, dec(fee));
    e.set_text(Field{Type::fill, "fee_currency"}, keep(currency));
    e.set_text(Field{Type::fill, "liquidity"}, "taker");
    return e;
  }
  Event& update(TsUs ts, std::string_view order, std::string_view state, std::string_view filled = "0") {
    Event& e = make(Type::order_update, ts, "v", "BTC-USD");
    e.set_text(Field{Type::order_update, "id"}, keep(order));
    e.set_text(Field{Type::order_update, "state"}, keep(state));
    e.set(Field{Type::order_update, "filled"}, dec(filled));
    return e;
  }
  Event& charge(TsUs ts, std::string_view symbol, std::string_view amount,
                std::string_view currency = "USDT") {
    Event& e = make(Type::charge, ts, "v", symbol);
    e.set_text(Field{Type::charge, "kind"}, "funding");
    e.set_text(Field{Type::charge, "strategy"}, "s");
    e.set(Field{Type::charge, "amount"}, dec(amount));
    e.set_text(Field{Type::charge, "currency"}, keep(currency));
    return e;
  }
  Event& pnl(TsUs ts, std::string_view id, std::string_view net) {
    Event& e = make(Type::pnl, ts, "v", "BTC-USD");
    e.set_text(Field{Type::pnl, "strategy"}, "s");
    e.set_text(Field{Type::pnl, "id"}, keep(id));
    e.set(Field{Type::pnl, "net"}, dec(net));
    e.set(Field{Type::pnl, "qty"}, dec("1"));
    e.set(Field{Type::pnl, "entry"}, dec("100"));
    return e;
  }
  Event& day(TsUs ts, std::string_view date, std::string_view equity, std::string_view units,
             std::string_view unit_value) {
    Event& e = make(Type::day, ts);
    e.set_text(Field{Type::day, "date"}, keep(date));
    e.set_text(Field{Type::day, "currency"}, "USD");
    e.set(Field{Type::day, "equity"}, dec(equity));
    e.set(Field{Type::day, "units"}, dec(units));
    e.set(Field{Type::day, "unit_value"}, dec(unit_value));
    e.set(Field{Type::day, "peak"}, dec(unit_value));
    return e;
  }
  Event& halt(TsUs ts, std::string_view kind, std::string_view rule, bool until_day) {
    Event& e = make(Type::halt, ts);
    e.set_text(Field{Type::halt, "kind"}, keep(kind));
    e.set_text(Field{Type::halt, "reason"}, "test");
    e.set_text(Field{Type::halt, "rule"}, keep(rule));
    e.set_flag(Field{Type::halt, "until_day"}, until_day);
    return e;
  }
  Event& candle(TsUs start, TsUs ts, std::string_view symbol, double open, double high, double low,
                double close, double volume = 1000, std::string_view venue = "v") {
    Event& e = make(Type::candle, ts, venue, symbol);
    e.set_text(Field{Type::candle, "tf"}, keep(duration_text(ts - start)));
    e.set_integer(Field{Type::candle, "start"}, start);
    e.set(Field{Type::candle, "open"}, open);
    e.set(Field{Type::candle, "high"}, high);
    e.set(Field{Type::candle, "low"}, low);
    e.set(Field{Type::candle, "close"}, close);
    e.set(Field{Type::candle, "volume"}, volume);
    return e;
  }
  Event& quote(TsUs ts, std::string_view symbol, double bid, double ask, double bid_size = 1000,
               double ask_size = 1000) {
    Event& e = make(Type::quote, ts, "v", symbol);
    e.set(Field{Type::quote, "bid"}, bid);
    e.set(Field{Type::quote, "ask"}, ask);
    e.set(Field{Type::quote, "bid_size"}, bid_size);
    e.set(Field{Type::quote, "ask_size"}, ask_size);
    return e;
  }
  Event& trade(TsUs ts, std::string_view symbol, double price, double size) {
    Event& e = make(Type::trade, ts, "v", symbol);
    e.set(Field{Type::trade, "price"}, price);
    e.set(Field{Type::trade, "size"}, size);
    return e;
  }

 private:
  Arena arena_;
};

inline void fold(Account& a, const Event& e) {
  Status st = a.fold(e);
  INFO((st ? std::string() : st.error().message));
  REQUIRE(st.ok());
}

}  // namespace tu::account
