// Coinbase's REST: /api/v3/brokerage, and the /v2 calls that clients of it make. Each route is one row of the
// table in rest.cpp.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "simex/coinbase/orders.h"
#include "simex/coinbase/users.h"
#include "simex/query.h"

namespace tu::simex::coinbase {

class Rest {
 public:
  Rest(World& world, const Users& users) : w_(world), users_(users) {}
  net::Response answer(const net::Request& request);

 private:
  struct Call {
    const net::Request& request;
    Query query;
    const User* user;                // null for what everybody may ask
    std::vector<std::string> names;  // what stood for the {} of the route
  };
  using Handler = net::Response (Rest::*)(const Call&);
  struct Route {
    std::string_view method, pattern;
    bool is_private;
    Handler handler;
  };
  static const std::vector<Route>& routes();

  // rest_market.cpp: what everybody may ask
  net::Response time(const Call&);
  net::Response products(const Call&);
  net::Response product(const Call&);
  net::Response product_book(const Call&);
  net::Response best_bid_ask(const Call&);
  net::Response ticker(const Call&);
  net::Response candles(const Call&);
  void write_product(JsonOut& out, ProductId id) const;
  std::optional<ProductId> find_product(std::string_view id) const;

  // rest_v2.cpp: Coinbase App
  net::Response v2_time(const Call&);
  net::Response v2_currencies(const Call&);
  net::Response v2_crypto(const Call&);
  net::Response v2_rates(const Call&);
  net::Response v2_accounts(const Call&);
  net::Response v2_price(const Call&);

  // rest_account.cpp
  net::Response accounts(const Call&);
  net::Response account(const Call&);
  net::Response transaction_summary(const Call&);
  net::Response key_permissions(const Call&);
  void write_account(JsonOut& out, const User& user, const std::string& currency, const Balance& b) const;

  // rest_portfolio.cpp
  net::Response portfolios(const Call&);
  net::Response breakdown(const Call&);
  net::Response intx_balances(const Call&);
  net::Response payment_methods(const Call&);
  net::Response intx_positions(const Call&);
  net::Response intx_position(const Call&);
  net::Response intx_portfolio(const Call&);
  net::Response cfm_balance(const Call&);
  net::Response cfm_positions(const Call&);

  // rest_orders.cpp
  net::Response create(const Call&);
  net::Response preview(const Call&);
  net::Response batch_cancel(const Call&);
  net::Response edit(const Call&);
  net::Response edit_preview(const Call&);
  net::Response close_position(const Call&);
  net::Response orders(const Call&);
  net::Response order(const Call&);
  net::Response fills(const Call&);
  net::Response place(const Call&, const NewOrder& wanted, std::string_view configuration);
  const Order* own_order(const Call&, std::string_view uuid) const;

  World& w_;
  const Users& users_;
};

// NAME: {"value":VALUE,"currency":CURRENCY}
void write_amount(JsonOut& out, std::string_view name, Decimal value, std::string_view currency);
std::string account_uuid(const World& w, AccountId account, const std::string& currency);
net::Response ok(JsonOut& out);
net::Response error(int status, std::string_view code, std::string_view message);

}  // namespace tu::simex::coinbase
