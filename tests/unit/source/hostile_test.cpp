// Damaged and hostile files: whatever the bytes are, a source ends, says so, and sends only lines that are
// good.
#include <catch2/catch.hpp>
#include <limits>

#include "base/random.h"
#include "imported.h"

using namespace tu;
using namespace tu::source;

namespace {

struct Sample {
  std::string name, text;
  ImportHints hints;
};

std::vector<Sample> samples() {
  const std::string bars =
      "date,open,high,low,close,volume\n1746372780000,95505.4,95505.5,95502.7,95502.7,16.5\n"
      "1746372840000,95502.8,95502.8,95478,95478.1,28.313\n";
  const std::string frames =
      "1723161253937085768 "
      "{\"stream\":\"btcusdt@depth@100ms\",\"data\":{\"e\":\"depthUpdate\",\"E\":1723161255208,\"s\":"
      "\"BTCUSDT\",\"U\":1,\"u\":5,\"b\":[[\"61737.63\",\"0.0\"]],\"a\":[[\"61738\",\"2\"]]}}\n"
      "1723161254024619568 "
      "{\"stream\":\"btcusdt@bookTicker\",\"data\":{\"u\":6,\"s\":\"BTCUSDT\",\"b\":\"10.5\",\"B\":\"1\","
      "\"a\":\"11\",\"A\":\"2.0\"}}\n";
  const std::string l2 =
      "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount\n"
      "coinbase,BTC-USD,1000000000000000,1000000000000009,true,ask,11,1\n"
      "coinbase,BTC-USD,1000000000000500,1000000000000600,false,bid,10,0\n";
  ImportHints columns = files::hints("x", "A-B", "1h");
  columns.columns = "ts=t,open=o,high=h,low=l,close=c,volume=v";
  return {{"binance-perp/BTCUSDT-1m.csv", bars, {}},
          {"binance-perp/BTCUSDT-1m.csv.gz", files::gzip(bars), {}},
          {"binance-perp/BTCUSDT-1m.csv.zst", files::zstd(bars), {}},
          {"binance-perp/BTCUSDT-1m.zip", files::zip({{"BTCUSDT-1m.csv", bars}}), {}},
          {"spot_btcusdt.ndj", frames, {}},
          {"l2.csv", l2, {}},
          {"binance/BTC_USDT_USDT-1m-futures.json",
           "[[1746372780000,5.4,5.5,2.7,2.7,1.5],[1746372840000,1,2,1,2,3]]",
           {}},
          {"fng.csv", "date,fng\n2018-02-01,30\n2018-02-02,15\n", {}},
          {"BTCUSDT-funding.csv",
           "date,open,high,low,close,volume\n1568102400000,0.0001,0,0,0,0\n1568131200000,0.0002,0,0,0,0\n",
           files::hints("binance")},
          {"crypto/coinbase/minute/btcusd/20180404_trade.zip",
           files::zip({{"t.csv", "60000,2,3,1,2,5\n120000,2,3,1,2,5\n"}}),
           {}},
          {"a.csv", "t,o,h,l,c,v\n1704070800,1,2,1,2,3\n", columns},
          {"a.ndjson", files::candle(1, "A", 1) + files::candle(2, "A", 1.5, ",\"recv\":7"), {}}};
}

// One to four changes: a byte replaced, removed or doubled, the end cut off, a piece repeated.
std::string damaged(std::string s, std::uint64_t stream) {
  std::uint64_t counter = 0;
  auto next = [&](std::uint64_t n) { return n ? random_bits(7, stream, counter++) % n : 0; };
  const std::uint64_t changes = 1 + next(4);
  for (std::uint64_t i = 0; i < changes && !s.empty(); ++i) {
    const std::size_t at = next(s.size());
    constexpr std::string_view likely = "0-9.,:\"[]{}\n eE\\\xff";
    switch (next(6)) {
      case 0:
        s[at] = static_cast<char>(next(256));
        break;
      case 1:
        s[at] = likely[next(likely.size())];
        break;
      case 2:
        s.erase(at, 1 + next(3));
        break;
      case 3:
        s.insert(at, s.substr(at, next(20)));
        break;
      case 4:
        s.resize(at);
        break;
      default:
        s.insert(at, 1, likely[next(likely.size())]);
        break;
    }
  }
  return s;
}

}  // namespace

TEST_CASE("a row that would be known after the year 2255 is refused by its row, not made into a line") {
  files::Folder dir;
  const auto index = files::imported(dir, "fng.csv", "date,fng\n1551157200,40\n5511157200,40\n");
  CHECK(index.lines.size() == 1);
  REQUIRE(index.said.size() == 1);
  INFO(index.said[0]);
  CHECK(index.said[0].find("later, expected a time before the year 2255") != std::string::npos);
  ImportHints late;
  late.delay = std::numeric_limits<DurUs>::max();
  const auto bars = files::imported(dir, "binance-perp/BTCUSDT-1m.csv",
                                    "date,open,high,low,close,volume\n1746372780000,5,5,5,5,1\n", late);
  CHECK(bars.lines.empty());
  const auto frames = files::imported(dir, "spot_btcusdt.ndj",
                                      "9223372036854775807 {\"stream\":\"btcusdt@trade\",\"data\":{\"s\":"
                                      "\"BTCUSDT\",\"p\":\"1\",\"q\":\"1\",\"m\":true}}\n");
  CHECK(frames.lines.empty());
}

TEST_CASE("a damaged file of any format ends in order, and what is sent of it is good") {
  files::Folder dir;
  wire::Decoder decoder;
  Arena arena;
  std::size_t sent = 0, wrong = 0, unsaid = 0;
  std::uint64_t stream = 0;
  for (const Sample& sample : samples()) {
    INFO(sample.name);
    CHECK(files::imported(dir, sample.name, sample.text, sample.hints).status == Exit::ok);
    for (int round = 0; round < 150; ++round) {
      files::Run r = files::imported(dir, sample.name, damaged(sample.text, ++stream), sample.hints);
      if (r.status != Exit::ok && r.said.empty() && r.error.empty()) ++unsaid;
      for (const std::string& line : r.lines) {
        arena.reset();
        Event* e = nullptr;
        std::string why;
        ++sent;
        if (decoder.decode(line, arena, e, why) != wire::Verdict::good) ++wrong;
      }
    }
  }
  CHECK(sent > 300);
  CHECK(wrong == 0);
  CHECK(unsaid == 0);
}
