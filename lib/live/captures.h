// Other people's recordings of frames.
#pragma once

#include "source/import.h"

namespace tu::live {

extern const source::Format binance_frames_format;  // capture_hftbacktest.cpp

}  // namespace tu::live
