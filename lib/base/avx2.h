// What the files *_avx2.cpp have in common. Their code stands between avx2_begin.inc and avx2_end.inc, and is
// called where has_avx2() says so.
#pragma once

#include <cstdint>

#if defined(__x86_64__)
#include <immintrin.h>

namespace tu {

// AVX2, and with it BMI and BMI2, which every processor of the makers that have it brought along.
inline bool has_avx2() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}

// The same part again and again, as a number in memory, where an instruction takes it in passing: of one that
// it knows a compiler makes three or six others. So hide from it where it stands.
template <class Part>
struct alignas(16) Sixteen {
  Part parts[16 / sizeof(Part)];
  constexpr explicit Sixteen(Part part) {
    for (Part& p : parts) p = part;
  }
  operator __m128i() const { return _mm_load_si128(reinterpret_cast<const __m128i*>(parts)); }
};

}  // namespace tu

#else

namespace tu {
inline bool has_avx2() {
  return false;
}
}  // namespace tu

#endif
