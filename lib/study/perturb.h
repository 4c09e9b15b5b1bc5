// Perturbed: a source whose future is changed after a cut. Whatever a pipeline says up to the cut must not
// change; if it does, something in it looks ahead.
#pragma once

#include <cstdint>

#include "base/time.h"
#include "event/source.h"

namespace tu::study {

enum class Future : std::uint8_t {
  changed,
  absent
};  // other numbers after the cut, or no market events after it

class Perturbed : public EventSource {
 public:
  Perturbed(EventSource& inner, TsUs cut, Future future, std::uint64_t seed)
      : inner_(inner), cut_(cut), future_(future), seed_(seed) {}
  bool next(Event*& e, Arena& arena) override;

 private:
  void change(Event& e);
  EventSource& inner_;
  TsUs cut_;
  Future future_;
  std::uint64_t seed_, count_ = 0;
};

}  // namespace tu::study
