#include "quant/envelope_gate.h"

namespace tu::quant {

EnvelopeVerdict envelope_gate(double probability, double score, Posture posture) {
  const bool idle = posture <= Posture::turtle;
  const bool red = !at_most(probability, 0.25) || !at_least(score, -1.0);
  if (red) return {"RED", 1.0, true};
  if (below(score, 0.0) || above(probability, 0.10)) return {"ORANGE", 0.5, idle};
  return {"OK", 1.0, idle};
}

}  // namespace tu::quant
