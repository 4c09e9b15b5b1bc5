#include "event/copy.h"

#include <algorithm>
#include <array>
#include <bit>

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

// Most text points into the raw line: it is found at the same place in the line's copy. Other text is copied
// too, or stays.
class Mover {
 public:
  Mover(std::string_view from, std::string_view to, Arena* others) : from_(from), to_(to), others_(others) {}
  const char* operator()(const char* data, std::size_t size) const {
    if (data >= from_.data() && data + size <= from_.data() + from_.size())
      return to_.data() + (data - from_.data());
    return others_ ? others_->copy({data, size}).data() : data;
  }

 private:
  std::string_view from_, to_;
  Arena* others_;
};

void move_text(Event& e, const Mover& moved) {
  std::uint64_t texts = e.present & text_fields[static_cast<std::size_t>(e.type)];
  for (; texts != 0; texts &= texts - 1) {
    auto& text = e.slots[std::countr_zero(texts)].text;
    text.data = moved(text.data, text.size);
  }
  if (!e.unmade.empty()) e.unmade = {moved(e.unmade.data(), e.unmade.size()), e.unmade.size()};
  for (Note* n = e.made_notes; n; n = n->next) {
    n->key = {moved(n->key.data(), n->key.size()), n->key.size()};
    if (is_text(n->kind)) n->value.text.data = moved(n->value.text.data, n->value.text.size);
  }
}

}  // namespace

Event* copy_event(const Event& e, Arena& arena, Text text) {
  e.appended();  // a copy's notes are its own: rows are made
  Event* c = arena.make<Event>(e);
  const auto fields = spec_of(e.type).fields;
  if (e.slots && !fields.empty()) {
    c->slots = arena.array<Slot>(fields.size());  // what is read together lies together
    // Behind the last that is there nothing counts. (Not memcpy: of so few words gcc makes a slow
    // instruction.)
    std::copy_n(e.slots, std::bit_width(e.present), c->slots);
  }
  c->arena = &arena;
  c->made_notes = c->last_note = c->new_notes = nullptr;
  for (const Note* n = e.made_notes; n; n = n->next) {
    Note* copy = arena.make<Note>(*n);
    copy->next = nullptr;
    c->add(copy, {});  // their bits have come with the event
  }
  if (text == Text::copy) {
    c->raw = arena.copy(e.raw);
    move_text(*c, Mover(e.raw, c->raw, &arena));
  }
  return c;
}

void move_line(Event& e, Arena& arena) {
  const std::string_view from = e.raw;
  e.raw = arena.copy(from);
  move_text(e, Mover(from, e.raw, nullptr));
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
