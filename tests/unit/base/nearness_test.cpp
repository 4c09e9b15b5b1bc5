#include "base/nearness.h"

#include <catch2/catch.hpp>

using namespace tu;

TEST_CASE("what is most like a word comes first, whatever its case and its dashes") {
  CHECK(text::nearest_first("BTCUSDT", {"ETH-USDT-PERP", "ETH-USDC", "BTC-USDT-PERP"}).front() ==
        "BTC-USDT-PERP");
  CHECK(text::nearest_first("btc-usd", {"BTC-EUR", "BTC-USD"}).front() == "BTC-USD");
  CHECK(text::nearest_first("x", {}).empty());
}

TEST_CASE("a swap of neighbours is one change") {
  CHECK(text::edit_distance("from", "form") == 1);
  CHECK(text::edit_distance("", "abc") == 3);
  CHECK(text::edit_distance("kitten", "sitting") == 3);
}

TEST_CASE("a long list is cut, and the rest counted") {
  CHECK(text::some_of({"a", "b"}, 2) == "a, b");
  CHECK(text::some_of({"a", "b", "c", "d"}, 2) == "a, b and 2 more");
  CHECK(text::some_of({}).empty());
}
