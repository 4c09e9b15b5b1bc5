// Files of market data: the first byte says which format of the table they are read as, the rest is the file.
// Whatever stands in it, an importer makes only lines that every tool takes.
#include <algorithm>
#include <cstdint>
#include <string>

#include "base/text.h"
#include "made_lines.h"
#include "source/import.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto formats = tu::source::formats();
  const tu::source::Format& format = formats[data[0] % formats.size()];
  std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (!tu::text::valid_utf8(text)) return 0;  // what is made of other bytes is refused by who reads it
  tu::source::ImportHints hints;
  hints.venue = "binance", hints.symbol = "BTC-USDT", hints.tf = "1m", hints.metric = "m";
  hints.market = "spot", hints.columns = "ts=1,open=2,high=3,low=4,close=5,volume=6";
  const std::string_view head = text.substr(0, 4096);
  auto importer = format.open("BTCUSDT-1m.csv", head, hints);
  if (!importer) return 0;
  tu::wire::Buffer out;
  while (!text.empty()) {
    const std::string_view row = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(row.size() + 1, text.size()));
    (void)(*importer)->row(row, out).ok();
    tu::fuzz::check_lines(out.view(), row);
    out.clear();
  }
  (void)(*importer)->finish(out).ok();
  tu::fuzz::check_lines(out.view(), "the end of the file");
  return 0;
}
