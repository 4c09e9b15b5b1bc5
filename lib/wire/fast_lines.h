// The fast way of decoding a line, once for each kind of processor: included where a namespace of that kind
// is open and has the quick functions of fast_value.h. So there is no guard, and what it needs is included
// before.

constexpr Opening ts_opening("ts");

// Types that fill a stream are constants here, and their code is made for each.
template <Type type>
using Constant = std::integral_constant<Type, type>;

// One required field of a type that fills a stream, in its most usual form: p moves past it.
template <Type type, std::size_t i, class End>
[[gnu::always_inline]] inline bool take_quickly(const char*& p, End end, Event& e) {
  constexpr const FieldSpec& field = spec_of(type).fields[i];
  constexpr const Opening& opening = plans[static_cast<std::size_t>(type)].openings[i];
  if (!opening.at(p, end)) return false;
  const char* value = p + opening.size;
  if constexpr (field.kind == Kind::integer) {
    static_assert(field.check == Check::none);
    p = quick_integer(value, end, e.slots[i].integer);
  } else {
    static_assert(field.kind == Kind::real);
    p = quick_real<field.check>(value, end, e.slots[i].real);
  }
  return p != nullptr;
}

template <Type type, std::size_t first, class End, std::size_t... i>
[[gnu::always_inline]] inline const char* read_required(const char* p, End end, Event& e,
                                                        std::index_sequence<i...>) {
  if (!(take_quickly<type, first + i>(p, end, e) && ...)) return nullptr;
  e.present |= ((std::uint64_t{1} << (first + i)) | ...);
  return p;
}

// The numbers that each line of a type has, from field `first` on.
template <Type type>
constexpr std::size_t required_from(std::size_t first) {
  std::size_t n = 0;
  const auto fields = spec_of(type).fields;
  while (first + n < fields.size() && fields[first + n].required) ++n;
  return n;
}

template <Type type, std::size_t first, class End>
[[gnu::always_inline]] inline const char* read_fields(Learnt& learnt, const char* p, End end, Event& e) {
  constexpr std::size_t required = required_from<type>(first);
  const std::uint64_t present = e.present;
  const char* after = read_required<type, first>(p, end, e, std::make_index_sequence<required>());
  if (after && *after == '}') return after;
  if (after && *after == ',') {
    if constexpr (first + required == spec_of(type).fields.size()) return after;
    if (stands_at(*learnt.keys.before_first(type)->next, after, end)) return after;  // no field, but a key
    return fast::read_fields(type, first + required, after, end, e);
  }
  e.present = present;  // a number of another form
  return fast::read_fields(type, first, p, end, e);
}

// Keys that the table does not know: those that are foretold and have a number, one after the other.
template <class End>
[[gnu::always_inline]] inline const char* read_notes(Learnt& learnt, const char* p, End end, Event& e,
                                                     Arena& arena) {
  KnownKey* before = learnt.keys.before_first(e.type);
  for (;;) {
    KnownKey* key = before->next;
    const char* value = p + key->size;
    const char* after = stands_at(*key, p, end) ? quick_number(value, end) : nullptr;
    if (after && (*after == ',' || *after == '}')) {
      Note* n = arena.array<Note>(1);
      n->begin({p + 2, key->size - 4}, Kind::json, true, false);
      n->value.text = {value, static_cast<std::size_t>(after - value)};
      e.add(n, key->bit);
      before = key;
      p = after;
    } else if (!(p = fast::read_note(learnt, p, end, e, arena, before))) {
      return nullptr;
    }
    if (*p != ',') return p;
  }
}

template <class AnyType, class End>
bool read_known(Learnt& learnt, AnyType type, const char* p, End end, std::string_view line, Arena& arena,
                Event*& e) {
  constexpr bool constant = !std::is_same_v<AnyType, Type>;
  if (!ts_opening.at(p, end)) return false;
  p += ts_opening.size;
  TsUs ts = 0;
  const char* after_ts = quick_integer(p, end, ts);
  if (!after_ts && !(after_ts = fast::integer(p, end, ts))) return false;
  if (ts < 0 || ts > ts_limit) return false;
  const Place* place = learnt.places.expected(type, after_ts, end);
  if (!place && !(place = learnt.places.read(type, after_ts, end))) return false;

  Event* event = arena.array<Event>(1);
  *event = {.ts = ts,
            .type = type,
            .has_ts = true,
            .stream = place->stream,
            .venue = place->venue,
            .symbol = place->symbol,
            .slots = arena.array<Slot>(spec_of(type).fields.size()),
            .raw = line};
  p = after_ts + place->size;
  if constexpr (constant) {
    constexpr bool is_candle = AnyType::value == Type::candle;
    if constexpr (is_candle) {
      constexpr Field tf{Type::candle, "tf"};
      static_assert(tf.slot == 0);
      event->slots[0].text = {after_ts + place->tf_at, place->tf_size};
      event->present = 1;
    }
    p = read_fields<AnyType::value, is_candle>(learnt, p, end, *event);
  } else {
    p = fast::read_fields(type, 0, p, end, *event);
  }
  if (!p) return false;
  if (*p == ',' && !(p = read_notes(learnt, p, end, *event, arena))) return false;
  if (end - p != 1 || *p != '}') return false;
  if (type == Type::candle) {
    constexpr Field high{Type::candle, "high"}, low{Type::candle, "low"};
    if (event->slots[high.slot].real < event->slots[low.slot].real) return false;
  }
  e = event;
  return true;
}

template <class End>
bool decode_line(Learnt& learnt, std::string_view line, End end, Arena& arena, Event*& e) {
  const char* p = line.data();
  if (line.size() > line_max || line.size() < 32) return false;
  if (load8(p) != literal8("{\"type\":") || p[8] != '"') return false;
  p += 9;
  if (end[-1] == '\r') end = {end - 1};
  if (end[-1] != '}') return false;
  const std::uint64_t w = load8(p);
  if (w == literal8("candle\","))
    return read_known(learnt, Constant<Type::candle>(), p + 7, end, line, arena, e);
  if (w == literal8("trade\",\""))
    return read_known(learnt, Constant<Type::trade>(), p + 6, end, line, arena, e);
  if (w == literal8("quote\",\""))
    return read_known(learnt, Constant<Type::quote>(), p + 6, end, line, arena, e);
  const char* after = fast::string(p, end);
  if (!after) return false;
  const std::size_t size = static_cast<std::size_t>(after - 1 - p);
  const Type type = size > 16 ? Type::foreign : type_names.find(short_name(p, size, end));
  if (type == Type::foreign) return fast::read_foreign(learnt, after, end, line, arena, e);
  return read_known(learnt, type, after, end, line, arena, e);
}
