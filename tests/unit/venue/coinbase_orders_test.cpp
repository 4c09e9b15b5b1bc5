#include <catch2/catch.hpp>

#include "venue/coinbase/orders.h"
#include "venue/coinbase/product.h"

using namespace tu;
using namespace tu::venue::coinbase;

namespace {

Decimal d(const char* s) {
  return Decimal::parse(s).value();
}

VenueOrder order(std::string kind, std::string tif) {
  VenueOrder o;
  o.client_id = "0f3c";
  o.venue = "coinbase";
  o.symbol = "BTC-USD";
  o.kind = std::move(kind);
  o.tif = std::move(tif);
  o.qty = d("0.0015");
  if (o.kind != "market") o.limit = d("84000");
  return o;
}

const char* product =
    R"({"product_id":"BTC-USD","base_increment":"0.00000001","quote_increment":"0.01","price_increment":"0.01",)"
    R"("base_min_size":"0.0001","base_max_size":"3400","quote_min_size":"1","quote_currency_id":"USD",)"
    R"("trading_disabled":false,"product_type":"SPOT"})";

}  // namespace

TEST_CASE("an order of each kind is the configuration that Coinbase names for it") {
  auto configuration = [](VenueOrder o) {
    const std::string body = create_body(o).value();
    const std::string head =
        R"({"client_order_id":"0f3c","product_id":"BTC-USD","side":"BUY","order_configuration":)";
    REQUIRE(body.starts_with(head));
    return body.substr(head.size(), body.size() - head.size() - 1);
  };
  CHECK(configuration(order("market", "GTC")) == R"({"market_market_ioc":{"base_size":"0.0015"}})");
  CHECK(configuration(order("limit", "GTC")) ==
        R"({"limit_limit_gtc":{"base_size":"0.0015","limit_price":"84000","post_only":false}})");
  CHECK(configuration(order("limit", "IOC")) ==
        R"({"sor_limit_ioc":{"base_size":"0.0015","limit_price":"84000"}})");
  CHECK(configuration(order("limit", "FOK")) ==
        R"({"limit_limit_fok":{"base_size":"0.0015","limit_price":"84000"}})");
  VenueOrder gtd = order("limit", "GTD");
  gtd.expires = from_civil(2026, 11, 29, 12);
  gtd.post_only = true;
  CHECK(configuration(gtd) == R"({"limit_limit_gtd":{"base_size":"0.0015","limit_price":"84000",)"
                              R"("end_time":"2026-11-29T12:00:00Z","post_only":true}})");
  VenueOrder bounded = order("market", "GTC");
  bounded.limit_worst = d("84100.5");
  CHECK(configuration(bounded) == R"({"sor_limit_ioc":{"base_size":"0.0015","limit_price":"84100.5"}})");
  VenueOrder stop = order("stop_limit", "GTC");
  stop.stop = d("83900");
  CHECK(configuration(stop).starts_with(R"({"stop_limit_stop_limit_gtc":{"base_size":"0.0015",)"));
}

TEST_CASE("what Coinbase has no order for is refused before anything leaves") {
  VenueOrder o = order("limit", "IOC");
  o.post_only = true;
  CHECK(create_body(o).error().status == Exit::refused);
  CHECK_FALSE(create_body(order("stop", "GTC")));
}

TEST_CASE("a preview is the order without its id") {
  CHECK(
      preview_body(create_body(order("market", "GTC")).value()) ==
      R"({"product_id":"BTC-USD","side":"BUY","order_configuration":{"market_market_ioc":{"base_size":"0.0015"}}})");
}

TEST_CASE("an answer proves acceptance, refusal or nothing, by what it says and not only by its status") {
  using Kind = CreateAnswer::Kind;
  const auto good = read_create(200, R"({"success":true,"success_response":{"order_id":"b7"}})");
  CHECK(good.kind == Kind::accepted);
  CHECK(good.venue_id == "b7");
  const auto poor = read_create(
      200,
      R"({"success":false,"error_response":{"error":"INSUFFICIENT_FUND","message":"Insufficient balance"}})");
  CHECK(poor.kind == Kind::refused);
  CHECK(poor.reason == "INSUFFICIENT_FUND: Insufficient balance");
  const auto crossing =
      read_create(200, R"({"success":false,"error_response":{"error":"UNKNOWN_FAILURE_REASON",)"
                       R"("new_order_failure_reason":"INVALID_LIMIT_PRICE_POST_ONLY"}})");
  CHECK(crossing.kind == Kind::refused);
  CHECK(crossing.would_take);
  CHECK(
      read_create(200, R"({"success":false,"error_response":{"error":"DUPLICATE_CLIENT_ORDER_ID"}})").kind ==
      Kind::unknown);
  CHECK(read_create(429, "").kind == Kind::later);
  CHECK(read_create(401, "Unauthorized").kind == Kind::clock);
  CHECK(read_create(400, R"({"error":"INVALID_ARGUMENT","message":"bad"})").kind == Kind::refused);
  for (const auto& [status, body] : std::vector<std::pair<int, std::string>>{{500, ""},
                                                                             {502, "<html>"},
                                                                             {200, ""},
                                                                             {200, "{\"success\":tr"},
                                                                             {200, "{}"},
                                                                             {200, R"({"success":true})"},
                                                                             {408, "{}"}})
    CHECK(read_create(status, body).kind == Kind::unknown);
}

TEST_CASE("an order is fitted to its product: never larger, never worse") {
  const Product p = read_product(product).value();
  VenueOrder o = order("limit", "GTC");
  o.qty = d("0.001500009");
  o.limit = d("84000.019");
  CHECK(fit(o, p)->qty == d("0.00150000"));
  CHECK(fit(o, p)->limit == d("84000.01"));
  o.buy = false;
  CHECK(fit(o, p)->limit == d("84000.02"));
  o.qty = d("0.00009");
  CHECK(fit(o, p).error().status == Exit::refused);
  o.qty = d("0.0001");
  o.limit = d("9000");
  CHECK(fit(o, p).error().message.find("worth 0.9 USD") != std::string::npos);
  Product closed = p;
  closed.cancel_only = true;
  CHECK_FALSE(fit(order("limit", "GTC"), closed));
}

TEST_CASE("names of perpetuals are those of the venue") {
  CHECK(product_id("BTC-USDC-PERP") == "BTC-PERP-INTX");
  CHECK(symbol_of_product("BTC-PERP-INTX") == "BTC-USDC-PERP");
  CHECK(symbol_of_product(product_id("ETH-USD")) == "ETH-USD");
}

TEST_CASE("orders and fills of a page are read, empty numbers included, and a broken one is an error") {
  const auto orders =
      read_orders(
          R"({"orders":[{"order_id":"a","client_order_id":"c","product_id":"BTC-USD","side":"BUY","status":"CANCELLED",)"
          R"("filled_size":"0.5","number_of_fills":"2"},{"order_id":"b","status":"PENDING","filled_size":""}],)"
          R"("has_next":false,"cursor":"x"})")
          .value();
  REQUIRE(orders.orders.size() == 2);
  CHECK(orders.orders[0].ended());
  CHECK(orders.orders[0].filled == d("0.5"));
  CHECK(orders.orders[0].fills == 2);
  CHECK_FALSE(orders.orders[1].ended());
  CHECK(orders.cursor.empty());
  const auto fills =
      read_fills(
          R"({"fills":[{"entry_id":"e","order_id":"a","price":"84000","size":"0.5","commission":"1.2",)"
          R"("trade_time":"2026-11-21T01:00:00.031Z","liquidity_indicator":"MAKER","side":"BUY","trade_type":"FILL"},)"
          R"({"entry_id":"r","trade_type":"REVERSAL"}],"cursor":"next"})")
          .value();
  REQUIRE(fills.fills.size() == 1);
  CHECK(fills.fills[0].maker);
  CHECK(fills.fills[0].fee == d("1.2"));
  CHECK(fills.cursor == "next");
  CHECK_FALSE(read_fills(R"({"fills":[{"entry_id":"e","order_id":"a","price":"","size":"1"}]})"));
  CHECK_FALSE(read_orders("Unauthorized"));
}

TEST_CASE("the user channel's orders carry the cumulative quantity; other channels carry none") {
  const auto m =
      read_user(
          R"({"channel":"user","sequence_num":3,"events":[{"type":"update","orders":[{"order_id":"a",)"
          R"("client_order_id":"c","cumulative_quantity":"0.25","status":"OPEN","order_side":"SELL","number_of_fills":1}]}]})")
          .value();
  REQUIRE(m.orders.size() == 1);
  CHECK(m.orders[0].filled == d("0.25"));
  CHECK_FALSE(m.orders[0].buy);
  CHECK(m.sequence == 3);
  CHECK(read_user(R"({"channel":"heartbeats","sequence_num":4,"events":[{}]})")->orders.empty());
  CHECK(read_user(R"({"type":"error","message":"authentication failure"})")->error ==
        "authentication failure");
}
