// Whether the state of the system lies within what has been tried: a gate on the probability of catastrophe.
#pragma once

#include <string_view>

#include "quant/survival.h"

namespace tu::quant {

struct EnvelopeVerdict {
  std::string_view status;  // OK; ORANGE halves the size; RED halts
  double scale = 1.0;
  bool halt = false;  // RED, or a posture of TURTLE or below
};
// RED above a probability of 0.25, below a score of -1, or with either missing; ORANGE above 0.10 or below 0.
EnvelopeVerdict envelope_gate(double catastrophic_probability, double envelope_score,
                              Posture posture = Posture::apex);

}  // namespace tu::quant
