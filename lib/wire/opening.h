// What stands before a value, `,"close":`, as words to compare with; made from the table when the program is
// compiled.
#pragma once

#include <array>
#include <utility>

#include "event/key.h"
#include "event/table.h"
#include "wire/swar.h"

namespace tu::wire {

struct Opening {
  std::uint64_t word0 = 0, word1 = 0, mask0 = 0, mask1 = 0;
  std::uint32_t size = 0;
  std::string_view key;

  constexpr Opening() = default;
  constexpr explicit Opening(std::string_view k) : size(static_cast<std::uint32_t>(k.size() + 4)), key(k) {
    for (std::size_t i = 0; i < size && i < 16; ++i) {
      const char c = i == 0 ? ',' : i == 1 || i == size - 2 ? '"' : i == size - 1 ? ':' : k[i - 2];
      (i < 8 ? word0 : word1) |= std::uint64_t{static_cast<unsigned char>(c)} << i % 8 * 8;
      (i < 8 ? mask0 : mask1) |= std::uint64_t{0xFF} << i % 8 * 8;
    }
  }

  // Whether it stands at p, with at least one byte after it.
  [[gnu::always_inline]] bool at(const char* p, const char* end) const {
    const std::ptrdiff_t left = end - p;
    if (left < 16)
      return left > static_cast<std::ptrdiff_t>(size) &&
             same(load8(p, end), left > 8 ? load8(p + 8, end) : 0);
    return same(load8(p), size > 8 ? load8(p + 8) : 0) &&
           (size < 16 || (left > static_cast<std::ptrdiff_t>(size) && rest_at(p)));
  }
  // Where it can be read whatever the line holds: its own last byte, which stands in no opening, bounds it.
  [[gnu::always_inline]] bool at(const char* p, Unknown) const {
    return same(load8(p), size > 8 ? load8(p + 8) : 0) && (size <= 16 || rest_at(p));
  }
  [[gnu::always_inline]] bool same(std::uint64_t w0, std::uint64_t w1) const {
    return !((w0 ^ word0) & mask0) && (size <= 8 || !((w1 ^ word1) & mask1));
  }
  bool rest_at(const char* p) const {  // of a key longer than twelve bytes
    for (std::size_t i = 14; i < key.size(); ++i)
      if (p[i + 2] != key[i]) return false;
    return size <= 16 || (p[size - 2] == '"' && p[size - 1] == ':');
  }
};

inline constexpr std::size_t fields_max = [] {
  std::size_t most = 0;
  for (const TypeSpec& spec : type_table) most = spec.fields.size() > most ? spec.fields.size() : most;
  return most;
}();
static_assert(fields_max <= 64, "Event::present has 64 bits");

struct Plan {
  std::array<Opening, fields_max> openings;  // one a field
  KeySet known;                              // its fields, and type, ts, venue and symbol
};

constexpr Plan plan_of(const TypeSpec& spec) {
  Plan plan;
  for (std::string_view key : {"type", "ts", "venue", "symbol"}) plan.known.add(key);
  for (std::size_t i = 0; i < spec.fields.size(); ++i) {
    plan.openings[i] = Opening(spec.fields[i].name);
    plan.known.add(spec.fields[i].name);
  }
  return plan;
}

inline constexpr auto plans = [] {
  std::array<Plan, type_count> all;
  for (std::size_t t = 0; t < type_count; ++t) all[t] = plan_of(type_table[t]);
  return all;
}();

// Types by name: open addressing, at most a third full.
class TypeNames {
 public:
  constexpr TypeNames() {
    for (const TypeSpec& spec : type_table) {
      if (spec.type == Type::foreign) continue;
      const ShortName name = short_name(spec.name);
      std::size_t at = name.hash() % slots_.size();
      while (slots_[at].type != Type::foreign) at = (at + 1) % slots_.size();
      slots_[at] = {name, spec.type};
    }
  }
  Type find(const ShortName& name) const {
    for (std::size_t at = name.hash() % slots_.size();; at = (at + 1) % slots_.size()) {
      if (slots_[at].name == name) return slots_[at].type;
      if (slots_[at].type == Type::foreign) return Type::foreign;
    }
  }

 private:
  struct Slot {
    ShortName name;
    Type type = Type::foreign;
  };
  std::array<Slot, 128> slots_{};
};
inline constexpr TypeNames type_names;

}  // namespace tu::wire
