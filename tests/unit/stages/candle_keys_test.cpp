#include "stages/candle_keys.h"

#include <catch2/catch.hpp>

#include "stages/all.h"

using namespace tu;
using namespace tu::stages;

namespace {

struct Given {
  Given(const StageSpec& s, const std::vector<std::pair<std::string, std::string>>& values)
      : spec(s), options(s.make_options()) {
    for (const auto& [name, value] : values)
      for (const OptionSpec& o : s.options) {
        if (o.name != name) continue;
        REQUIRE(o.set(options.get(), value).ok());
        if (o.set_content) o.set_content(options.get(), value);
      }
  }
  std::string needs() const {
    std::string all;
    for (const NeededKey& k : needed_keys(spec, options.get()))
      all += (all.empty() ? "" : ", ") + k.option + " " + k.key + " " + k.tf;
    return all;
  }
  std::vector<std::string> writes() const { return written_keys(spec, options.get()); }
  const StageSpec& spec;
  std::shared_ptr<void> options;
};

}  // namespace

TEST_CASE("exits needs the ATR of its trail, and the regime of widths that are by regime only") {
  CHECK(Given(exits(), {}).needs().empty());
  CHECK(Given(exits(), {{"--trail", "3"}, {"--on", "5m"}}).needs() == "--trail atr_14 5m");
  CHECK(Given(exits(), {{"--trail", "3"}, {"--trail-tf", "1h"}}).needs() == "--trail atr_14 1h");
  CHECK(Given(exits(), {{"--vol-stop", "UPTREND=3"}}).needs() ==
        "--vol-stop atr_14 1m, --vol-stop regime 1m");
  CHECK(Given(exits(), {{"--vol-stop", "UPTREND=3,*=2"}}).needs() == "--vol-stop atr_14 1m");
}

TEST_CASE(
    "size needs a key when it sizes by volatility, signal-agg those of its rules and of named sources") {
  CHECK(Given(size(), {}).needs().empty());
  CHECK(Given(size(), {{"--method", "volatility"}, {"--vol-key", "v"}}).needs() == "--method volatility v ");
  CHECK(Given(signal_agg(), {}).needs().empty());
  CHECK(Given(signal_agg(), {{"--buy", "close > a"}, {"--sell", "b == UP"}, {"--on", "5m"}}).needs() ==
        "--buy a 5m, --sell b 5m");
  CHECK(Given(signal_agg(),
              {{"--sources", "[source.rsi]\nweight = 1\n[source.mine]\nweight = 1\nbuy = \"x > 1\"\n"}})
            .needs() == "source.mine x 1m, source.rsi rsi_14 1h");
}

TEST_CASE("the remedy for a key of indicators writes that key") {
  const std::vector<std::pair<std::string, std::string>> all = {
      {"--sma", "20"},          {"--ema", "21"},    {"--rsi", "14"},    {"--atr", "10"},
      {"--bb", "20,2,30,2.5"},  {"--vwap", "true"}, {"--adx", "14"},    {"--vwap-window", "7"},
      {"--volume-ratio", "20"}, {"--vwap-z", "20"}, {"--hurst", "100"}, {"--volatility", "288"},
      {"--lyapunov", "50"},     {"--higuchi", "60"}};
  const std::vector<std::string> keys = Given(indicators(), all).writes();
  CHECK(keys.size() == 21);
  for (const std::string& key : keys) {
    const std::string remedy = remedy_for(key);
    INFO(key << ": " << remedy);
    REQUIRE(remedy.starts_with("indicators --"));
    const auto space = remedy.find(' ', 11);
    const std::string value = space == remedy.npos ? "true" : remedy.substr(space + 1);
    const auto written = Given(indicators(), {{remedy.substr(11, space - 11), value}}).writes();
    CHECK(std::find(written.begin(), written.end(), key) != written.end());
  }
  CHECK(remedy_for("regime") == "regime");
  for (const char* none : {"x", "sma_", "sma_x", "sma_0", "sma_20_2", "bb_mid_20_x", "close"})
    CHECK(remedy_for(none).empty());
}

TEST_CASE("regime writes the key of its --as, book all that begin with it") {
  CHECK(Given(regime(), {}).writes() == std::vector<std::string>{"regime"});
  CHECK(Given(regime(), {{"--as", "r"}}).writes() == std::vector<std::string>{"r"});
  CHECK(Given(book(), {}).writes() == std::vector<std::string>{"book*"});
}
