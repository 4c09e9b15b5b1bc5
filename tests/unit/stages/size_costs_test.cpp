#include "size_rig.h"

using namespace tu;
using namespace tu::stages::testing;

namespace {

// Taking costs 5 bps, half a spread of 2 and slippage of 1 each way; resting 2 bps.
const char* const venue_toml = R"(
[v]
source = "test"
half_spread = "2bps"
slippage = "1bps"
[[v.fees]]
since = "1970-01-01"
source = "test"
tiers = [{ from = "0", maker = "2bps", taker = "5bps" }]
[v.instruments."*-USD"]
tick = "0.01"
lot = "0.01"
)";

const SizeRig::Market market{venue_toml};

struct Sizer : SizeRig {
  explicit Sizer(Options o) : SizeRig(market, std::move(o)) {}
  // What `book` expects.
  void model(double bps) {
    tell("metric", R"("name":"book_spread_model_bps","value":)" + std::to_string(bps));
  }
  std::string size(const std::string& more = "", const std::string& venue = "v") {
    return propose({"buy", "open", R"(,"priced_on":100)" + more, venue});
  }
};

}  // namespace

TEST_CASE("--cost-cap: the wider the expected spread, the smaller the trade, with both figures beside it") {
  Sizer s(Options{{"--cost-cap", "0.01%"}});  // of 10000: a trade may cost 1
  auto p = s.size();
  CHECK(value_of(p, "size_half_spread_bps") == "2");
  CHECK(value_of(p, "size_cost_bps") == "16");
  CHECK(value_of(p, "size_cap") == "fraction");  // 500 cost 0.8
  CHECK(value_of(p, "qty") == "5");
  s.model(28);
  p = s.size();
  CHECK(value_of(p, "size_half_spread_bps") == "14");
  CHECK(value_of(p, "size_cost_bps") == "40");
  CHECK(value_of(p, "size_cap") == "cost");
  CHECK(value_of(p, "qty") == "2.5");  // 1 / 40 bps = 250
  s.ts += 5 * us_per_min + 1;          // nobody expects that any more
  CHECK(value_of(s.size(), "qty") == "5");
}

TEST_CASE("--cost-cap refuses where no file knows the fees") {
  Sizer s(Options{{"--cost-cap", "1%"}});
  CHECK(value_of(s.size("", "w"), "size_refused") == "no_fees");
}

TEST_CASE("--rest-above: a maker's order rests where that saves enough, else it goes to the market") {
  Sizer s(Options{{"--style", "maker-then-taker"}, {"--rest-above", "10bps"}});
  auto p = s.size();
  CHECK(value_of(p, "size_rest_saves_bps") == "8");  // 3 of fees, 4 of spread, 1 of slippage
  CHECK(value_of(p, "size_half_spread_bps") == "2");
  CHECK(value_of(p, "kind") == "market");
  CHECK(value_of(p, "size_style") == "taker");
  s.model(8);
  p = s.size();
  CHECK(value_of(p, "size_rest_saves_bps") == "12");
  CHECK(value_of(p, "kind") == "limit");
  CHECK(value_of(p, "size_style") == "maker-then-taker");
  CHECK(value_of(s.size(R"(,"kind":"market")"), "size_rest_saves_bps").empty());
}

TEST_CASE("--rest-above leaves the style where no fees are known, and a taker has no use for it") {
  Sizer s(Options{{"--style", "maker"}, {"--rest-above", "10bps"}});
  CHECK(value_of(s.size("", "w"), "kind") == "limit");
  Rig wrong(stages::size(), {{"--rest-above", "10bps"}});
  CHECK(wrong.error.find("--rest-above with --style taker, expected") != std::string::npos);
}
