// How far a session's history goes: up to then stages learn and decide nothing.
#pragma once

#include "event/event.h"

namespace tu::stages {

inline TsUs warm_until_of(const Event& session) {  // -1: there is none
  constexpr Field warm_until{Type::session, "warm_until"};
  return session.has(warm_until) ? session.integer(warm_until) : -1;
}

}  // namespace tu::stages
