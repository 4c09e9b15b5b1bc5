// What must hold of every good line: it is written as it was read; a note changes nothing but the place
// before its brace; and the canonical line is read back as itself.
#pragma once

#include <string>
#include <string_view>

#include "wire/wire.h"

namespace tu::wire {

inline constexpr std::string_view probe_key = "probe_note";

// The place of the brace that ends the object of a good line.
inline std::size_t last_brace(std::string_view line) {
  return line.rfind('}');
}

class RoundTrip {
 public:
  // "" when all of it holds; `line` is good and `e` decoded from it in an arena that this object does not
  // reset.
  std::string of(std::string_view line, Event& e, Arena& arena) {
    if (encode_text(e) != line) return "the line is not written as it was read";
    if (std::string problem = canonical(e); !problem.empty()) return problem;
    if (e.note(probe_key)) return "";
    Note* n = arena.make<Note>();
    n->key = probe_key;
    n->kind = Kind::real;
    n->value.real = 0.1;
    e.add(n);
    const std::string written = encode_text(e);
    const std::size_t brace = last_brace(line);
    if (written.substr(0, brace) != line.substr(0, brace)) return "a note changed the bytes before it";
    if (written.substr(written.size() - (line.size() - brace)) != line.substr(brace))
      return "a note changed the bytes after it";
    if (written.size() > line_max) return "";
    Event* again = nullptr;
    if (decoder_.decode(written, arena, again, why_) != Verdict::good) return "unusable with a note: " + why_;
    if (again->type != Type::foreign && again->number(probe_key) != 0.1) return "the note is not read back";
    return "";
  }

 private:
  std::string canonical(const Event& e) {
    if (e.type == Type::foreign) return "";
    const std::string first = encode_canonical(e);
    if (first.size() > line_max) return "";
    Arena arena;
    Event* again = nullptr;
    if (decoder_.decode(first, arena, again, why_) != Verdict::good) return "canonical: " + why_;
    if (encode_canonical(*again) != first) return "the canonical line is not read back as itself";
    return "";
  }
  Decoder decoder_;
  std::string why_;
};

}  // namespace tu::wire
