#include <catch2/catch.hpp>

#include "line.h"

using namespace tu;
using namespace tu::wire;

namespace {

Note* add(Event& e, Arena& arena, std::string_view key, Kind kind) {
  Note* n = arena.make<Note>();
  n->key = key;
  n->kind = kind;
  e.add(n);
  return n;
}

Event* fresh(Type type, Arena& arena) {
  Event* e = arena.make<Event>();
  e->type = type;
  e->has_ts = true;
  e->slots = arena.array<Slot>(spec_of(type).fields.size());
  return e;
}

// A value that the field accepts, different for each field.
void fill(Event& e, std::size_t i, Arena& arena) {
  const FieldSpec& field = spec_of(e.type).fields[i];
  double n =
      field.check == Check::unit_interval ? 1.0 / static_cast<double>(i + 3) : static_cast<double>(i) + 0.1;
  switch (field.kind) {
    case Kind::real:
      e.slots[i].real = field.name == "high" ? 1e6 : n;
      break;
    case Kind::integer:
      e.slots[i].integer = static_cast<std::int64_t>(i) + 7;
      break;
    case Kind::flag:
      e.slots[i].flag = i % 2 == 0;
      break;
    case Kind::decimal:
      e.slots[i].decimal = Decimal::parse("12.000000000000000001")->raw() + static_cast<int>(i);
      break;
    case Kind::text: {
      auto s = arena.copy("w\"\\\n\t\x01 \xC3\xA9 " + std::to_string(i));
      e.slots[i].text = {s.data(), s.size()};
      break;
    }
    case Kind::levels:
      e.slots[i].text = {"[[1.5,2],[3,0]]", 15};
      break;
    case Kind::json:
      e.slots[i].text = {"{\"a\":[1,null]}", 14};
      break;
  }
  e.present |= std::uint64_t{1} << i;
}

bool same_slot(Kind kind, const Slot& a, const Slot& b) {
  switch (kind) {
    case Kind::real:
      return a.real == b.real;
    case Kind::integer:
      return a.integer == b.integer;
    case Kind::flag:
      return a.flag == b.flag;
    case Kind::decimal:
      return a.decimal == b.decimal;
    default:
      return std::string_view(a.text.data, a.text.size) == std::string_view(b.text.data, b.text.size);
  }
}

}  // namespace

TEST_CASE("a line that nobody annotated is written as it was read") {
  for (std::string text : {candle_line, candle_line + " \r", "  " + candle_line, std::string("{}"),
                           std::string("{ \"a\" : 1.50e+0 , \"b\":\"\\u0041\" }\t")}) {
    Line line(text);
    REQUIRE(line.good());
    CHECK(encode_text(*line.e) == text);
  }
}

TEST_CASE("new notes stand before the closing brace, whatever follows it") {
  for (std::string after : {"", " ", "\r", " \t\r"}) {
    Line line(with(candle_line, "}", ",\"a\":{}}") + after);
    REQUIRE(line.good());
    add(*line.e, line.arena, "rsi_14", Kind::real)->value.real = 61.25;
    add(*line.e, line.arena, "n", Kind::integer)->value.integer = -5;
    add(*line.e, line.arena, "up", Kind::flag)->value.flag = true;
    add(*line.e, line.arena, "d", Kind::decimal)->value.decimal = Decimal::parse("0.10")->raw();
    add(*line.e, line.arena, "regime", Kind::text)->value.text = {"a\"b", 3};
    add(*line.e, line.arena, "x", Kind::json)->value.text = {"[1]", 3};
    CHECK(encode_text(*line.e) ==
          with(candle_line, "}",
               R"(,"a":{},"rsi_14":61.25,"n":-5,"up":true,"d":0.1,"regime":"a\"b","x":[1]})") +
              after);
  }
}

TEST_CASE("the first note of an empty object has no comma") {
  for (std::string text : {"{}", "{ }"}) {
    Line line(text);
    REQUIRE(line.good());
    add(*line.e, line.arena, "a", Kind::integer)->value.integer = 1;
    add(*line.e, line.arena, "b", Kind::integer)->value.integer = 2;
    CHECK(encode_text(*line.e) == text.substr(0, text.size() - 1) + "\"a\":1,\"b\":2}");
  }
}

TEST_CASE("encode ends the line and appends to what is there") {
  Buffer out;
  out.append("before\n");
  Line line("{}");
  encode(*line.e, out);
  CHECK(out.view() == "before\n{}\n");
}

TEST_CASE("every type of the table is written and read back with every field") {
  for (int t = 1; t < type_count; ++t) {
    const TypeSpec& spec = type_table[t];
    for (bool all : {false, true}) {
      INFO(spec.name);
      Arena arena;
      Event* e = fresh(spec.type, arena);
      e->ts = 1700000000000000 + t;
      if (all || spec.needs_venue) e->venue = intern("kraken");
      if (all || spec.needs_symbol) e->symbol = intern("X\"-Y");
      for (std::size_t i = 0; i < spec.fields.size(); ++i)
        if (all || spec.fields[i].required) fill(*e, i, arena);
      add(*e, arena, "note one", Kind::real)->value.real = 0.1;
      std::string text = encode_text(*e);
      Line line(text);
      INFO(text);
      INFO(line.why);
      REQUIRE(line.good());
      CHECK(line.e->type == e->type);
      CHECK(line.e->ts == e->ts);
      CHECK(line.e->venue == e->venue);
      CHECK(line.e->symbol == e->symbol);
      CHECK(line.e->present == e->present);
      for (std::size_t i = 0; i < spec.fields.size(); ++i)
        if (e->present >> i & 1) CHECK(same_slot(spec.fields[i].kind, e->slots[i], line.e->slots[i]));
      CHECK(line.e->number("note one") == 0.1);
      CHECK(encode_canonical(*line.e) == text);
      CHECK(encode_text(*line.e) == text);
    }
  }
}

TEST_CASE("the canonical line forgets the order and spelling in which the event came") {
  Line line(
      " {\"note\": 1.0, \"size\" : "
      "2.50,\"price\":1e2,\"symbol\":\"s\",\"venue\":\"v\",\"ts\":5,\"type\":\"trade\"}\r");
  REQUIRE(line.good());
  CHECK(encode_canonical(*line.e) ==
        R"({"type":"trade","ts":5,"venue":"v","symbol":"s","price":100,"size":2.5,"note":1.0})");
}

TEST_CASE("a field that was filled in is written once") {
  Line line(R"({"type":"trade","ts":5,"venue":"v","symbol":"s","price":100,"size":2.5})");
  REQUIRE(line.good());
  constexpr Field side{Type::trade, "side"};
  add(*line.e, line.arena, "side", Kind::text)->value.text = {"buy", 3};  // as Out::fill_in_text does
  line.e->set_text(side, "buy");
  std::string text =
      R"({"type":"trade","ts":5,"venue":"v","symbol":"s","price":100,"size":2.5,"side":"buy"})";
  CHECK(encode_text(*line.e) == text);
  CHECK(encode_canonical(*line.e) == text);
}

TEST_CASE("a buffer grows, drops from its front and can be used again") {
  Buffer b;
  std::string all;
  for (int i = 0; i < 5000; ++i) {
    std::string piece = std::to_string(i) + ",";
    b.append(piece);
    all += piece;
  }
  CHECK(b.view() == all);
  b.consume(100);
  CHECK(b.view() == all.substr(100));
  b.clear();
  CHECK(b.view().empty());
  b.append("x");
  CHECK(b.view() == "x");
}
