// All stages, by the roll (roll.inc).
#pragma once

#include <span>
#include <string_view>

#include "stage/stage.h"

namespace tu::stages {

#define STAGE(name) const StageSpec& name();
#include "stages/roll.inc"
#undef STAGE

std::span<const StageSpec* const> all();       // in the order of the roll
const StageSpec* find(std::string_view name);  // null when there is none
// History that any of them needs with its own defaults: what --warm auto sends, which knows no script.
std::int64_t warm_bars();

}  // namespace tu::stages
