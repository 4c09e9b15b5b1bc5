#include "event/copy.h"

#include <cstring>

namespace tu {

namespace {

bool is_text(Kind k) {
  return k == Kind::text || k == Kind::levels || k == Kind::json;
}

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
  Event* c = arena.make<Event>(e);
  if (text == Text::copy) c->raw = arena.copy(e.raw);
  Mover mover(e.raw, c->raw, arena);
  const auto fields = spec_of(e.type).fields;
  if (e.slots && !fields.empty()) {
    c->slots = arena.array<Slot>(fields.size());
    std::memcpy(static_cast<void*>(c->slots), e.slots, fields.size() * sizeof(Slot));
    if (text == Text::copy)
      for (std::size_t i = 0; i < fields.size(); ++i)
        if ((e.present >> i & 1) && is_text(fields[i].kind))
          c->slots[i].text.data = mover.move(e.slots[i].text.data, e.slots[i].text.size);
  }
  c->notes = c->last_note = c->new_notes = nullptr;
  for (const Note* n = e.notes; n; n = n->next) {
    Note* copy = arena.make<Note>(*n);
    copy->next = nullptr;
    if (text == Text::copy) {
      copy->key = {mover.move(n->key.data(), n->key.size()), n->key.size()};
      if (is_text(n->kind)) copy->value.text.data = mover.move(n->value.text.data, n->value.text.size);
    }
    c->add(copy, 0);  // their bits have come with the event
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
