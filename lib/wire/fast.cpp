#include "wire/fast.h"

#include <type_traits>
#include <utility>

#include "base/avx2.h"
#include "wire/fast_rest.h"
#include "wire/fast_value.h"
#include "wire/line_end.h"
#include "wire/opening.h"

namespace tu::wire {

namespace any_cpu {
namespace {

using fast::stands_at;

struct Digits {
  template <Check check, class End>
  [[gnu::always_inline]] const char* real(const char* p, End end, double& x) const {
    return fast::quick_real<check>(p, end, x);
  }
  template <class End>
  [[gnu::always_inline]] const char* integer(const char* p, End end, std::int64_t& x) const {
    return fast::quick_integer(p, end, x);
  }
};

// As many keys from p on as are foretold and have a number. One past them, at a comma or a brace.
template <class End>
const char* read_foretold(const char* p, End end, KeyBits& bits, KnownKey*& before) {
  while (*p == ',') {
    KnownKey* key = before->next;
    if (!stands_at(*key, p, end)) return p;
    const char* value = p + key->size;
    const char* after = fast::quick_number(value, end);
    if (!after || (*after != ',' && *after != '}')) return p;
    bits |= key->bits;
    before = key;
    p = after;
  }
  return p;
}

#include "wire/fast_lines.inc"

}  // namespace

bool decode(Learnt& learnt, std::string_view line, Arena& arena, Event*& e) {
  if (line.size() > line_max || line.size() < 32) return false;
  const char* end = line.data() + line.size();
  if (end[-1] == '\r') --end;
  return end[-1] == '}' && decode_line(learnt, line.data(), end, line, arena, e);
}
bool decode_next(Learnt& learnt, const char* begin, const char* limit, Arena& arena, Event*& e) {
  return decode_line(learnt, begin, Unknown{begin, limit}, {}, arena, e);
}

}  // namespace any_cpu

FastDecoder::FastDecoder(Cpu cpu) {
#if defined(__x86_64__)
  if (cpu != Cpu::any && has_avx2()) next_ = avx2::decode_next;
#endif
}

}  // namespace tu::wire
