// The largest eigenvalue of a symmetric matrix to all bits: Householder's reduction to three diagonals, then
// bisection of their pivots. Slow, and like nothing that the doubles do.
#pragma once

#include <vector>

#include "precise/real.h"

namespace tu::precise {

using Square = std::vector<std::vector<Real>>;  // rows; the lower triangle is read

Real largest_eigenvalue(Square m, int bits);

}  // namespace tu::precise
