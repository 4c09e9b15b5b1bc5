// Exchange: accounts, books and matching, in one deterministic machine. It reads no clock: its time is what
// advance() was told. Price first, then time. The market around the clients' orders comes from outside
// (set_level, print): a recording or a seeded walk.
// Accounts and products are added before trading begins; their references stay valid from then on.
//
// A client's order that takes liquidity removes it until the market says the size of that price anew. A
// market trade fills the clients' orders that stand before it: all at better prices, and at its own price
// those that the queue has reached.
//
// Everything that changes is told to the Listener while it happens; the listener may not call back.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "simex/engine/fees.h"
#include "simex/engine/ladder.h"
#include "simex/engine/types.h"
#include "simex/engine/wallet.h"

namespace tu::simex {

class Listener {
 public:
  virtual ~Listener() = default;
  virtual void order_changed(const Order&) {}
  virtual void filled(const Fill&, const Order&) {}
  virtual void printed(const Print&) {}
  virtual void level_changed(ProductId, Side, Decimal /*price*/, Decimal /*total*/) {}
};

struct Rules {
  std::vector<Tier> tiers = {{"Free", {}, {}, {}}};
  SelfTrade self_trade = SelfTrade::cancel_newest;
  Decimal funding_rate;          // of a settlement; longs pay a positive one
  DurUs funding_every = 0;       // at each multiple of it; 0: never
  bool repeats_are_new = false;  // an order whose client id was used before
};

struct Account {
  std::string name;
  Wallet wallet;
  Volume volume;
  std::map<std::string, OrderId, std::less<>> by_client_id;
  std::vector<OrderId> orders;
  std::vector<std::size_t> fills;  // places in Exchange::fills()
};

struct Market {
  Product product;
  Ladder bids{Side::buy}, asks{Side::sell};
  Decimal last;              // price of the last trade; zero before the first
  std::uint64_t prints = 0;  // trades told so far: their numbers follow each other
  Ladder& side(Side s) { return s == Side::buy ? bids : asks; }
  const Ladder& side(Side s) const { return s == Side::buy ? bids : asks; }
  Decimal mid() const;   // zero when a side is empty
  Decimal mark() const;  // last, else mid
};

// What an order would do if it were sent now.
struct Preview {
  Refusal refusal = Refusal::none;
  Decimal qty, value, fee;  // of what would trade at once
  Decimal needed;           // of the hold currency
};

class Exchange {
 public:
  explicit Exchange(Rules rules) : rules_(std::move(rules)) {}
  void listen(Listener* listener) { listener_ = listener; }

  ProductId add_product(Product product);
  AccountId add_account(std::string name);
  void deposit(AccountId account, const std::string& currency, Decimal amount);

  // Moves the time on (never back) and ends what is due.
  void advance(TsUs now);
  TsUs now() const { return now_; }

  struct Placed {
    OrderId id = 0;  // of the order that has this client id already, when the refusal is `duplicate`
    Refusal refusal = Refusal::none;
  };
  Placed place(const NewOrder& order);
  Preview preview(const NewOrder& order);
  bool cancel(OrderId id, std::string_view why);  // false: it is not alive
  // A smaller size keeps the place in the queue; another price or a larger size loses it.
  Refusal edit(OrderId id, Decimal price, Decimal size);

  // The market. Sizes are absolute; zero removes.
  void set_level(ProductId product, Side side, Decimal price, Decimal size);
  void clear_outside(ProductId product);
  void print(ProductId product, Decimal price, Decimal qty, Side aggressor);

  const Order* order(OrderId id) const { return id > 0 && id <= orders_.size() ? &orders_[id - 1] : nullptr; }
  const std::deque<Order>& orders() const { return orders_; }
  const std::deque<Fill>& fills() const { return fills_; }
  const std::deque<Funding>& fundings() const { return fundings_; }
  const std::vector<Market>& markets() const { return markets_; }
  const Market& market(ProductId p) const { return markets_[p]; }
  std::optional<ProductId> find(std::string_view product) const;
  std::vector<Account>& accounts() { return accounts_; }
  const std::vector<Account>& accounts() const { return accounts_; }
  const Tier& tier(AccountId account);
  const Rules& rules() const { return rules_; }
  Decimal ahead_of(OrderId id) const;
  Decimal fees_taken(std::string_view currency) const;
  // What accounts owed beyond all that they had, which nobody pays.
  Decimal written_off(std::string_view currency) const;
  void halt(ProductId p, bool on) { markets_[p].product.halted = on; }

 private:
  // admit.cpp: may it be taken, and what must be held for it?
  Refusal check(const NewOrder& o);
  Refusal check_shape(const NewOrder& o, const Product& p) const;
  Refusal check_price(const NewOrder& o, const Market& m) const;
  Refusal check_funds(const NewOrder& o, Decimal needed) const;
  Decimal free_margin(const Account& a, const std::string& currency) const;
  Decimal worst_rate(AccountId account);
  Decimal needed(const NewOrder& o, Decimal left, Decimal rate) const;
  Decimal margin(const NewOrder& o, Decimal left, Decimal price, Decimal rate) const;
  const std::string& hold_currency(const NewOrder& o) const;
  Preview walk(const NewOrder& o, Decimal rate) const;
  void set_hold(Order& o, Decimal amount);

  // margin.cpp: positions over time
  void settle_funding();
  void look_after(ProductId product);  // its mark has moved
  bool below_maintenance(const Account& a, const std::string& currency) const;
  void liquidate(AccountId account, const std::string& currency);

  // match.cpp
  void enter(Order& o);      // trade what can be traded; rest, or end
  void match(Order& taker);  // against the other side
  bool meet_own(Order& taker, Order& maker);
  Decimal most_to_take(const Order& taker, Decimal price) const;
  void trade(Order& taker, Level& level, Decimal qty);
  void book_fill(Order& o, Decimal price, Decimal qty, bool maker, std::uint64_t trade_id);
  void rest(Order& o);
  void unrest(Order& o);
  void end(Order& o, State state, std::string_view why);
  void tell_level(ProductId p, Side side, Decimal price);
  void tell_print(ProductId p, Decimal price, Decimal qty, Side aggressor);
  void trigger_stops(ProductId p);

  // outside.cpp
  Decimal sweep(ProductId p, Side passive, Decimal limit, Decimal qty, bool crossing);

  Order& mutable_order(OrderId id) { return orders_[id - 1]; }
  Market& market_of(const NewOrder& o) { return markets_[o.product]; }

  Rules rules_;
  Listener* listener_ = nullptr;
  TsUs now_ = 0;
  std::vector<Market> markets_;
  std::map<std::string, ProductId, std::less<>> by_id_;
  std::vector<Account> accounts_;
  std::deque<Order> orders_;
  std::deque<Fill> fills_;
  std::map<ProductId, std::set<OrderId>> waiting_;  // stops
  std::set<std::pair<TsUs, OrderId>> expiries_;
  std::deque<Funding> fundings_;
  TsUs next_funding_ = 0;  // 0: not known yet
  bool liquidating_ = false;
  std::map<std::string, Decimal, std::less<>> fees_, written_off_;
  std::uint64_t trades_ = 0;
};

}  // namespace tu::simex
