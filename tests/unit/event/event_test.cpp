#include "event/event.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>

using namespace tu;

namespace {

Note note_of(std::string_view key, Kind kind, std::string_view text) {
  Note n;
  n.key = key;
  n.kind = kind;
  n.value.text = {text.data(), text.size()};
  return n;
}

Event with_notes(Note& first, Note* second = nullptr) {
  Event e;
  e.add(&first);
  if (second) e.add(second);
  return e;
}

}  // namespace

TEST_CASE("every type of the table stands in its own row and is found by its name") {
  std::set<std::string_view> names;
  for (int t = 1; t < type_count; ++t) {
    CHECK(static_cast<int>(type_table[t].type) == t);
    CHECK(type_from(type_table[t].name) == type_table[t].type);
    CHECK(names.insert(type_table[t].name).second);
  }
  CHECK(type_from("") == Type::foreign);
  CHECK(type_from("Candle") == Type::foreign);
  CHECK(type_from("candles") == Type::foreign);
}

TEST_CASE("a field is found by its whole name and by nothing else") {
  for (const TypeSpec& spec : type_table)
    for (std::size_t i = 0; i < spec.fields.size(); ++i) {
      const std::string name(spec.fields[i].name);
      CHECK(find_slot(spec.type, name) == static_cast<int>(i));
      CHECK(find_slot(spec.type, name + "_") == -1);
      CHECK(find_slot(spec.type, "") == -1);
    }
  CHECK(find_slot(Type::candle, "ts") == -1);
  CHECK(find_slot(Type::candle, "rsi_14") == -1);
  static_assert(slot_of(Type::candle, "tf") == 0);
}

TEST_CASE("no field is called like a key that every event has, and none stands twice in a row") {
  for (const TypeSpec& spec : type_table) {
    std::set<std::string_view> seen = {"type", "ts", "venue", "symbol"};
    for (const FieldSpec& field : spec.fields) CHECK(seen.insert(field.name).second);
    CHECK(spec.fields.size() <= 64);
  }
}

TEST_CASE("keys are the same when all their bytes are") {
  for (std::size_t n = 0; n <= 24; ++n) {
    const std::string a(n, 'a');
    CHECK(same_key(a, std::string(n, 'a')));
    CHECK_FALSE(same_key(a, a + "a"));
    for (std::size_t i = 0; i < n; ++i) {
      std::string b = a;
      b[i] = 'b';
      CHECK_FALSE(same_key(a, b));
    }
  }
}

TEST_CASE("a set of keys has what was put into it") {
  KeySet set;
  set.add("close");
  set.add("volume");
  CHECK(set.may_have("close"));
  CHECK(set.may_have("volume"));
  CHECK_FALSE(set.may_have(""));
  CHECK_FALSE(KeySet().may_have("close"));
}

TEST_CASE("a number that was read and one that was just made are the same number") {
  Note made;
  made.key = "rsi_14";
  made.kind = Kind::real;
  made.value.real = 61.25;
  Note read = note_of("rsi_14", Kind::json, "61.25");
  CHECK(with_notes(made).number("rsi_14") == 61.25);
  CHECK(with_notes(read).number("rsi_14") == 61.25);
  Note whole;
  whole.key = "n";
  whole.kind = Kind::integer;
  whole.value.integer = -7;
  CHECK(with_notes(whole).number("n") == -7.0);
  Note money;
  money.key = "d";
  money.kind = Kind::decimal;
  money.value.decimal = Decimal::parse("0.1")->raw();
  CHECK(with_notes(money).number("d") == 0.1);
}

TEST_CASE("a key of the wrong kind is absent") {
  Note text = note_of("regime", Kind::json, "\"trend\"");
  Note escaped = note_of("odd", Kind::json, "\"a\\nb\"");
  const Event e = with_notes(text, &escaped);
  CHECK(e.word("regime") == "trend");
  CHECK_FALSE(e.number("regime"));
  CHECK_FALSE(e.word("odd"));
  CHECK_FALSE(e.word("missing"));
  CHECK_FALSE(e.number("missing"));
  Note number = note_of("x", Kind::json, "5");
  CHECK_FALSE(with_notes(number).word("x"));
  Note made = note_of("regime", Kind::text, "range");
  CHECK(with_notes(made).word("regime") == "range");
}

TEST_CASE("the first of two notes with one key counts") {
  Note first = note_of("x", Kind::json, "1"), second = note_of("x", Kind::json, "2");
  CHECK(with_notes(first, &second).number("x") == 1.0);
}

TEST_CASE("an absent field reads as nothing, zero or the other value") {
  Slot slots[16];
  Event e;
  e.type = Type::trade;
  e.slots = slots;
  constexpr Field price{Type::trade, "price"}, side{Type::trade, "side"};
  CHECK_FALSE(e.has(price));
  CHECK(e.real(price) == 0.0);
  CHECK(e.text(side).empty());
  CHECK(e.text_or(side, "buy") == "buy");
  e.set(price, 2.5);
  e.set_text(side, "sell");
  CHECK(e.real(price) == 2.5);
  CHECK(e.text_or(side, "buy") == "sell");
}

TEST_CASE("an event without an id of its own is called by what it is and when it was known") {
  Slot slots[16];
  Event e;
  e.type = Type::candle;
  e.slots = slots;
  e.ts = 1700000060000000;
  e.venue = intern("binance");
  e.symbol = intern("BTC-USDT");
  e.set_text(Field{Type::candle, "tf"}, "1m");
  CHECK(event_id(e) == "binance/BTC-USDT/candle:1m@1700000060000000");
  e.type = Type::trade;
  CHECK(event_id(e) == "binance/BTC-USDT/trade@1700000060000000");
}
