// The C library's own functions, behind those of the same name here.
#pragma once

#include <dlfcn.h>

namespace turns {

template <class F>
F find(const char* name) {
  return reinterpret_cast<F>(dlsym(RTLD_NEXT, name));
}

}  // namespace turns

// TURNS_REAL(read)(fd, to, n): the one that this library hides.
#define TURNS_REAL(name)                                          \
  ([] {                                                           \
    static auto* const f = turns::find<decltype(&::name)>(#name); \
    return f;                                                     \
  }())
