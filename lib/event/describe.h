// The event table for readers: as JSON Schema, and as the generated block of tradeutils-events(5).
#pragma once

#include <functional>
#include <string>

#include "event/table.h"

namespace tu {

std::string schema_json();           // of every type: a choice among $defs
std::string schema_json(Type type);  // of one
// `used`: some tool makes events of the type, or acts on them.
std::string events_mdoc(const std::function<bool(Type)>& used);

}  // namespace tu
