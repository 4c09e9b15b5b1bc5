#include "../../fuzz/roundtrip.h"

#include <catch2/catch.hpp>

#include "../../fuzz/mutate.h"
#include "line.h"

using namespace tu;
using namespace tu::wire;

TEST_CASE("whatever is good is written as it was read, with and without a note") {
  Mutator mutate(5);
  RoundTrip round_trip;
  long good = 0;
  for (long i = 0; i < 100'000; ++i) {
    const std::string text = mutate.next();
    if (text.find('\n') != text.npos) continue;
    Line line(text);
    if (!line.good()) continue;
    ++good;
    const std::string problem = round_trip.of(line.bytes, *line.e, line.arena);
    if (!problem.empty()) FAIL(problem << ": " << text);
  }
  CHECK(good > 20'000);
}

TEST_CASE("random JSON objects with random blanks are written as they were read") {
  std::uint64_t at = 0;
  const auto below = [&](std::uint64_t n) { return random_bits(9, 2, at++) % n; };
  const auto blank = [&](std::string& s) {
    for (std::uint64_t n = below(3); n > 0; --n) s += " \t\r"[below(3)];
  };
  const auto value = [&](auto&& self, std::string& s, int depth) -> void {
    static const char* const leaves[] = {"0",
                                         "-0.0",
                                         "1e5",
                                         "1E-400",
                                         "99999999999999999999999",
                                         "true",
                                         "false",
                                         "null",
                                         "\"\"",
                                         "\"\\u00e9\\\\\\\"\"",
                                         "\"\xC3\xA9\"",
                                         "12.50",
                                         "\"}\"",
                                         "\"\\ud83d\\ude00\"",
                                         "[]",
                                         "{}"};
    const std::uint64_t what = depth > 5 ? 0 : below(4);
    if (what < 2) {
      s += leaves[below(std::size(leaves))];
      return;
    }
    s += what == 2 ? '[' : '{';
    for (std::uint64_t n = below(4), i = 0; i < n; ++i) {
      if (i) s += ',';
      blank(s);
      if (what == 3) {
        s += "\"k" + std::to_string(below(5)) + "\"";
        blank(s);
        s += ':';
        blank(s);
      }
      self(self, s, depth + 1);
      blank(s);
    }
    s += what == 2 ? ']' : '}';
  };
  RoundTrip round_trip;
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    blank(text);
    text += "{\"type\":\"";
    text += below(2) ? "beat\",\"ts\":5" : "tick\"";
    for (std::uint64_t n = below(4), k = 0; k < n; ++k) {
      text += ",\"key" + std::to_string(k) + "\":";
      blank(text);
      value(value, text, 1);
      blank(text);
    }
    text += "}";
    blank(text);
    Line line(text);
    INFO(text << " " << line.why);
    REQUIRE(line.good());
    REQUIRE(round_trip.of(line.bytes, *line.e, line.arena) == "");
  }
}
