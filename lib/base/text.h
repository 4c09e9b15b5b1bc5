// Text to numbers and back: no locale, no exceptions. Parsers take the whole text or nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tu::text {

std::optional<std::int64_t> to_integer(
    std::string_view s);                            // decimal digits with an optional '-'; no '+', no spaces
std::optional<double> to_real(std::string_view s);  // JSON number grammar; finite results only
std::vector<std::string_view> split(std::string_view s, char separator);  // "a,,b" gives three parts
std::string_view trim(std::string_view s);                                // ASCII blanks
bool valid_utf8(std::string_view s);
std::string lower(std::string_view s);  // ASCII letters; other bytes stay

// The shortest decimal text that reads back as exactly x (x finite). -0 is written as 0. Integers below 1e15
// carry no exponent and no ".0". At most 32 bytes are written at `out`; returns one past the last.
char* put_real(char* out, double x);
char* put_integer(char* out, std::int64_t x);
std::string of_real(double x);

// JSON string escaping of `s` (without the quotes); valid UTF-8 is kept as it is.
void append_escaped(std::string& out, std::string_view s);

// The candidate with the smallest edit distance to `word`, if it is at most 3 and less than half the word;
// else empty.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace tu::text
