#include "wire/places.h"

#include <cstring>

#include "wire/fast_value.h"
#include "wire/opening.h"

namespace tu::wire {
namespace {

constexpr Opening venue_opening("venue"), symbol_opening("symbol"), tf_opening("tf");

std::uint64_t hash_of(const Place& place) {
  std::uint64_t h = static_cast<std::uint64_t>(place.type) + 1;
  for (std::size_t i = 0; i < place.text.size(); i += 8) {  // zeros behind the text
    h = (h ^ load8(place.text.data() + i)) * 0xFF51AFD7ED558CCD;
    h ^= h >> 32;
  }
  return h;
}

}  // namespace

Places::Places() {
  all_.reserve(places_max);
  begin();
}

void Places::begin() {
  all_.clear();
  table_.assign(2 * places_max, 0);
  last_ = &all_.emplace_back();
  last_->next = last_;
}

Atom Places::atom_of(std::string_view text, const char* end) {
  if (text.size() > 16) return intern(text);
  const ShortName name = short_name(text.data(), text.size(), end);
  Known& known = known_[name.hash() % known_.size()];
  if (known.name != name) known = {name, intern(text)};
  return known.atom;
}

const Place* Places::read(Type type, const char* p, const char* end) {
  Place place;
  const char* after = take(type, p, end, place);
  if (!after) return nullptr;
  place.size = static_cast<std::uint32_t>(after - p);
  if (place.size < 16 || place.size > place.text.size()) {
    odd_ = place;
    return &odd_;
  }
  std::memcpy(place.text.data(), p, place.size);
  Place* const now = known(place);  // first: it may begin anew
  return last_ = last_->next = now;
}

// Fills in all but the text. One past it, or nullptr.
const char* Places::take(Type type, const char* p, const char* end, Place& place) {
  const TypeSpec& spec = spec_of(type);
  const char* begin = p;
  place.type = type;
  if (venue_opening.at(p, end)) {
    if (!(p = take_name(p + venue_opening.size, end, place.venue))) return nullptr;
  } else if (spec.needs_venue) {
    return nullptr;
  }
  if (symbol_opening.at(p, end)) {
    if (!(p = take_name(p + symbol_opening.size, end, place.symbol))) return nullptr;
  } else if (spec.needs_symbol) {
    return nullptr;
  }
  if (type != Type::candle) return p;
  if (!tf_opening.at(p, end) || p[tf_opening.size] != '"') return nullptr;
  const char* tf = p + tf_opening.size + 1;
  if (!(p = fast::string(tf, end))) return nullptr;
  place.tf_at = static_cast<std::uint32_t>(tf - begin);
  place.tf_size = static_cast<std::uint32_t>(p - 1 - tf);
  return p;
}

// The name whose opening quote is at p.
const char* Places::take_name(const char* p, const char* end, Atom& atom) {
  if (*p++ != '"') return nullptr;
  const char* after = fast::string(p, end);
  if (!after || after - 1 == p) return nullptr;
  atom = atom_of({p, static_cast<std::size_t>(after - 1 - p)}, end);
  return after;
}

Place* Places::known(const Place& place) {
  std::size_t i = hash_of(place) % table_.size();
  for (; table_[i] != 0; i = (i + 1) % table_.size()) {
    Place& known = all_[table_[i]];
    if (known.type == place.type && known.size == place.size && known.text == place.text) return &known;
  }
  if (all_.size() == places_max) {  // more than a stream has: begin anew
    begin();
    i = hash_of(place) % table_.size();
  }
  table_[i] = static_cast<std::uint16_t>(all_.size());
  Place& added = all_.emplace_back(place);
  added.next = &all_[0];
  if (!streams_by_text(place.type) || place.type == Type::candle)
    added.stream = find_stream(place.type, place.venue, place.symbol, added.tf());
  const auto last = static_cast<std::uint8_t>(place.size - 16);
  added.pieces = {place.size > 32 ? std::uint8_t{16} : last,
                  place.size > 32 ? static_cast<std::uint8_t>(last - 16) : std::uint8_t{0}, last};
  return &added;
}

}  // namespace tu::wire
