// Lines as they come: both ways of decoding agree, and what is good is written as it was read.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "compare.h"
#include "roundtrip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tu::wire;
  static Comparison compare;
  static RoundTrip round_trip;
  static Decoder decoder;
  std::string_view text(reinterpret_cast<const char*>(data), size);
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text = end == text.npos ? std::string_view() : text.substr(end + 1);
    std::string problem = compare.of(line), why;
    tu::Arena arena;
    tu::Event* e = nullptr;
    if (problem.empty() && decoder.decode(line, arena, e, why) == Verdict::good)
      problem = round_trip.of(line, *e, arena);
    if (problem.empty()) continue;
    std::fprintf(stderr, "%s\n%.*s\n", problem.c_str(), static_cast<int>(line.size()), line.data());
    std::abort();
  }
  return 0;
}
