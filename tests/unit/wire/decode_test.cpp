#include <catch2/catch.hpp>

#include "event/copy.h"
#include "line.h"

using namespace tu;
using namespace tu::wire;

TEST_CASE("a candle in our own order is decoded field by field") {
  Line line(candle_line);
  REQUIRE(line.good());
  const Event& e = *line.e;
  CHECK(e.type == Type::candle);
  CHECK(e.has_ts);
  CHECK(e.ts == 1700000060000000);
  CHECK(name_of(e.venue) == "binance");
  CHECK(name_of(e.symbol) == "BTC-USDT");
  CHECK(e.text(Field{Type::candle, "tf"}) == "1m");
  CHECK(e.integer(Field{Type::candle, "start"}) == 1700000000000000);
  CHECK(e.real(Field{Type::candle, "open"}) == 35000.1);
  CHECK(e.real(Field{Type::candle, "high"}) == 35010.0);
  CHECK(e.real(Field{Type::candle, "volume"}) == 12.5);
  CHECK_FALSE(e.has(Field{Type::candle, "trades"}));
  CHECK(e.notes() == nullptr);
  CHECK(e.raw == candle_line);
}

TEST_CASE("fields may stand in any order, with blanks, escapes and a trailing CR") {
  Line line(
      "  { \"close\" : 3e0, "
      "\"\\u0074ype\":\"cand\\u006ce\",\"low\":1,\"high\":4.0E+0,\"open\":2,\"volume\":0,"
      "\"start\":0,\"tf\":\"\\u0031m\",\"symbol\":\"A\\u002dB\",\"venue\":\"v\",\"ts\":60000000 } \r");
  REQUIRE(line.good());
  CHECK(line.e->real(Field{Type::candle, "close"}) == 3.0);
  CHECK(line.e->real(Field{Type::candle, "high"}) == 4.0);
  CHECK(line.e->text(Field{Type::candle, "tf"}) == "1m");
  CHECK(name_of(line.e->symbol) == "A-B");
}

TEST_CASE("keys that the table does not know are notes, with their JSON text, in order") {
  Line line(with(candle_line, "}", R"(,"rsi_14":61.2,"regime":"trend","x":{"a":[1,null]},"k\n":"\u00e9"})"));
  REQUIRE(line.good());
  const Event& e = *line.e;
  CHECK(e.number("rsi_14") == 61.2);
  CHECK(e.word("regime") == "trend");
  REQUIRE(e.note("x"));
  CHECK(std::string(e.note("x")->value.text.data, e.note("x")->value.text.size) == R"({"a":[1,null]})");
  CHECK(e.note("k\n"));
  CHECK(e.notes()->key == "rsi_14");
  CHECK(e.notes()->in_raw);
  CHECK(e.last_note->key == "k\n");
  CHECK_FALSE(e.word("rsi_14"));
  CHECK_FALSE(e.number("regime"));
}

TEST_CASE("notes that were read are made when somebody asks, before those that came since, also of a copy") {
  const std::string more = R"(,"a":1.5,"b":-2,"c":"x,]y","d":{"e":[1,",",{"f":null}]},"g":[],"h":true)";
  Line line(with(candle_line, "}", more + "}"));
  REQUIRE(line.good());
  CHECK(line.e->unmade == more);
  Note added{"later", nullptr, Kind::real};
  line.e->add(&added);
  Arena arena;
  const Event& copy = *copy_event(*line.e, arena, Text::copy);
  const std::string text = encode_text(copy);
  CHECK(text == encode_text(*line.e));
  CHECK_FALSE(line.e->note("x"));
  CHECK(line.e->number("b") == -2.0);
  line.bytes.assign(line.bytes.size(), '?');  // the copy has its own text
  for (const Event* e : {&copy, static_cast<const Event*>(copy_event(copy, arena, Text::share))}) {
    std::string all;
    const Note* last = nullptr;
    for (const Note* n = e->notes(); n; last = n, n = n->next)
      if (n->in_raw)
        all += ",\"" + std::string(n->key) + "\":" + std::string(n->value.text.data, n->value.text.size);
    CHECK(all == more);
    REQUIRE(last);
    CHECK(last->key == "later");
    CHECK(e->last_note == last);
    CHECK(e->new_notes == last);
    CHECK(e->number("a") == 1.5);
    CHECK(encode_text(*e) == text);
  }
}

TEST_CASE("an object of unknown type or without type needs nothing else") {
  for (const char* text : {"{}", " {} ", R"({"type":"weather","ts":"soon"})", R"({"a":1})", R"({"type":5})",
                           R"({"type":null,"type2":1})", R"({"type":"CANDLE"})", R"({"":1,"":2})"}) {
    INFO(text);
    Line line(text);
    CHECK(line.good());
    CHECK(line.e->type == Type::foreign);
    CHECK_FALSE(line.e->has_ts);
  }
  Line line(R"({"type":"weather","ts":17,"symbol":"A-B","price":-1})");
  REQUIRE(line.good());
  CHECK(line.e->has_ts);
  CHECK(line.e->ts == 17);
  CHECK(name_of(line.e->symbol) == "A-B");
}

TEST_CASE("a line of blanks is no line") {
  for (const char* text : {"", " ", "\t \r", "\r"}) CHECK(Line(text).verdict == Verdict::blank);
}

TEST_CASE("what is not one JSON object is refused with the place") {
  CHECK(why_bad("nonsense") == "not one JSON object: expected '{' at column 1");
  CHECK(why_bad("[1]") == "not one JSON object: expected '{' at column 1");
  CHECK(why_bad("{\"a\":1}{\"b\":2}") ==
        "not one JSON object: expected nothing after the object at column 8");
  CHECK(why_bad("{\"a\":1") == "not one JSON object: the line is cut at column 7");
  CHECK(why_bad("{\"a\":1\r") == "not one JSON object: the line is cut at column 8");
  CHECK(why_bad("{\"a\":\"b") == "not one JSON object: the line is cut inside a string at column 8");
  CHECK(why_bad("{\"a\":NaN}") == "not one JSON object: expected a JSON value at column 6");
  CHECK(why_bad("{\"a\":nul}") == "not one JSON object: expected a JSON value at column 6");
  CHECK(why_bad("{\"a\":01}") == "not one JSON object: a number with a leading zero at column 7");
  CHECK(why_bad("{\"a\":1.}") == "not one JSON object: expected a digit at column 8");
  CHECK(why_bad("{\"a\":1,}") == "not one JSON object: expected a key in quotes at column 8");
  CHECK(why_bad("{\"a\" 1}") == "not one JSON object: expected ':' at column 6");
  CHECK(why_bad("{'a':1}") == "not one JSON object: expected a key in quotes at column 2");
  CHECK(why_bad("{\"a\":\"\x01\"}") == "not one JSON object: a control character in a string at column 7");
  CHECK(why_bad("{\"a\":\"\\x\"}") == "not one JSON object: an escape that JSON does not have at column 7");
  CHECK(why_bad("\xEF\xBB\xBF{}") == "not one JSON object: expected '{' at column 1");
  CHECK(without_bom("\xEF\xBB\xBF{}") == "{}");
}

TEST_CASE("invalid UTF-8 and halves of surrogate pairs are refused, whole characters are not") {
  for (const char* bad :
       {"\x80", "\xC0\xAF", "\xC3", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
        "\xFF", "\\ud800", "\\udc00", "\\ud800\\ud800", "\\ud800x", "\\u12g4"}) {
    INFO(bad);
    CHECK(Line(std::string("{\"a\":\"") + bad + "\"}").verdict == Verdict::bad);
    CHECK(Line(std::string("{\"") + bad + "\":1}").verdict == Verdict::bad);
  }
  for (const char* fine :
       {"\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xED\x9F\xBF", "\\ud83d\\ude00", "\\u0000"})
    CHECK(Line(std::string("{\"a\":\"") + fine + "\"}").good());
  Line line(with(candle_line, "\"1m\"", "\"\\ud83d\\ude00\\u00e9\\n\\\"\""));
  REQUIRE(line.good());
  CHECK(line.e->text(Field{Type::candle, "tf"}) == "\xF0\x9F\x98\x80\xC3\xA9\n\"");
}

TEST_CASE("numbers of any length pass where nobody reads them, and must be finite where somebody does") {
  std::string thirty(30, '9');
  CHECK(Line("{\"a\":" + thirty + "}").good());
  CHECK(Line("{\"a\":1e400,\"b\":-1e-400,\"c\":[123456789012345678901234567890.5e999999999]}").good());
  CHECK(Line("{\"a\":" + thirty + "}{}").verdict == Verdict::bad);
  CHECK(Line("{\"a\":" + thirty + ",}").verdict == Verdict::bad);
  Line line(with(candle_line, "12.5", thirty));
  REQUIRE(line.good());
  CHECK(line.e->real(Field{Type::candle, "volume"}) == 1e30);
  CHECK(why_bad(with(candle_line, "12.5", "1e400")) == "\"volume\" is 1e400, expected a number not below 0");
  Line small(with(candle_line, "12.5", "1e-400"));
  REQUIRE(small.good());
  CHECK(small.e->real(Field{Type::candle, "volume"}) == 0.0);
}

TEST_CASE("a field of the wrong kind or range is refused with name, value and what was expected") {
  CHECK(why_bad(with(candle_line, "35005", "-3")) == "\"close\" is -3, expected a number above 0");
  CHECK(why_bad(with(candle_line, "35005", "0")) == "\"close\" is 0, expected a number above 0");
  CHECK(why_bad(with(candle_line, "35005", "\"35005\"")) ==
        "\"close\" is \"35005\", expected a number above 0");
  CHECK(why_bad(with(candle_line, "35005", "null")) == "\"close\" is null, expected a number above 0");
  CHECK(why_bad(with(candle_line, "\"1m\"", "1")) == "\"tf\" is 1, expected a string");
  CHECK(why_bad(with(candle_line, "1700000000000000", "1.0")) == "\"start\" is 1.0, expected a whole number");
  CHECK(why_bad(with(candle_line, "\"close\":35005,", "")) ==
        "\"close\" is missing, expected a number above 0");
  CHECK(why_bad(with(candle_line, "35010", "34990")) ==
        "\"high\" is 34990, expected at least \"low\", 34990.5");
  CHECK(why_bad(with(candle_line, "}", ",\"trades\":-1}")) ==
        "\"trades\" is -1, expected a whole number not below 0");
  CHECK(why_bad(with(candle_line, "}", ",\"trades\":null}")) ==
        "\"trades\" is null, expected a whole number not below 0");
  CHECK(why_bad(with(candle_line, "\"binance\"", "\"\"")) == "\"venue\" is \"\", expected a name");
  CHECK(why_bad(with(candle_line, "\"venue\":\"binance\",", "")) == "\"venue\" is missing, expected a name");
  CHECK(why_bad(with(candle_line, "\"symbol\":\"BTC-USDT\",", "")) ==
        "\"symbol\" is missing, expected a name");
  CHECK(why_bad(with(candle_line, "\"1m\"", "{\"a\":\"" + std::string(50, 'x') + "\"}")) ==
        "\"tf\" is {\"a\":\"" + std::string(31, 'x') + "..., expected a string");
}

TEST_CASE("ts is an integer from 0 to 2^53") {
  auto ts = [](std::string_view text) { return with(candle_line, "1700000060000000", text); };
  std::string wanted = ", expected integer microseconds from 0 to 9007199254740992";
  CHECK(why_bad(ts("\"abc\"")) == "\"ts\" is \"abc\"" + wanted);
  CHECK(why_bad(ts("1.5")) == "\"ts\" is 1.5" + wanted);
  CHECK(why_bad(ts("-1")) == "\"ts\" is -1" + wanted);
  CHECK(why_bad(ts("1e3")) == "\"ts\" is 1e3" + wanted);
  CHECK(why_bad(ts("9007199254740993")) == "\"ts\" is 9007199254740993" + wanted);
  CHECK(why_bad(ts("99999999999999999999")) == "\"ts\" is 99999999999999999999" + wanted);
  CHECK(Line(ts("9007199254740992")).good());
  CHECK(Line(ts("0")).good());
  CHECK(why_bad(R"({"type":"beat"})") == "\"ts\" is missing" + wanted);
}

TEST_CASE("a known field that stands twice is refused, whatever it says") {
  CHECK(why_bad(with(candle_line, "}", ",\"close\":35005}")) == "\"close\" stands twice, expected once");
  CHECK(why_bad(with(candle_line, "}", ",\"cl\\u006fse\":35005}")) ==
        "\"close\" stands twice, expected once");
  CHECK(why_bad(with(candle_line, "}", ",\"type\":\"candle\"}")) == "\"type\" stands twice, expected once");
  CHECK(why_bad(with(candle_line, "}", ",\"ts\":1}")) == "\"ts\" stands twice, expected once");
  CHECK(why_bad(with(candle_line, "}", ",\"venue\":\"binance\"}")) ==
        "\"venue\" stands twice, expected once");
  CHECK(why_bad(with(candle_line, "}", ",\"symbol\":\"x\"}")) == "\"symbol\" stands twice, expected once");
  CHECK(why_bad(R"({"type":"weather","type":"candle"})") == "\"type\" stands twice, expected once");
}

TEST_CASE("a key that nobody knows may not stand twice either: jq would read the last one, we the first") {
  const auto with_notes = [](std::string_view notes) {
    return with(candle_line, "}", std::string(notes) + "}");
  };
  const std::string x_twice = "\"x\" stands twice, expected once";
  CHECK(why_bad(with_notes(R"(,"x":1,"x":2)")) == x_twice);
  CHECK(why_bad(with_notes(R"(,"x":1,"y":"a","\u0078":1)")) == x_twice);
  CHECK(why_bad(with_notes(R"(,"a_key_too_long_to_be_remembered_by_the_fast_way":1,"x":{},)"
                           R"("a_key_too_long_to_be_remembered_by_the_fast_way":1)"))
            .find("fast_way\" stands twice") != std::string::npos);
  CHECK(Line(with_notes(R"(,"y":{"a":1,"x":1},"x":2)")).good());  // another object's
  CHECK(Line(R"({"type":"weather","x":1,"x":2})").good());        // no event of ours: nobody reads it
}

TEST_CASE("decimals are exact and may stand in a string") {
  auto deposit = [](std::string_view amount) {
    return R"({"type":"deposit","ts":1,"currency":"USD","amount":)" + std::string(amount) + "}";
  };
  constexpr Field amount{Type::deposit, "amount"};
  Line line(deposit("0.100000000000000001"));
  REQUIRE(line.good());
  CHECK(line.e->decimal(amount).str() == "0.100000000000000001");
  Line text(deposit("\"12.\\u0035\""));
  REQUIRE(text.good());
  CHECK(text.e->decimal(amount).str() == "12.5");
  for (const char* bad :
       {"1e-19", "1e21", "\"\"", "\"1 \"", "\"0x1\"", "\"+1\"", "\"01\"", "true", "[1]", "null"}) {
    INFO(bad);
    CHECK(Line(deposit(bad)).verdict == Verdict::bad);
  }
  CHECK(why_bad(deposit("1e-19")) ==
        "\"amount\" is 1e-19, expected a decimal of at most 18 places, below 1.7e20");
}

TEST_CASE("book levels are pairs of a price above 0 and a size not below 0") {
  auto book = [](std::string_view bids) {
    return R"({"type":"book","ts":1,"venue":"v","symbol":"s","snapshot":true,"bids":)" + std::string(bids) +
           R"(,"asks":[]})";
  };
  for (const char* fine : {"[]", "[ ]", "[[1,0]]", "[[1.5,2],[1e0,3.25]]", " [ [ 1 , 0 ] , [ 2 , 1 ] ] "})
    CHECK(Line(book(fine)).good());
  for (const char* bad :
       {"[1]", "[[]]", "[[1]]", "[[1,2,3]]", "[[0,1]]", "[[-1,1]]", "[[1,-1]]", "[[1,\"2\"]]", "[[1,[2]]]",
        "{}", "null", "[[1,2],3]", "[[1e999,1]]", "[[null,1]]"}) {
    INFO(bad);
    CHECK(Line(book(bad)).verdict == Verdict::bad);
  }
  CHECK(Line(book("[[1,2]]")).e->text(Field{Type::book, "bids"}) == "[[1,2]]");
}

TEST_CASE("objects and arrays may be nested 512 deep and no deeper") {
  auto nested = [](int depth, char open, char close) {
    std::string inside = open == '{' ? "" : std::string(depth - 1, '[') + std::string(depth - 1, ']');
    if (open == '{') {
      for (int i = 0; i < depth - 1; ++i) inside += "{\"a\":";
      inside += "1" + std::string(depth - 1, close);
    }
    return "{\"a\":" + inside + "}";
  };
  for (bool slow : {false, true}) {
    CHECK(Line(nested(512, '[', ']'), slow).good());
    CHECK(Line(nested(513, '[', ']'), slow).verdict == Verdict::bad);
    CHECK(Line(nested(512, '{', '}'), slow).good());
    CHECK(Line(nested(513, '{', '}'), slow).verdict == Verdict::bad);
    CHECK(Line(nested(100000, '[', ']'), slow).verdict == Verdict::bad);
  }
  CHECK(why_bad(nested(513, '[', ']')) == "not one JSON object: nested deeper than 512 at column 517");
}

TEST_CASE("a line may have 1 MiB and no byte more") {
  auto line = [](std::size_t size) { return "{\"a\":\"" + std::string(size - 8, 'x') + "\"}"; };
  CHECK(Line(line(line_max)).good());
  CHECK(why_bad(line(line_max + 1)) == "the line has 1048577 bytes, expected at most 1048576");
}

TEST_CASE("a decoder goes on after a bad line as if it had not been") {
  Decoder decoder;
  Arena arena;
  std::string why;
  for (int i = 0; i < 3; ++i) {
    Event* e = nullptr;
    CHECK(decoder.decode("{\"a\":", arena, e, why) == Verdict::bad);
    CHECK(decoder.decode(candle_line, arena, e, why) == Verdict::good);
    CHECK(e->real(Field{Type::candle, "low"}) == 34990.5);
    arena.reset();
  }
}
