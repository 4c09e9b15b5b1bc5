// Target: the wanted signed position becomes the difference to what is held and under way.
#pragma once

#include "stage/out.h"

namespace tu::stages {

struct Step {
  Decimal qty;  // zero: nothing to do
  bool buy = true, reducing = false;
  std::string_view intent;  // open, add, reduce or close
};

// Differences below a lot, or within `band` (a fraction of the wanted position), are left alone. Through flat
// it takes two steps: what is held is closed first, the next decision opens the other side.
Step step_to(Decimal wanted, Decimal held, Decimal under_way, Decimal lot, Decimal band);

// The proposal of that step: a copy of the target's with its own id, "ID/step".
Event& copy_with_step(const Event& target, const Step& step, Out& out);

}  // namespace tu::stages
