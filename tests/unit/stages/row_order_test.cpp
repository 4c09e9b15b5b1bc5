#include "stages/row_order.h"

#include <catch2/catch.hpp>

#include "base/text.h"

using namespace tu;

namespace {

// "STAGE behind STAGE", or "" where nothing is wrong.
std::string wrong(std::string_view row, bool over = true) {
  const auto tools = text::split(row, ' ');
  const auto found = stages::misplaced(tools, over);
  if (!found) return {};
  CHECK(found->text.starts_with("stands behind " + std::string(tools[found->behind]) + ", so "));
  return std::string(tools[found->stage]) + " behind " + std::string(tools[found->behind]);
}

}  // namespace

TEST_CASE("a row in the usual order is right, with programs of others between, and each part of it alone") {
  CHECK(wrong("candles exits signal-agg size ./mine.py risk-gate route.py place-order settle acb").empty());
  CHECK(wrong("signal-agg size exits risk-gate place-order settle").empty());
  CHECK(wrong("signal-agg size signal-agg size risk-gate risk-gate place-order settle").empty());
  CHECK(wrong("signal-agg size").empty());
  CHECK(wrong("place-order settle").empty());
  CHECK(wrong("exits risk-gate").empty());
  CHECK(wrong("risk-gate place-order place-order settle").empty());
}

TEST_CASE("what proposes behind the last gate is found, at the latest where orders are sent") {
  CHECK(wrong("signal-agg size risk-gate exits place-order settle") == "exits behind risk-gate");
  CHECK(wrong("signal-agg size risk-gate exits place-order", false) == "exits behind risk-gate");
  CHECK(wrong("signal-agg risk-gate size settle") == "size behind risk-gate");
  CHECK(wrong("risk-gate exits") == "exits behind risk-gate");
  CHECK(wrong("risk-gate exits", false).empty());  // a gate may follow
  CHECK(wrong("signal-agg size risk-gate exits risk-gate place-order settle").empty());
}

TEST_CASE("nothing that proposes, judges or sends may stand behind settle") {
  CHECK(wrong("size risk-gate place-order settle exits", false) == "exits behind settle");
  CHECK(wrong("size risk-gate settle place-order", false) == "place-order behind settle");
  CHECK(wrong("settle risk-gate", false) == "risk-gate behind settle");
}

TEST_CASE("a gate behind place-order is found as soon as it is sure that nobody sends what it approves") {
  CHECK(wrong("size place-order risk-gate", false) == "risk-gate behind place-order");
  CHECK(wrong("risk-gate place-order risk-gate", false).empty());  // a place-order may follow
  CHECK(wrong("risk-gate place-order risk-gate settle", false) == "risk-gate behind place-order");
  CHECK(wrong("risk-gate place-order risk-gate") == "risk-gate behind place-order");
}
