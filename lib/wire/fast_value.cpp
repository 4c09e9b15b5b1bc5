#include "wire/fast_value.h"

namespace tu::wire::fast {

const char* long_real(const char* p, const char* end, double& x) {
  Fault fault;
  const char* after = skip_number(p, end, fault);
  if (!after || !parse_real({p, static_cast<std::size_t>(after - p)}, x)) return nullptr;
  return after;
}

const char* decimal(const char* p, const char* end, Check check, Decimal::Raw& x) {
  Fault fault;
  const char* after = *p == '"' ? nullptr : skip_number(p, end, fault);
  if (!after) return nullptr;
  auto d = Decimal::parse({p, static_cast<std::size_t>(after - p)});
  if (!d || (check == Check::positive && d->sign() <= 0) || (check == Check::not_negative && d->sign() < 0) ||
      check == Check::unit_interval)
    return nullptr;
  x = d->raw();
  return after;
}

const char* levels(const char* p, const char* end) {
  if (end - p < 3 || *p != '[') return nullptr;
  if (*++p == ']') return p + 1;
  for (;;) {
    double price = 0, size = 0;
    if (p == end || *p++ != '[') return nullptr;
    if (p == end || !(p = real(p, end, price)) || p == end || *p++ != ',') return nullptr;
    if (p == end || !(p = real(p, end, size)) || p == end || *p++ != ']' || p == end) return nullptr;
    if (!(price > 0 && size >= 0)) return nullptr;
    if (*p++ == ']') return p;
    if (p[-1] != ',') return nullptr;
  }
}

}  // namespace tu::wire::fast
