// The roll: every stage there is. A new one is a file here, a line in all.cpp and its declaration below.
#pragma once

#include <span>
#include <string_view>

#include "stage/stage.h"

namespace tu::stages {

const StageSpec& arbscan();
const StageSpec& book();
const StageSpec& candles();
const StageSpec& indicators();
const StageSpec& regime();
const StageSpec& eigen();
const StageSpec& rank();
const StageSpec& divergence();
const StageSpec& acb();
const StageSpec& envelope();
const StageSpec& posture();
const StageSpec& exits();
const StageSpec& signal_agg();
const StageSpec& size();
const StageSpec& route();
const StageSpec& risk_gate();
const StageSpec& place_order();
const StageSpec& settle();

// In the canonical order of a pipeline.
std::span<const StageSpec* const> all();
const StageSpec* find(std::string_view name);  // null when there is none
// History that any of them needs with its own defaults: what --warm auto sends, which knows no script.
std::int64_t warm_bars();

}  // namespace tu::stages
