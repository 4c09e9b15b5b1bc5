// Values: the text of one JSON value into the slot of a field, with the checks of the table. Both ways of
// decoding end with these rules; the fast one only shortens the common cases.
#pragma once

#include <string>
#include <string_view>

#include "base/arena.h"
#include "event/event.h"

namespace tu::wire {

// `number` is a JSON number. False when it is too large for a double; one too small becomes 0.
bool parse_real(std::string_view number, double& x);
// JSON number without fraction and exponent, within 64 bits.
bool parse_integer(std::string_view number, std::int64_t& x);
// A number that is a time the stream may have; else false, and ts is left alone.
bool read_ts(std::string_view value, TsUs& ts);
// [[price, size], ...]: price above 0, size not negative, both finite. `json` is valid JSON.
bool valid_levels(std::string_view json);

inline bool passes(Check check, double x) {
  switch (check) {
    case Check::none:
      return true;
    case Check::positive:
      return x > 0;
    case Check::not_negative:
      return x >= 0;
    case Check::unit_interval:
      return x >= 0 && x <= 1;
  }
  return false;
}

// The value of one field. `value` is valid JSON text. False when it is of the wrong kind or fails its check.
bool read_value(const FieldSpec& field, std::string_view value, Arena& arena, Slot& slot);

// What read_value wants, in words: "a number above 0".
std::string expectation(const FieldSpec& field);

}  // namespace tu::wire
