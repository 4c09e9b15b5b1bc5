// The limits of a divergence: where a signal begins, and where it is as strong as it gets, on both sides of
// 0.
#pragma once

#include "base/result.h"
#include "base/text.h"

namespace tu::stages {

inline Status check_divergence(double threshold, double extreme, double long_threshold, double long_extreme) {
  if (!(extreme < threshold && threshold < 0))
    return fail(Exit::usage, "--extreme is " + text::of_real(extreme) + ", expected less than --threshold " +
                                 text::of_real(threshold) + ", and both below 0");
  if (!(long_extreme > long_threshold && long_threshold > 0))
    return fail(Exit::usage, "--long-extreme is " + text::of_real(long_extreme) +
                                 ", expected more than --long-threshold " + text::of_real(long_threshold) +
                                 ", and both above 0");
  return {};
}

}  // namespace tu::stages
