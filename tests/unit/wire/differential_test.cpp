// The fast and the slow way of decoding are one: over many lines that are almost right, and against
// simdjson's own values.
#include <simdjson.h>

#include <catch2/catch.hpp>
#include <memory>

#include "../../fuzz/compare.h"
#include "../../fuzz/mutate.h"
#include "base/random.h"
#include "line.h"
#include "wire/fast.h"

using namespace tu;
using namespace tu::wire;

TEST_CASE("good lines of every type are taken by the fast way") {
  FastDecoder fast(Cpu::best);
  Arena arena;
  int refused = 0;
  const Mutator all(1);
  for (const std::string& line : all.lines()) {
    Event* e = nullptr;
    bool own_order = line.rfind("{\"type\"", 0) == 0;
    INFO(line);
    CHECK(fast.decode(line, arena, e) == own_order);
    refused += !own_order;
    CHECK(Line(line).good());
  }
  CHECK(refused == 2);  // {"a":1} and {}
}

TEST_CASE("in passing, lines are taken as the fast way takes them, with either end of line") {
  Arena arena;
  for (const Cpu cpu : {Cpu::best, Cpu::any}) {
    FastDecoder fast(cpu);
    const Mutator all(1);
    for (const std::string& line : all.lines())
      for (const std::string_view end : {"\n", "\r\n"}) {
        const std::string text = line + std::string(end) + "\n" + std::string(padding, ' ');
        const char* limit = text.data() + line.size() + end.size();
        Event* e = nullptr;
        INFO(line);
        const bool taken = fast.decode_next(text.data(), limit, arena, e);
        CHECK(taken == (line.rfind("{\"type\"", 0) == 0));
        if (taken) CHECK(e->raw == text.substr(0, line.size() + end.size() - 1));
        CHECK_FALSE(fast.decode_next(text.data(), limit - 1, arena, e));  // the line may go on
      }
  }
}

TEST_CASE("in passing, a line is taken up to the size that is allowed") {
  Decoder decoder;
  Arena arena;
  for (const std::size_t size : {line_max - 1, line_max, line_max + 1}) {
    const std::string begin = with(candle_line, "}", ",\"x\":\"");
    std::string text = begin + std::string(size - begin.size() - 2, 'x') + "\"}\n";
    const std::size_t limit = text.size();
    text += "\n" + std::string(padding, ' ');
    Event* e = nullptr;
    CHECK(decoder.decode_next(text.data(), text.data() + limit, arena, e) == (size <= line_max));
  }
}

TEST_CASE("both ways agree on every cut of a line and on every byte at every place") {
  Comparison compare;
  const std::string line = with(candle_line, "}", ",\"trades\":12,\"rsi\":61.2,\"x\":[1,{\"y\":\"z\"}]}");
  for (std::size_t n = 0; n <= line.size(); ++n) REQUIRE(compare.of(line.substr(0, n)) == "");
  for (std::size_t i = 0; i < line.size(); ++i)
    for (int c = 0; c < 256; ++c) {
      std::string changed = line;
      changed[i] = static_cast<char>(c);
      std::string d = compare.of(changed);
      if (!d.empty()) FAIL(d << " at byte " << i << ": " << changed);
    }
  CHECK(compare.good() > 1000);
}

TEST_CASE("both ways agree on lines that are almost right") {
  Comparison compare;
  Mutator mutate(20);
  constexpr long lines = 300'000;
  for (long i = 0; i < lines; ++i) {
    std::string line = mutate.next();
    std::string d = compare.of(line);
    if (!d.empty()) FAIL(d << ": " << line);
  }
  CHECK(compare.good() > lines / 10);  // else the changes are too coarse to test anything
  CHECK(compare.in_passing() > 2 * (lines / 10));
  CHECK(compare.good() < lines * 9 / 10);
}

TEST_CASE("a line is judged alike when the line before it was the right one, and foretold otherwise") {
  Comparison compare;
  Mutator mutate(21);
  constexpr long lines = 100'000;
  for (long i = 0; i < lines; ++i) {
    const std::string line = mutate.next();
    REQUIRE(compare.of(mutate.base()) == "");
    if (std::string d = compare.of(line); !d.empty()) FAIL(d << ": " << line);
  }
}

TEST_CASE(
    "numbers of every form and length are judged alike, in a field and behind a key that was foretold") {
  Comparison compare;
  const std::string digits = "12345678901234567890123456789012345678";
  long lines = 0;
  for (const char* sign : {"", "-", "--", "+", "-0", "0", "00", "."})
    for (std::size_t whole = 0; whole <= 36; ++whole)
      for (std::size_t places : {0, 1, 2, 13, 14, 15, 16, 17, 28, 29, 30, 31, 32, 33})
        for (const char* behind : {"", ".", "e5", "-", "x"}) {
          std::string number = sign + digits.substr(0, whole);
          if (places > 0) number += "." + digits.substr(0, places - 1);
          number += behind;
          const std::string line =
              with(candle_line, "}", ",\"first\":" + number + ",\"last\":" + number + "}");
          REQUIRE(compare.of(with(candle_line, "}", ",\"first\":1.5,\"last\":2.5}")) == "");
          if (std::string d = compare.of(line); !d.empty()) FAIL(d << ": " << line);
          const std::string field = with(candle_line, "\"volume\":12.5", "\"volume\":" + number);
          if (std::string d = compare.of(field); !d.empty()) FAIL(d << ": " << field);
          ++lines;
        }
  CHECK(compare.good() > lines + lines / 10);  // every third line is good by itself
  CHECK(compare.good() < 2 * lines);
}

TEST_CASE("more places and keys than are remembered are read all the same") {
  Comparison compare;
  for (int i = 0; i < 5000; ++i) {
    const std::string n = std::to_string(i % 2500);
    std::string line = with(candle_line, "BTC-USDT", "B" + n + "-USDT");
    line = with(line, "}",
                ",\"k" + n + "\":-1.5,\"" + std::string(static_cast<std::size_t>(i % 40), 'x') + "y\":2}");
    if (std::string d = compare.of(line); !d.empty()) FAIL(d << ": " << line);
  }
  CHECK(compare.good() == 5000);
}

TEST_CASE(
    "a key of no field that stands twice is found, whatever was foretold and in whatever order keys come") {
  Comparison compare;
  auto pick = [n = std::uint64_t{0}](std::uint64_t below) mutable { return random_bits(5, 1, n++) % below; };
  long twice = 0;
  for (long i = 0; i < 100'000; ++i) {
    std::string notes, seen;
    bool again = false;
    for (std::uint64_t left = pick(7); left > 0; --left) {
      const char letter = static_cast<char>('a' + pick(8));
      again |= seen.find(letter) != seen.npos;
      seen += letter;
      notes += ",\"" + std::string(letter == 'h' ? 40 : 3, letter) + "\":" + (pick(4) ? "1.5" : "\"word\"");
    }
    const std::string line = with(candle_line, "}", notes + "}");
    if (std::string d = compare.of(line); !d.empty()) FAIL(d << ": " << line);
    REQUIRE(Line(line).good() == !again);
    twice += again;
  }
  CHECK(twice > 20'000);
  CHECK(twice < 80'000);
}

TEST_CASE("lines are taken by the fast way in the order in which their keys come, whatever came before") {
  FastDecoder fast(Cpu::best);
  Arena arena;
  Event* e = nullptr;
  for (int round = 0; round < 3; ++round)
    for (const char* notes : {R"(,"a":1,"b":2,"c":"x"})", R"(,"c":"x","b":2,"a":1})", R"(,"b":2,"a":1})"})
      CHECK(fast.decode(with(candle_line, "}", notes), arena, e));
}

TEST_CASE("what is decoded is what simdjson reads") {
  Mutator mutate(77);
  simdjson::dom::parser parser;
  REQUIRE(parser.allocate(4096, depth_max + 1) == simdjson::SUCCESS);
  long compared = 0;
  for (long i = 0; i < 60'000; ++i) {
    std::string line = mutate.next();
    Line ours(line);
    simdjson::dom::object object;
    auto error = parser.parse(line.data(), line.size(), true).get(object);
    INFO(line);
    if (error == simdjson::NUMBER_ERROR || error == simdjson::DEPTH_ERROR) continue;
    if (ours.why.find("nested deeper") != std::string::npos) continue;  // its limit is one off ours
    if (ours.good()) REQUIRE(error == simdjson::SUCCESS);
    if (ours.verdict == Verdict::bad && error == simdjson::SUCCESS)
      REQUIRE(ours.why.find("not one JSON") == std::string::npos);
    if (!ours.good() || ours.e->type == Type::foreign) continue;
    const auto fields = spec_of(ours.e->type).fields;
    for (std::size_t f = 0; f < fields.size(); ++f) {
      simdjson::dom::element value;
      bool there = object.at_key(fields[f].name).get(value) == simdjson::SUCCESS;
      if (line.find('\\') != line.npos && !there) continue;  // at_key does not know escaped keys
      REQUIRE(there == bool(ours.e->present >> f & 1));
      if (!there) continue;
      ++compared;
      const Slot& slot = ours.e->slots[f];
      if (fields[f].kind == Kind::real) REQUIRE(value.get_double().value() == slot.real);
      if (fields[f].kind == Kind::integer) REQUIRE(value.get_int64().value() == slot.integer);
      if (fields[f].kind == Kind::flag) REQUIRE(value.get_bool().value() == slot.flag);
      if (fields[f].kind == Kind::text)
        REQUIRE(value.get_string().value() == std::string_view(slot.text.data, slot.text.size));
    }
  }
  CHECK(compared > 50'000);
}
