#include "study/jolt_plan.h"

#include <catch2/catch.hpp>

using namespace tu;
using namespace tu::study;

namespace {

const std::vector<std::string> tools = {"feed", "regime", "regime", "settle"};

std::string error_of(const JoltRequest& r) {
  Result<JoltPlan> plan = make_jolt_plan(r, tools);
  REQUIRE_FALSE(plan.ok());
  CHECK(plan.error().status == Exit::usage);
  return plan.error().message;
}

}  // namespace

TEST_CASE("a stage is named by its tool, by its place among equals, or by its number") {
  JoltRequest r;
  r.kill = {"settle@3s", "regime#2@500l", "1@0s"};
  r.stall = {"feed@1s:500ms"};
  r.drop = {"feed:0.1%"};
  Result<JoltPlan> plan = make_jolt_plan(r, tools);
  REQUIRE(plan.ok());
  REQUIRE(plan->strikes.size() == 4);
  CHECK(plan->strikes[0].stage == 3);
  CHECK(plan->strikes[0].when.at == 3 * us_per_s);
  CHECK(plan->strikes[1].stage == 2);
  CHECK(plan->strikes[1].when.by_lines);
  CHECK(plan->strikes[1].when.at == 500);
  CHECK(plan->strikes[2].stage == 0);
  CHECK(plan->strikes[3].length == 500 * us_per_ms);
  CHECK(plan->lines[0].rate[static_cast<std::size_t>(LineFault::drop)] == Approx(0.001));
}

TEST_CASE("what cannot be struck is refused, with what could") {
  JoltRequest r;
  r.kill = {"size@3s"};
  CHECK(error_of(r) ==
        "--kill is \"size@3s\", expected one of the pipeline's stages: feed, regime, regime, settle");
  r.kill = {"regime@3s"};
  CHECK(error_of(r) == "--kill is \"regime@3s\", expected one of regime#1 to regime#2");
  r.kill = {"regime#3@3s"};
  CHECK(error_of(r) == "--kill is \"regime#3@3s\", expected regime#1 to regime#2");
  r.kill = {"9@3s"};
  CHECK(error_of(r) == "--kill is \"9@3s\", expected a stage from 1 to 4");
  r.kill = {"feed"};
  CHECK(error_of(r) == "--kill is \"feed\", expected STAGE@WHEN, such as feed@3s");
  r.kill = {"feed@soon"};
  CHECK(error_of(r) ==
        "--kill is \"feed@soon\", expected a time such as 3s or a number of lines such as 500l");
  r.kill = {};
  r.stall = {"feed@3s"};
  CHECK(error_of(r).find("STAGE@WHEN:DURATION") != std::string::npos);
  r.stall = {};
  r.corrupt = {"feed:200%"};
  CHECK(error_of(r) == "--corrupt is \"feed:200%\", expected a rate from 0 to 100%");
}

TEST_CASE("the faults of a seed are the same in every plan, and others of another seed") {
  JoltRequest r;
  r.faults = 20;
  r.over = "1000l";
  const JoltPlan a = make_jolt_plan(r, tools).value(), b = make_jolt_plan(r, tools).value();
  r.seed = 2;
  const JoltPlan c = make_jolt_plan(r, tools).value();
  REQUIRE(a.strikes.size() == 20);
  int same = 0;
  for (std::size_t i = 0; i < 20; ++i) {
    CHECK(a.strikes[i].given == b.strikes[i].given);
    CHECK(a.strikes[i].when.at <= 1000);
    CHECK(a.strikes[i].stage < 4);
    same += a.strikes[i].given == c.strikes[i].given;
  }
  CHECK(same < 5);
}

TEST_CASE("lines are struck at their rate, by their number alone") {
  JoltRequest r;
  r.drop = {"feed:10%"};
  const JoltPlan plan = make_jolt_plan(r, tools).value();
  int struck = 0;
  for (int i = 0; i < 10000; ++i) {
    struck += plan.strikes_line(0, LineFault::drop, i);
    CHECK_FALSE(plan.strikes_line(1, LineFault::drop, i));
    if (plan.strikes_line(0, LineFault::corrupt, i)) FAIL("corrupt was not asked for");
  }
  CHECK(struck > 900);
  CHECK(struck < 1100);
}
