#include "study/report.h"

#include "../account/rows_helper.h"

using namespace tu;
using namespace tu::study;

namespace {

using Counts = std::vector<std::pair<std::string, std::int64_t>>;

struct Run {
  account::Rows rows;
  Observer seen{account::Venues(), "main"};

  Run() {
    seen.row(rows.deposit(1, "1000", "USD"));
    seen.instant_end(1);
  }
  void decline(const char* reason) {
    Event& e = rows.make(Type::decline, 2, "v", "BTC-USD");
    e.set_text(Field{Type::decline, "reason"}, reason);
    seen.event(e);
  }
  Report report() {
    seen.finish();
    return make_report(seen, {});
  }
};

bool has_step(const Report& r, const std::string& name) {
  for (const auto& [step, n] : r.funnel)
    if (step == name) return true;
  return false;
}

}  // namespace

TEST_CASE("the funnel has a step for signals only where some passed: opinions of signal-agg are none") {
  Run silent;
  CHECK_FALSE(has_step(silent.report(), "signals"));
  CHECK(has_step(silent.report(), "proposed"));
  Run told;
  told.seen.event(told.rows.make(Type::signal, 2, "v", "BTC-USD"));
  CHECK(has_step(told.report(), "signals"));
}

TEST_CASE("declines are counted by what declined, not by the figures behind it") {
  Run run;
  run.decline("cooldown: cooling down until 2025-05-09T09:44:00Z");
  run.decline("cooldown: cooling down until 2025-05-09T15:10:00Z");
  run.decline("position: a position is held");
  run.decline("not today");
  CHECK(run.report().declines == Counts{{"cooldown", 2}, {"not today", 1}, {"position", 1}});
}
