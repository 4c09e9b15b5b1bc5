#include "account/cost_model.h"

#include <catch2/catch.hpp>

using namespace tu;
using namespace tu::account;

namespace {

FeeTier tier() {
  return {Decimal{}, *Decimal::parse("0.0002"), *Decimal::parse("0.0005")};
}
OrderState order(const std::string& id, bool reduces, const std::string& kind = "market",
                 const std::string& rule = "") {
  OrderState o;
  o.id = id, o.kind = kind, o.reduce_only = reduces, o.exit_rule = rule;
  return o;
}

}  // namespace

TEST_CASE("the venue's costs are what was filled: maker's or taker's, times the scale") {
  CostModel m;
  CHECK(m.rate(tier(), order("a", false), true).str() == "0.0002");
  CHECK(m.rate(tier(), order("a", false), false).str() == "0.0005");
  m.scale = Decimal::from_integer(2);
  CHECK(m.rate(tier(), order("a", false), false).str() == "0.001");
  CHECK(m.name("candle-1") == "candle-1");
}

TEST_CASE(
    "the smart placer's blend is 3.14 bps to enter and 3.5 to leave, 5 for a stop; who rested pays as a "
    "maker") {
  CostModel m{.kind = CostModel::Kind::smart_placer};
  CHECK(m.rate(tier(), order("a", false), false).str() == "0.000314");
  CHECK(m.rate(tier(), order("a", true), false).str() == "0.00035");
  CHECK(m.rate(tier(), order("a", true, "stop"), false).str() == "0.0005");
  CHECK(m.rate(tier(), order("a", true, "market", "stop"), false).str() == "0.0005");
  CHECK(m.rate(tier(), order("a", false), true).str() == "0.0002");
  CHECK(m.name("quote-1") == "quote-1+smart-placer");
}

TEST_CASE("the dice give the same to the same order, and by the thousands what the source expects") {
  CostModel dice{.kind = CostModel::Kind::dice}, blend{.kind = CostModel::Kind::smart_placer};
  double entries = 0, exits = 0;
  constexpr int n = 20000;
  for (int i = 0; i < n; ++i) {
    const OrderState in = order("s/A@" + std::to_string(i), false),
                     out = order("s/A@" + std::to_string(i) + "#x1", true);
    CHECK(dice.rate(tier(), in, false) == dice.rate(tier(), in, false));
    entries += (blend.rate(tier(), in, false) - dice.rate(tier(), in, false)).to_real();
    exits += (blend.rate(tier(), out, false) - dice.rate(tier(), out, false)).to_real();
  }
  CHECK(entries / n * 1e4 == Approx(1.24).margin(0.05));
  CHECK(exits / n * 1e4 == Approx(3.0).margin(0.1));
  CHECK(dice.rate(tier(), order("a", true, "stop"), false).str() == "0.0005");
  CHECK(dice.name("book-1") == "book-1+dice");
}

TEST_CASE("the reference enters at the event's price, leaves 2 bps worse, 5 at a stop, and pays the blend") {
  CostModel m{.kind = CostModel::Kind::reference};
  CHECK(m.worse_by(order("a", false))->str() == "0");
  CHECK(m.worse_by(order("a", true))->str() == "0.0002");
  CHECK(m.worse_by(order("a", true, "market", "stop"))->str() == "0.0005");
  CHECK(m.rate(tier(), order("a", false), false).str() == "0.000314");
  CHECK(m.rate(tier(), order("a", true), false).str() == "0.00035");
  CHECK(m.rate(tier(), order("a", true, "market", "stop"), false).str() == "0.0005");
  CHECK(m.name("quote-1") == "quote-1+reference");
  CHECK_FALSE(CostModel().worse_by(order("a", true)));
}

TEST_CASE("only the four names are cost models") {
  CHECK(cost_kind("venue") == CostModel::Kind::venue);
  CHECK(cost_kind("reference") == CostModel::Kind::reference);
  CHECK_FALSE(cost_kind("Venue"));
}
