#include "rows_helper.h"

using namespace tu;
using namespace tu::account;

namespace {
const char* text = R"(
[binance]
source = "a page, read 2026-01-01"
half_spread = "1bps"
latency = "100ms"
[[binance.fees]]
since = "2025-01-01"
source = "a page"
tiers = [ { from = "0", maker = "2bps", taker = "5bps" }, { from = "15000000", maker = "1.6bps", taker = "4bps" } ]
[[binance.fees]]
since = "2026-01-01"
source = "a page"
tiers = [ { from = "0", maker = "1bps", taker = "2bps" } ]
[binance.instruments."*-USDT-PERP"]
tick = "0.1"
lot = "0.001"
min_notional = "5"
imr = "5%"
mmr = "2.5%"
max_leverage = "10"
[binance.instruments."BTC-USDT-PERP"]
tick = "0.5"
lot = "0.001"
)";
Venues venues(std::string t = text) {
  auto c = Config::parse(t, "v.toml");
  REQUIRE(c.ok());
  auto r = Venues::from_config(*c);
  INFO((r.ok() ? "" : r.error().message));
  REQUIRE(r.ok());
  return *r;
}
std::string error_of(std::string t) {
  auto c = Config::parse(t, "v.toml");
  REQUIRE(c.ok());
  auto r = Venues::from_config(*c);
  REQUIRE_FALSE(r.ok());
  CHECK(r.error().status == Exit::config);
  return r.error().message;
}
}  // namespace

TEST_CASE("a whole symbol wins over a pattern, and what no line covers is not known") {
  Venues v = venues();
  Atom b = intern("binance");
  CHECK(v.instrument(b, intern("BTC-USDT-PERP"))->tick == dec("0.5"));
  CHECK(v.instrument(b, intern("ETH-USDT-PERP"))->tick == dec("0.1"));
  CHECK(v.instrument(b, intern("ETH-USDT-PERP"))->short_allowed);
  CHECK(v.instrument(b, intern("ETH-USDT-PERP"))->margin_rate() == dec("0.1"));
  CHECK(v.instrument(b, intern("ETH-USDT")) == nullptr);
  CHECK(v.instrument(intern("kraken"), intern("ETH-USDT-PERP")) == nullptr);
  CHECK(v.venue(b)->latency == 100 * us_per_ms);
  CHECK(v.venue(b)->stop_slippage == dec("0.0005"));
}

TEST_CASE("fees are of the schedule in force and of the tier of the account's volume") {
  Venues v = venues();
  Atom b = intern("binance");
  TsUs y2025 = *parse_time("2025-06-01"), y2026 = *parse_time("2026-06-01");
  CHECK_FALSE(v.fees(b, *parse_time("2024-06-01"), {}));
  CHECK(v.fees(b, y2025, dec("14999999"))->taker == dec("0.0005"));
  CHECK(v.fees(b, y2025, dec("15000000"))->maker == dec("0.00016"));
  CHECK(v.fees(b, y2026, dec("15000000"))->taker == dec("0.0002"));
}

TEST_CASE("an unknown key, a bad rate or fees without a source are refused with their place") {
  CHECK(error_of("[b]\nsprad = \"1bps\"\n").find("v.toml:2: b.sprad is not a key") == 0);
  CHECK(error_of("[b]\nhalf_spread = \"much\"\n").find("v.toml:2") == 0);
  CHECK(error_of("[[b.fees]]\nsince = \"2025-01-01\"\ntiers = [ { from = \"0\", maker = \"1bps\", taker = "
                 "\"1bps\" } ]\n")
            .find("source is missing") != std::string::npos);
}

TEST_CASE("symbols name spot pairs, perpetuals and outcomes") {
  CHECK(instrument_from_symbol("BTC-USD")->market == Market::spot);
  CHECK(instrument_from_symbol("BTC-USDT-PERP")->market == Market::perp);
  CHECK(instrument_from_symbol("BTC-USDT-PERP")->settle == intern("USDT"));
  CHECK(instrument_from_symbol("WILL-IT-RAIN:YES")->market == Market::outcome);
  CHECK_FALSE(instrument_from_symbol("BTCUSD"));
  CHECK_FALSE(instrument_from_symbol("BTC-USD-DATED"));
}
