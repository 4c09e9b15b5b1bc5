// Which currencies are a dollar, or a coin that is meant to be worth one.
#pragma once

#include "base/intern.h"

namespace tu::account {

bool is_dollar_like(Atom currency);

}  // namespace tu::account
