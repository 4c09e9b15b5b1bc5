// The library is compiled in, as fmt is: nothing to load.
#define XXH_INLINE_ALL
#include "base/content_id.h"

#include <xxhash.h>

#include <new>

#include "base/avx2.h"
#include "base/content_id_avx2.h"
#include "base/hash.h"

namespace tu {
namespace {
const XXH3_state_t* state(const unsigned char* bytes) {
  return std::launder(reinterpret_cast<const XXH3_state_t*>(bytes));
}
}  // namespace

ContentId::ContentId() {
  static_assert(sizeof(XXH3_state_t) <= sizeof state_ && alignof(XXH3_state_t) <= 64);
  XXH3_128bits_reset(new (state_) XXH3_state_t);
}

void ContentId::add(std::string_view bytes) {
#if defined(__x86_64__)
  static const bool quick = has_avx2();
  if (quick) return add_to_content_id_avx2(const_cast<XXH3_state_t*>(state(state_)), bytes);
#endif
  XXH3_128bits_update(const_cast<XXH3_state_t*>(state(state_)), bytes.data(), bytes.size());
}

std::string ContentId::finish() const {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state(state_)));
  return hex(canonical.digest);
}

}  // namespace tu
