#include "event/copy.h"

#include <array>
#include <bit>
#include <cstring>

namespace tu {

namespace {

constexpr bool is_text(Kind k) {
  return k == Kind::text || k == Kind::levels || k == Kind::json;
}

// The fields of each type that are text, as bits.
constexpr auto text_fields = [] {
  std::array<std::uint64_t, type_count> all{};
  for (std::size_t t = 0; t < all.size(); ++t)
    for (std::size_t i = 0; i < type_table[t].fields.size(); ++i)
      if (is_text(type_table[t].fields[i].kind)) all[t] |= std::uint64_t{1} << i;
  return all;
}();

// Most text points into the raw line: it is found at the same place in the line's copy.
class Mover {
 public:
  Mover(std::string_view from, std::string_view to, Arena& arena) : from_(from), to_(to), arena_(arena) {}
  const char* move(const char* data, std::size_t size) {
    if (data >= from_.data() && data + size <= from_.data() + from_.size())
      return to_.data() + (data - from_.data());
    return arena_.copy({data, size}).data();
  }

 private:
  std::string_view from_, to_;
  Arena& arena_;
};

}  // namespace

Event* copy_event(const Event& e, Arena& arena, Text text) {
  e.appended();  // a copy's notes are its own: rows are made
  Event* c = arena.make<Event>(e);
  if (text == Text::copy) c->raw = arena.copy(e.raw);
  Mover mover(e.raw, c->raw, arena);
  const auto fields = spec_of(e.type).fields;
  if (e.slots && !fields.empty()) {
    c->slots = arena.array<Slot>(fields.size());
    // Behind the last that is there nothing counts.
    const std::size_t used = static_cast<std::size_t>(std::bit_width(e.present));
    std::memcpy(static_cast<void*>(c->slots), e.slots, used * sizeof(Slot));
    std::uint64_t texts = text == Text::copy ? e.present & text_fields[static_cast<std::size_t>(e.type)] : 0;
    for (; texts != 0; texts &= texts - 1) {
      auto& moved = c->slots[std::countr_zero(texts)].text;
      moved.data = mover.move(moved.data, moved.size);
    }
  }
  c->arena = &arena;
  if (text == Text::copy && !e.unmade.empty())
    c->unmade = {mover.move(e.unmade.data(), e.unmade.size()), e.unmade.size()};
  c->made_notes = c->last_note = c->new_notes = nullptr;
  for (const Note* n = e.made_notes; n; n = n->next) {
    Note* copy = arena.make<Note>(*n);
    copy->next = nullptr;
    if (text == Text::copy) {
      copy->key = {mover.move(n->key.data(), n->key.size()), n->key.size()};
      if (is_text(n->kind)) copy->value.text.data = mover.move(n->value.text.data, n->value.text.size);
    }
    c->add(copy, {});  // their bits have come with the event
  }
  return c;
}

Event* make_event(Type type, TsUs ts, Arena& arena) {
  Event* e = arena.make<Event>();
  e->type = type;
  e->ts = ts;
  e->has_ts = true;
  const std::size_t n = spec_of(type).fields.size();
  if (n) e->slots = arena.array<Slot>(n);
  return e;
}

}  // namespace tu
