// Decoding one line in a test: the decoder, its arena and the answer together.
#pragma once

#include <string>
#include <string_view>

#include "wire/wire.h"

namespace tu::wire {

struct Line {
  explicit Line(std::string text, bool slow = false) : bytes(std::move(text)) {
    verdict = slow ? decoder.decode_slow(bytes, arena, e, why) : decoder.decode(bytes, arena, e, why);
  }
  bool good() const { return verdict == Verdict::good; }
  std::string bytes;
  Decoder decoder;
  Arena arena;
  Event* e = nullptr;
  std::string why;
  Verdict verdict;
};

inline std::string why_bad(std::string text) {
  Line line(std::move(text));
  return line.verdict == Verdict::bad ? line.why : "it was good";
}

inline const std::string candle_line =
    R"({"type":"candle","ts":1700000060000000,"venue":"binance","symbol":"BTC-USDT","tf":"1m",)"
    R"("start":1700000000000000,"open":35000.1,"high":35010,"low":34990.5,"close":35005,"volume":12.5})";

inline std::string with(std::string line, std::string_view from, std::string_view to) {
  std::size_t at = line.find(from);
  if (at == line.npos) return "the test replaces what is not there";
  return line.replace(at, from.size(), to);
}

}  // namespace tu::wire
