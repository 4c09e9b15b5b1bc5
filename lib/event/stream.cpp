#include "event/stream.h"

#include <array>

#include "base/intern.h"
#include "base/numbering.h"

namespace tu {
namespace {

// Where a type has the text that tells its streams apart; -1: none.
constexpr auto part_slots = [] {
  std::array<std::int8_t, type_count> all{};
  for (std::size_t t = 0; t < all.size(); ++t) {
    all[t] = -1;
    const auto fields = type_table[t].fields;
    for (std::string_view name : {"tf", "name", "source"})
      for (std::size_t i = 0; i < fields.size(); ++i)
        if (fields[i].name == name && all[t] < 0) all[t] = static_cast<std::int8_t>(i);
  }
  return all;
}();

// The distinguishing text in 56 bits: its bytes when there are at most six, else its atom.
std::uint64_t part_bits(std::string_view text) {
  if (text.size() > 6) {
    constexpr std::uint64_t is_atom = std::uint64_t{7} << 48;
    return is_atom | index_of(intern(text));
  }
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    bytes |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[i])) << 8 * i;
  return static_cast<std::uint64_t>(text.size()) << 48 | bytes;
}

struct Key {
  std::uint64_t place = 0, part = 0;
  bool operator==(const Key&) const = default;
};

using Streams = Numbering<Key>;

Streams& streams() {
  static Streams* const all = new Streams;  // lives as long as the process, as names do
  return *all;
}

}  // namespace

bool streams_by_text(Type type) {
  return part_slots[static_cast<std::size_t>(type)] >= 0;
}

StreamId find_stream(Type type, Atom venue, Atom symbol, std::string_view part) {
  const Key key{static_cast<std::uint64_t>(index_of(venue)) << 32 | index_of(symbol),
                static_cast<std::uint64_t>(type) << 56 | (streams_by_text(type) ? part_bits(part) : 0)};
  const std::uint64_t hash = (key.place ^ key.part * 0x9e3779b97f4a7c15u) * 0xd6e8feb86659fd93u;
  return StreamId{streams().number(key, hash ^ hash >> 32, [](const Key& k) { return k; })};
}

StreamId find_stream(const Event& e) {
  const int slot = part_slots[static_cast<std::size_t>(e.type)];
  const bool has_part = slot >= 0 && (e.present >> slot & 1);
  const auto text =
      has_part ? std::string_view(e.slots[slot].text.data, e.slots[slot].text.size) : std::string_view();
  return find_stream(e.type, e.venue, e.symbol, text);
}

}  // namespace tu
