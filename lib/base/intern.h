// Atom: a small number for a name (a venue, a symbol, a key). Numbers are given in order of first use, so
// they must never decide an order or reach an output; compare names for that. Threads: any, at any time (see
// base/numbering.h).
#pragma once

#include <cstdint>
#include <string_view>

namespace tu {

enum class Atom : std::uint32_t { none = 0 };

Atom intern(std::string_view name);   // "" is Atom::none
std::string_view name_of(Atom atom);  // valid for the life of the process
std::uint32_t atom_count();
constexpr std::uint32_t index_of(Atom a) {
  return static_cast<std::uint32_t>(a);
}

}  // namespace tu
