// The event room's copies, under this room's names.
#pragma once

#include "event/copy.h"

namespace tu::source {

using tu::copy_event;
using tu::make_event;
using tu::Text;

}  // namespace tu::source
