// Which types of events the tools of this version know what to do with.
#pragma once

#include "event/table.h"

namespace tu::study {

// Some tool makes events of the type, or acts on them.
bool is_used(Type type);

}  // namespace tu::study
