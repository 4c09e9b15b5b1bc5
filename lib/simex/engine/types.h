// What the simulated exchange trades, and its words for orders. Plain data; amounts are exact.
#pragma once

#include <cstdint>
#include <string>

#include "base/decimal.h"
#include "base/time.h"

namespace tu::simex {

enum class Side : std::uint8_t { buy, sell };
constexpr Side opposite(Side s) {
  return s == Side::buy ? Side::sell : Side::buy;
}
enum class Kind : std::uint8_t { market, limit, stop_limit };
enum class Tif : std::uint8_t { gtc, gtd, ioc, fok };
enum class State : std::uint8_t {
  waiting,  // a stop that was not reached yet
  open,
  filled,
  cancelled,
  expired,
};
constexpr bool alive(State s) {
  return s == State::waiting || s == State::open;
}
// What happens when an account's order meets another of its own.
enum class SelfTrade : std::uint8_t { cancel_newest, cancel_oldest, cancel_both, decrement };

using OrderId = std::uint64_t;  // 1, 2, ...; 0 is the market's own liquidity
using AccountId = std::uint32_t;
using ProductId = std::uint32_t;

struct Product {
  std::string id;  // as our events write it: BTC-USD, BTC-USDC-PERP
  std::string base, quote;
  Decimal tick, lot;
  Decimal min_qty, max_qty;      // in base
  Decimal min_value, max_value;  // in quote
  bool perp = false;
  Decimal max_leverage;  // perpetuals
  bool halted = false;   // takes no orders
  // Below this part of its value a position is liquidated: half of what the highest leverage asks for.
  Decimal maintenance() const {
    return perp ? Decimal::from_integer(1) / (max_leverage + max_leverage) : Decimal{};
  }
};

struct NewOrder {
  AccountId account = 0;
  ProductId product = 0;
  Side side = Side::buy;
  Kind kind = Kind::limit;
  Tif tif = Tif::gtc;
  Decimal qty;    // base; zero when `value` is given
  Decimal value;  // quote, market orders only: what a buy may cost with its fee, what a sell is to bring
  Decimal limit, stop;
  bool stop_rising = false;  // triggers at or above `stop`, else at or below
  bool post_only = false, reduce_only = false;
  TsUs end_time = 0;  // gtd
  Decimal leverage;   // perpetuals; zero is 1
  std::string client_id;
};

struct Order : NewOrder {
  OrderId id = 0;
  State state = State::open;
  Decimal filled, filled_value, fees;
  Decimal hold, hold_rate;  // of the hold currency; worst fee rate while it rests
  std::uint32_t fills = 0;
  bool resting = false;      // stands in a ladder
  bool liquidation = false;  // the exchange's own, of an account whose margin was used up
  TsUs created = 0, last_fill = 0, closed = 0;
  std::string why;  // it ended
  // What is still to be done, in base; a market order by value has no such number.
  Decimal left() const { return qty.is_zero() ? Decimal{} : qty - filled; }
};

struct Fill {
  std::uint64_t id = 0, trade = 0;
  OrderId order = 0;
  AccountId account = 0;
  ProductId product = 0;
  Side side = Side::buy;
  Decimal price, qty, fee;
  bool maker = false;
  TsUs at = 0;
};

// What a position paid (negative) or received at a settlement of funding.
struct Funding {
  AccountId account = 0;
  ProductId product = 0;
  Decimal rate, qty, amount;
  TsUs at = 0;
};

// A trade as the public sees it.
struct Print {
  std::uint64_t id = 0;
  ProductId product = 0;
  Decimal price, qty;
  Side aggressor = Side::buy;
  TsUs at = 0;
};

// Why an order is not taken.
enum class Refusal : std::uint8_t {
  none,
  unknown_product,
  halted,
  bad_size,  // not positive, too many digits, absurd
  size_too_small,
  size_too_large,
  value_too_small,
  bad_price,
  price_off_tick,
  size_off_lot,
  post_only_crosses,
  no_liquidity,
  funds,
  duplicate,  // the client's id was used
  end_in_the_past,
  stop_already_reached,
  leverage,
  nothing_to_reduce,
};

}  // namespace tu::simex
