// Other people's recordings of frames.
#pragma once

#include "source/import.h"

namespace tu::live {

extern const source::Format binance_frames_format;     // capture_hftbacktest.cpp
extern const source::Format cryptofeed_frames_format;  // capture_cryptofeed.cpp

}  // namespace tu::live
