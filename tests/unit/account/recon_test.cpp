#include "account/recon.h"

#include <catch2/catch.hpp>

using namespace tu;
using namespace tu::account;

namespace {

Decimal d(const char* s) {
  return Decimal::parse(s).value();
}

Execution execution(const char* qty = "1") {
  Execution e;
  e.price = d("100");
  e.qty = d(qty);
  e.fee = d("0.5");
  e.fee_currency = "USD";
  return e;
}

// One order of which one unit is filled, the same on both sides.
ReconInput equal() {
  ReconInput in;
  JournalOrder j;
  j.id = "s/1";
  j.symbol = "BTC-USD";
  j.qty = d("2");
  j.filled = d("1");
  j.phase = OrderPhase::partial;
  j.client_ids = {"c1"};
  j.fills["e1"] = execution();
  in.journal.push_back(j);
  VenueSideOrder v;
  v.client_id = "c1";
  v.venue_id = "v1";
  v.symbol = "BTC-USD";
  v.state = "open";
  v.filled = d("1");
  v.fills["e1"] = execution();
  in.venue.push_back(v);
  in.journal_balances = in.venue_balances = {{"USD", d("899.5")}, {"BTC", d("1")}};
  return in;
}

const Difference* find(const std::vector<Difference>& all, const std::string& kind) {
  for (const Difference& each : all)
    if (each.kind == kind) return &each;
  return nullptr;
}

}  // namespace

TEST_CASE("books that agree have no difference") {
  CHECK(compare(equal()).empty());
}

TEST_CASE(
    "a position in a perpetual that differs is explained by the venue's liquidation, and by nothing less") {
  ReconInput in;
  in.journal_positions = {{"ETH-USDC-PERP", d("-2")}};
  in.venue_positions = {{"ETH-USDC-PERP", d("-2")}};
  CHECK(compare(in).empty());
  in.venue_positions.clear();
  auto found = compare(in);
  REQUIRE(found.size() == 1);
  CHECK(found[0].kind == "position");
  CHECK_FALSE(found[0].explained);
  VenueSideOrder v;
  v.venue_id = "v9", v.symbol = "ETH-USDC-PERP", v.state = "filled", v.liquidation = true, v.filled = d("2");
  v.fills["e9"] = {d("3000"), d("2"), d("1"), "USDC", false, 0};
  in.venue.push_back(v);
  found = compare(in);
  REQUIRE(found.size() == 2);
  CHECK(found[0].kind == "liquidation");
  CHECK(found[1].kind == "position");
  CHECK(found[1].explained);
}

TEST_CASE("a fill that only the venue has is proved by it, and accounts for the balances") {
  ReconInput in = equal();
  in.venue[0].fills["e2"] = execution("0.5");
  in.venue[0].filled = d("1.5");
  in.venue_balances = {{"USD", d("849")}, {"BTC", d("1.5")}};
  const auto found = compare(in);
  REQUIRE(find(found, "fill-missing"));
  CHECK(find(found, "fill-missing")->fill_id == "e2");
  for (const Difference& each : found) CHECK(each.explained);
}

TEST_CASE("a fill that only the journal has, or that differs, is explained by nothing") {
  ReconInput in = equal();
  in.journal[0].fills["e9"] = execution();
  CHECK_FALSE(find(compare(in), "fill-unproved")->explained);
  in = equal();
  in.journal[0].fills["e1"].fee = d("0.4");
  CHECK_FALSE(find(compare(in), "fill-differs")->explained);
}

TEST_CASE("the end of an order is proved by the venue; an order that it does not have is not explained") {
  ReconInput in = equal();
  in.venue[0].state = "cancelled";
  CHECK(find(compare(in), "order-ended")->state == "cancelled");
  in.venue.clear();
  CHECK_FALSE(find(compare(in), "order-missing")->explained);
  in = equal();
  in.journal[0].phase = OrderPhase::cancelled;
  CHECK_FALSE(find(compare(in), "order-works")->explained);
}

TEST_CASE("orders of others account for what they moved, and for nothing else") {
  ReconInput in = equal();
  VenueSideOrder other = in.venue[0];
  other.client_id = "ccxt-1";
  other.fills = {{"x", execution("0.25")}};
  in.venue.push_back(other);
  in.venue_balances = {{"USD", d("874")}, {"BTC", d("1.25")}};
  for (const Difference& each : compare(in)) CHECK(each.explained);
  in.venue_balances["USD"] = d("873");
  const auto found = compare(in);
  CHECK(std::count_if(found.begin(), found.end(), [](const Difference& x) { return !x.explained; }) == 1);
  in.tolerance = d("1");
  for (const Difference& each : compare(in)) CHECK(each.explained);
}
