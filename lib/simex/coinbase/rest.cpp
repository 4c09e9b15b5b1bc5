#include "simex/coinbase/rest.h"

namespace tu::simex::coinbase {

net::Response ok(JsonOut& out) {
  net::Response r;
  r.body = out.take();
  return r;
}

net::Response error(int status, std::string_view code, std::string_view message) {
  JsonOut out;
  out.open('{').field("error", code).field("error_details", message).field("message", message).close();
  net::Response r = ok(out);
  r.status = status;
  return r;
}

const std::vector<Rest::Route>& Rest::routes() {
  static const std::vector<Route> table = {
      {"GET", "/api/v3/brokerage/time", false, &Rest::time},
      {"GET", "/api/v3/brokerage/market/products", false, &Rest::products},
      {"GET", "/api/v3/brokerage/market/products/{}", false, &Rest::product},
      {"GET", "/api/v3/brokerage/market/products/{}/candles", false, &Rest::candles},
      {"GET", "/api/v3/brokerage/market/products/{}/ticker", false, &Rest::ticker},
      {"GET", "/api/v3/brokerage/market/product_book", false, &Rest::product_book},
      {"GET", "/api/v3/brokerage/products", true, &Rest::products},
      {"GET", "/api/v3/brokerage/products/{}", true, &Rest::product},
      {"GET", "/api/v3/brokerage/products/{}/candles", true, &Rest::candles},
      {"GET", "/api/v3/brokerage/products/{}/ticker", true, &Rest::ticker},
      {"GET", "/api/v3/brokerage/product_book", true, &Rest::product_book},
      {"GET", "/api/v3/brokerage/best_bid_ask", true, &Rest::best_bid_ask},
      {"GET", "/api/v3/brokerage/accounts", true, &Rest::accounts},
      {"GET", "/api/v3/brokerage/accounts/{}", true, &Rest::account},
      {"GET", "/api/v3/brokerage/transaction_summary", true, &Rest::transaction_summary},
      {"GET", "/api/v3/brokerage/key_permissions", true, &Rest::key_permissions},
      {"GET", "/api/v3/brokerage/portfolios", true, &Rest::portfolios},
      {"GET", "/api/v3/brokerage/portfolios/{}", true, &Rest::breakdown},
      {"GET", "/api/v3/brokerage/payment_methods", true, &Rest::payment_methods},
      {"GET", "/api/v3/brokerage/intx/balances/{}", true, &Rest::intx_balances},
      {"GET", "/api/v3/brokerage/intx/positions/{}", true, &Rest::intx_positions},
      {"GET", "/api/v3/brokerage/intx/positions/{}/{}", true, &Rest::intx_position},
      {"GET", "/api/v3/brokerage/intx/portfolio/{}", true, &Rest::intx_portfolio},
      {"GET", "/api/v3/brokerage/cfm/balance_summary", true, &Rest::cfm_balance},
      {"GET", "/api/v3/brokerage/cfm/positions", true, &Rest::cfm_positions},
      {"POST", "/api/v3/brokerage/orders", true, &Rest::create},
      {"POST", "/api/v3/brokerage/orders/preview", true, &Rest::preview},
      {"POST", "/api/v3/brokerage/orders/batch_cancel", true, &Rest::batch_cancel},
      {"POST", "/api/v3/brokerage/orders/edit", true, &Rest::edit},
      {"POST", "/api/v3/brokerage/orders/edit_preview", true, &Rest::edit_preview},
      {"POST", "/api/v3/brokerage/orders/close_position", true, &Rest::close_position},
      {"GET", "/api/v3/brokerage/orders/historical/batch", true, &Rest::orders},
      {"GET", "/api/v3/brokerage/orders/historical/fills", true, &Rest::fills},
      {"GET", "/api/v3/brokerage/orders/historical/{}", true, &Rest::order},
      {"GET", "/v2/time", false, &Rest::v2_time},
      {"GET", "/v2/currencies", false, &Rest::v2_currencies},
      {"GET", "/v2/currencies/crypto", false, &Rest::v2_crypto},
      {"GET", "/v2/exchange-rates", false, &Rest::v2_rates},
      {"GET", "/v2/prices/{}/{}", false, &Rest::v2_price},
      {"GET", "/v2/accounts", true, &Rest::v2_accounts},
  };
  return table;
}

namespace {

bool fits(std::string_view pattern, std::string_view path, std::vector<std::string>& names) {
  names.clear();
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  const auto want = text::split(pattern, '/'), have = text::split(path, '/');
  if (want.size() != have.size()) return false;
  for (std::size_t i = 0; i < want.size(); ++i) {
    if (want[i] == "{}")
      names.push_back(percent_decoded(have[i]));
    else if (want[i] != have[i])
      return false;
  }
  return true;
}

}  // namespace

net::Response Rest::answer(const net::Request& request) {
  bool known_path = false;
  std::vector<std::string> names;
  for (const Route& route : routes()) {
    if (!fits(route.pattern, request.path(), names)) continue;
    known_path = true;
    if (route.method != request.method) continue;
    Call call{request, Query(request.query()), nullptr, std::move(names)};
    if (route.is_private) {
      Result<const User*> user = users_.of_request(request, wall_now() + w_.clock.skew);
      if (!user) return {401, "Unauthorized\n", "text/plain; charset=utf-8", {}, net::Ending::normal};
      call.user = *user;
    }
    w_.exchange.advance(w_.clock.now());
    return (this->*route.handler)(call);
  }
  return known_path ? error(405, "METHOD_NOT_ALLOWED", "method not allowed")
                    : error(404, "NOT_FOUND", "no such resource");
}

}  // namespace tu::simex::coinbase
