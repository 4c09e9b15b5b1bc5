#include "size_rig.h"

using namespace tu;
using namespace tu::stages::testing;

namespace {

const char* const venue_toml = R"(
[v]
source = "test"
[[v.fees]]
since = "1970-01-01"
source = "test"
tiers = [{ from = "0", maker = "2bps", taker = "5bps" }]
[v.instruments."*-PERP"]
tick = "0.5"
lot = "0.0001"
min_notional = "5"
imr = "2%"
mmr = "1%"
)";

const SizeRig::Market market{venue_toml, "BTC-USDT-PERP", "USDT"};

struct Sizer : SizeRig {
  explicit Sizer(const Options& more = {}) : SizeRig(market, options(more)) {}
  static Options options(const Options& more) {
    Options o{{"--method", "dolphin"}, {"--cap", "120%"}, {"--market", "crowd"}};
    o.insert(o.end(), more.begin(), more.end());
    return o;
  }
  void eigen(double vel_div) {
    ts += us_per_min;
    say("eigen", R"("tf":"1m","members":4,"vel_div":)" + text::of_real(vel_div));
  }
  std::string size(const std::string& side = "sell", const std::string& more = "") {
    price("100");
    return propose({side, "open", more});
  }
};

double notional(const std::string& p) {
  return std::stod(value_of(p, "qty")) * 100;
}

}  // namespace

TEST_CASE("an extreme divergence takes the largest part at the largest leverage") {
  Sizer s;
  s.eigen(-0.06);
  const auto p = s.size();
  CHECK(value_of(p, "size_bucket") == "1");
  CHECK(value_of(p, "size_part") == "0.2");
  CHECK(value_of(p, "size_leverage") == "5");
  CHECK(value_of(p, "leverage") == "5");
  CHECK(notional(p) == Approx(10000.0));
}

TEST_CASE("other limits size other divergences, and the entry's divergence goes with the order") {
  Sizer s(Options{{"--threshold", "-0.01"}});
  s.eigen(-0.015);
  const auto p = s.size();
  CHECK(notional(p) > 0);
  CHECK(value_of(p, "value") == "-0.015");
  Rig wrong(stages::size(), {{"--method", "dolphin"}, {"--threshold", "-0.06"}});
  CHECK(wrong.error.find("--extreme is -0.05") != std::string::npos);
}

TEST_CASE("the threshold itself is no signal; a proposal without a divergence of its instant is not sized") {
  Sizer s;
  s.eigen(-0.02);
  CHECK(value_of(s.size(), "size_refused") == "divergence");
  s.ts += 1;
  CHECK(value_of(s.size(), "size_refused") == "no_divergence");
  s.ts += 1;
  CHECK(value_of(s.size("sell", R"(,"vel_div":-0.06)"), "size_refused").empty());
}

TEST_CASE("boost and sensitivity raise the leverage up to six, a stalker has two at most") {
  Sizer s;
  s.eigen(-0.06);
  s.say("factor", R"("boost":1.5,"beta":0.8)");
  CHECK(value_of(s.size(), "size_leverage") == "6");
  s.eigen(-0.06);
  s.say("posture", R"("rm":0.8,"posture":"STALKER")");
  CHECK(value_of(s.size(), "size_leverage") == "2");
}

TEST_CASE("an orange envelope halves, a red one and a turtle refuse") {
  Sizer s;
  s.eigen(-0.06);
  s.say("envelope", R"("p_cat":0.2,"score":0,"status":"ORANGE")");
  CHECK(value_of(s.size(), "size_leverage") == "2.5");
  s.eigen(-0.06);
  s.say("envelope", R"("p_cat":0.9,"score":-2,"status":"RED")");
  CHECK(value_of(s.size(), "size_refused") == "envelope");
  s.eigen(-0.06);
  s.say("envelope", R"("p_cat":0,"score":1,"status":"OK")");
  s.say("posture", R"("rm":0.6,"posture":"TURTLE")");
  CHECK(value_of(s.size(), "size_refused") == "posture");
  s.eigen(-0.06);
  s.say("posture", R"("rm":0.99,"posture":"apex")");
  CHECK(value_of(s.size(), "size_refused") == "posture");
}

TEST_CASE("the market's multiplier is bounded by a fifth either way") {
  Sizer s;
  s.eigen(-0.03);
  const double plain = std::stod(value_of(s.size(), "size_leverage"));
  s.eigen(-0.03);
  s.say("metric", R"("name":"crowd","value":9)");
  CHECK(std::stod(value_of(s.size(), "size_leverage")) == Approx(1.2 * plain));
}

TEST_CASE("a market's multiplier that is too old multiplies nothing") {
  Sizer s;
  s.eigen(-0.03);
  const std::string plain = value_of(s.size(), "size_leverage");
  s.say("metric", R"("name":"crowd","value":1.2)");
  s.ts += us_per_hour - us_per_min;
  s.eigen(-0.03);
  auto p = s.size();
  CHECK(value_of(p, "size_market") == "1.2");
  CHECK(value_of(p, "size_leverage") != plain);
  s.eigen(-0.03);
  p = s.size();
  CHECK(value_of(p, "size_market") == "1");
  CHECK(value_of(p, "size_leverage") == plain);
}

TEST_CASE("a market's metric that never came is told at the end") {
  Sizer s;
  CHECK(s.rig.stage().summary().find("; never read: metric crowd") != std::string::npos);
  s.eigen(-0.03);
  s.say("metric", R"("name":"crowd","value":1)");
  CHECK(s.rig.stage().summary().find("never read") == std::string::npos);
}

TEST_CASE("trades of the same depth that did well raise the part, by the divergence of their entry") {
  Sizer s;
  for (int i = 0; i < 10; ++i) s.trip("-1", i < 7 ? "1" : "-1", 5, R"(,"value":-0.03)");
  for (int i = 0; i < 10; ++i) s.trip("-1", "-1", 5, R"(,"value":-0.06)");
  s.eigen(-0.03);
  const double weak = std::stod(value_of(s.size(), "size_part"));
  Sizer none;
  none.eigen(-0.03);
  const double plain = std::stod(value_of(none.size(), "size_part"));
  CHECK(weak == Approx(plain * 1.3 * 0.5));  // bucket boost, and five losses in a row
}

TEST_CASE("longs mirror shorts with their own thresholds") {
  Sizer s;
  s.eigen(0.04);
  CHECK(value_of(s.size("buy"), "size_leverage") == "5");
  s.eigen(-0.06);
  CHECK(value_of(s.size("buy"), "size_refused") == "divergence");
}
