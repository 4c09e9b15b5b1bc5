#include "simex/faults.h"

#include <catch2/catch.hpp>

using namespace tu;
using namespace tu::simex;

namespace {

Faults faults(std::string_view text, std::uint64_t seed = 1) {
  Result<Faults> f = Faults::parse(text, seed);
  REQUIRE(f.ok());
  return std::move(f).value();
}

std::string pattern(Faults f, FaultKind kind, int occasions) {
  std::string s;
  for (int i = 0; i < occasions; ++i) s += f.strikes(kind, "ws", 0) ? 'x' : '.';
  return s;
}

}  // namespace

TEST_CASE("a rule with a number strikes on that occasion only") {
  CHECK(pattern(faults("cut#3"), FaultKind::cut, 5) == "..x..");
}

TEST_CASE("chance is the same for the same seed and about as large as it says") {
  const std::string a = pattern(faults("drop=0.25", 5), FaultKind::drop, 2000);
  CHECK(a == pattern(faults("drop=0.25", 5), FaultKind::drop, 2000));
  CHECK(a != pattern(faults("drop=0.25", 6), FaultKind::drop, 2000));
  const auto struck = std::count(a.begin(), a.end(), 'x');
  CHECK(struck > 400);
  CHECK(struck < 600);
}

TEST_CASE("a time without end strikes once, one with an end as often as there is occasion") {
  Faults once = faults("500@5s"), during = faults("429:3s@5s..8s");
  CHECK_FALSE(once.strikes(FaultKind::broken, "http", 4'999'999));
  CHECK(once.strikes(FaultKind::broken, "http", 6'000'000));
  CHECK_FALSE(once.strikes(FaultKind::broken, "http", 6'000'001));
  CHECK(during.strikes(FaultKind::too_many, "http", 5'000'000) == 3 * us_per_s);
  CHECK(during.strikes(FaultKind::too_many, "http", 7'000'000));
  CHECK_FALSE(during.strikes(FaultKind::too_many, "http", 8'000'000));
}

TEST_CASE("a word narrows a rule to what it is about, and only that counts as an occasion") {
  Faults f = faults("500#2/POST /api/v3/brokerage/orders");
  CHECK_FALSE(f.strikes(FaultKind::broken, "http POST /api/v3/brokerage/orders", 0));
  CHECK_FALSE(f.strikes(FaultKind::broken, "http GET /api/v3/brokerage/accounts", 0));
  CHECK(f.strikes(FaultKind::broken, "http POST /api/v3/brokerage/orders", 0));
}

TEST_CASE("skew adds up over the rules that hold") {
  const Faults f = faults("skew:-5s\n# a comment\nskew:30s@10s..20s");
  CHECK(f.skew(0) == -5 * us_per_s);
  CHECK(f.skew(15 * us_per_s) == 25 * us_per_s);
}

TEST_CASE("a rule that cannot be read is refused with what was expected") {
  for (const char* bad :
       {"explode", "drop=2", "drop=x", "delay:5", "cut#0", "cut@soon", "cut@1s..x", "=0.5"}) {
    const Result<Faults> f = Faults::parse(bad, 1);
    REQUIRE_FALSE(f.ok());
    CHECK(f.error().message.find("expected") != std::string::npos);
  }
}
