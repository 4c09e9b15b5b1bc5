#include "stages/all.h"

#include <algorithm>

namespace tu::stages {

std::span<const StageSpec* const> all() {
#define STAGE(name) &name(),
  static const StageSpec* const roll[] = {
#include "stages/roll.inc"
  };
#undef STAGE
  return roll;
}

const StageSpec* find(std::string_view name) {
  for (const StageSpec* s : all())
    if (s->name == name) return s;
  return nullptr;
}

std::int64_t warm_bars() {
  std::int64_t bars = 0;
  for (const StageSpec* s : all()) bars = std::max<std::int64_t>(bars, s->warm_bars(s->make_options().get()));
  return bars;
}

}  // namespace tu::stages
