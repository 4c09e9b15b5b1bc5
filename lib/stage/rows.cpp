#include "stage/rows.h"

namespace tu {

int writer_rank(std::string_view stage_name) {
  if (stage_name == "acb") return rank_acb;
  if (stage_name == "envelope") return rank_envelope;
  if (stage_name == "posture") return rank_posture;
  if (stage_name == "risk-gate") return rank_risk_gate;
  if (stage_name == "place-order") return rank_place_order;
  if (stage_name == "settle") return rank_settle;
  return rank_other;
}

void RunRow::observe(const Event& session) {
  constexpr Field id{Type::session, "id"}, mode{Type::session, "mode"}, via{Type::session, "via"};
  std::string was = id_ + '\n' + mode_ + '\n' + via_;
  id_ = session.text(id);
  mode_ = session.text(mode);
  via_ = session.text_or(via, "[]");
  if (id_ + '\n' + mode_ + '\n' + via_ != was) due_ = true;
}

const Event& RunRow::make(Arena& arena, TsUs instant) {
  constexpr Field session{Type::run, "session"}, writer{Type::run, "writer"}, via{Type::run, "via"},
      mode{Type::run, "mode"};
  Event& e = *arena.make<Event>();
  e.type = Type::run;
  e.ts = instant;
  e.has_ts = true;
  e.slots = arena.array<Slot>(spec_of(Type::run).fields.size());
  e.set_text(session, id_);
  e.set_text(writer, writer_);
  e.set_text(via, via_);
  e.set_text(mode, mode_);
  due_ = false;
  return e;
}

}  // namespace tu
