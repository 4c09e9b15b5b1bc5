// Figures of rows are printed as they lie, and as the notes that they become when somebody asks.
#include <catch2/catch.hpp>
#include <limits>
#include <vector>

#include "event/note_row.h"
#include "line.h"

using namespace tu;
using namespace tu::wire;

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

void append(Line& line, const NoteRow& keys, const std::vector<double>& figures) {
  NotedRow& row = NoteRow::Rooms(keys, line.arena, 1).begin();
  std::copy(figures.begin(), figures.end(), row.figures());
  line.e->add(&row, keys.bits(), line.arena);
}

NoteRow row_of(const std::vector<std::string>& keys) {
  NoteRow row;
  for (const std::string& key : keys) row.add(NoteKey(key));
  return row;
}

void check(const std::string& text, const std::string& expected) {
  const NoteRow averages =
      row_of({"sma_20", "a \"quoted\" key", "one_that_is_longer_than_what_is_copied_at_once"});
  const NoteRow more = row_of({"rsi_14", "adx_14"}), last = row_of({"last"});
  for (const bool as_notes : {false, true}) {
    Line line(text);
    REQUIRE(line.good());
    append(line, averages, {1.5, 0.1, -3});
    append(line, more, {unknown, 25});
    if (as_notes) line.e->notes();
    CHECK(encode_text(*line.e) == expected);
    append(line, last, {unknown});
    CHECK(encode_text(*line.e) == expected);
  }
}

}  // namespace

TEST_CASE(
    "rows are printed in order, whether or not somebody made notes of them; what is unknown is left out") {
  const std::string figures =
      R"("sma_20":1.5,"a \"quoted\" key":0.1,"one_that_is_longer_than_what_is_copied_at_once":-3,"adx_14":25})";
  check(candle_line, with(candle_line, "}", "," + figures));
  check(with(candle_line, "}", ",\"mine\":{}}") + " \r",
        with(candle_line, "}", ",\"mine\":{}," + figures) + " \r");
  check("{}", "{" + figures);
  check("{ }", "{ " + figures);
}

TEST_CASE("rows behind notes, and a line of which nothing is known yet") {
  const NoteRow keys = row_of({"x", "y"});
  Line line(candle_line);
  append(line, keys, {unknown, unknown});
  CHECK(encode_text(*line.e) == candle_line);
  Note* note = line.arena.make<Note>();
  note->key = "n";
  note->kind = Kind::integer;
  note->value.integer = 7;
  line.e->add(note);
  const NoteRow others = row_of({"z"});
  append(line, others, {2});
  CHECK(encode_text(*line.e) == with(candle_line, "}", R"(,"n":7,"z":2})"));
  Line empty("{}");
  append(empty, keys, {unknown, unknown});
  CHECK(encode_text(*empty.e) == "{}");
}
