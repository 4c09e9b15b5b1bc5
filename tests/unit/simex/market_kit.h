// A small exchange for the tests: one product, two accounts, amounts written as text.
#pragma once

#include <string>
#include <vector>

#include "simex/engine/exchange.h"

namespace tu::simex::test {

inline Decimal d(const char* text) {
  return *Decimal::parse(text);
}

inline Product bitcoin() {
  Product p;
  p.id = "BTC-USD", p.base = "BTC", p.quote = "USD";
  p.tick = d("0.01"), p.lot = d("0.0001"), p.min_qty = d("0.0001"), p.max_qty = d("1000");
  p.min_value = d("1"), p.max_value = d("10000000");
  return p;
}
inline Product perpetual() {
  Product p = bitcoin();
  p.id = "BTC-USDC-PERP", p.quote = "USDC", p.perp = true, p.max_leverage = d("10");
  return p;
}

// Everything that the exchange told, in order.
struct Heard : Listener {
  std::vector<Order> orders;
  std::vector<Fill> fills;
  std::vector<Print> prints;
  void order_changed(const Order& o) override { orders.push_back(o); }
  void filled(const Fill& f, const Order&) override { fills.push_back(f); }
  void printed(const Print& p) override { prints.push_back(p); }
};

struct Kit {
  Rules rules;
  Exchange x;
  Heard heard;
  ProductId btc = 0, perp = 1;
  AccountId anna = 0, bob = 0;

  explicit Kit(SelfTrade rule = SelfTrade::cancel_newest) : rules(make(rule)), x(rules) {
    btc = x.add_product(bitcoin());
    perp = x.add_product(perpetual());
    anna = x.add_account("anna");
    bob = x.add_account("bob");
    for (const AccountId a : {anna, bob}) {
      x.deposit(a, "USD", d("100000"));
      x.deposit(a, "USDC", d("10000"));
      x.deposit(a, "BTC", d("10"));
    }
    x.listen(&heard);
    x.advance(1'000'000);
  }
  static Rules make(SelfTrade rule) {
    Rules r;
    r.tiers = {{"first", {}, d("0.004"), d("0.006")}, {"second", d("10000"), d("0.001"), d("0.002")}};
    r.self_trade = rule;
    return r;
  }
  static NewOrder limit(AccountId who, Side side, const char* qty, const char* price, Tif tif = Tif::gtc) {
    NewOrder o;
    o.account = who, o.side = side, o.tif = tif;
    o.qty = d(qty), o.limit = d(price);
    return o;
  }
  static NewOrder market(AccountId who, Side side, const char* qty, const char* value = "0") {
    NewOrder o;
    o.account = who, o.side = side, o.kind = Kind::market, o.tif = Tif::ioc;
    o.qty = d(qty), o.value = d(value);
    return o;
  }
  const Order& get(Exchange::Placed placed) { return *x.order(placed.id); }
  const Balance& balance(AccountId who, const char* currency) {
    return x.accounts()[who].wallet.of(currency);
  }
};

}  // namespace tu::simex::test
