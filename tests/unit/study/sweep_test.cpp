#include "study/sweep.h"

#include <unistd.h>

#include <catch2/catch.hpp>

using namespace tu;
using namespace tu::study;

TEST_CASE("every combination of the values is tried, in the order written") {
  const auto all = combinations("FAST=10,20 SLOW=50,100");
  REQUIRE(all.ok());
  REQUIRE(all->size() == 4);
  CHECK((*all)[0] == Settings{{"FAST", "10"}, {"SLOW", "50"}});
  CHECK((*all)[3] == Settings{{"FAST", "20"}, {"SLOW", "100"}});
}

TEST_CASE("a setting without a value is refused and named") {
  for (const char* bad : {"FAST", "FAST=", "=10", "FAST=1 SLOW"}) {
    const auto r = combinations(bad);
    REQUIRE_FALSE(r.ok());
    CHECK(r.error().status == Exit::usage);
    CHECK(r.error().message.find("NAME=value") != std::string::npos);
  }
}

TEST_CASE("a value that stands twice would be two runs in one directory and is refused") {
  const auto r = combinations("FAST=10,20,10 SLOW=50");
  REQUIRE_FALSE(r.ok());
  CHECK(r.error().status == Exit::usage);
  CHECK(r.error().message.find("\"10\" stands twice") != std::string::npos);
  CHECK(combinations("FAST=10 SLOW=10").ok());
}

TEST_CASE("more than ten thousand combinations are refused before any is run") {
  std::string ten = "0,1,2,3,4,5,6,7,8,9";
  CHECK(combinations("A=" + ten + " B=" + ten + " C=" + ten + " D=" + ten).ok());
  CHECK_FALSE(combinations("A=" + ten + " B=" + ten + " C=" + ten + " D=" + ten + " E=1,2").ok());
}

TEST_CASE("rows of a sweep come back from their processes in the order of the settings, failures too") {
  const auto settings = combinations("N=1,2,3,4,5");
  const auto rows = sweep(*settings, 2, [](const Settings& s) {
    SweepRow r;
    const int n = std::stoi(s.at("N"));
    r.ok = n != 3;
    r.error = n == 3 ? "three is refused" : "";
    r.status = n == 3 ? Exit::config : Exit::ok;
    r.net = n * 1.5;
    r.daily_returns = {0.1 * n, -0.05};
    return r;
  });
  REQUIRE(rows.size() == 5);
  CHECK(rows[0].net == 1.5);
  CHECK(rows[4].net == 7.5);
  CHECK(rows[4].daily_returns == std::vector<double>{0.5, -0.05});
  CHECK_FALSE(rows[2].ok);
  CHECK(rows[2].error == "three is refused");
  CHECK(sweep_status(rows) == Exit::config);
  CHECK(sweep_failure(rows) == "N=3: three is refused");
}

TEST_CASE("a run that dies leaves a row that says so") {
  const auto rows = sweep({{{"N", "1"}}}, 1, [](const Settings&) -> SweepRow { _exit(9); });
  REQUIRE(rows.size() == 1);
  CHECK_FALSE(rows[0].ok);
  CHECK(rows[0].error == "the run ended without a result");
  CHECK(sweep_status(rows) == Exit::internal);
}

TEST_CASE(
    "the status of a sweep is that of the first try that failed, else of the first that was not whole") {
  SweepRow whole, part, io, config;
  whole.ok = part.ok = true;
  part.status = Exit::bad_data, io.status = Exit::io, config.status = Exit::config;
  CHECK(sweep_status({whole, whole}) == Exit::ok);
  CHECK(sweep_status({whole, part}) == Exit::bad_data);
  CHECK(sweep_status({part, io, config}) == Exit::io);
  CHECK(sweep_failure({whole, part}).empty());
}

TEST_CASE("an empty value is refused: a script would take its default, and the same try would run twice") {
  for (const char* bad : {"RSI=14,", "RSI=,14", "RSI=14,,15"}) {
    const auto r = combinations(bad);
    REQUIRE_FALSE(r.ok());
    CHECK(r.error().status == Exit::usage);
    CHECK(r.error().message.find("a value of RSI is empty") != std::string::npos);
  }
}

namespace {

// `tries` with 30 days each, of which every one came to a ledger of its own.
std::vector<SweepRow> tries_of(int tries, std::int64_t trips) {
  std::vector<SweepRow> rows;
  for (int i = 0; i < tries; ++i) {
    SweepRow r;
    r.ok = true;
    for (int d = 0; d < 30; ++d) r.daily_returns.push_back(((d * 7 + i * 13) % 11 - 5) * 0.01);
    r.sharpe = 0.01 * i;
    r.trips = trips;
    r.ledger_head = std::to_string(i);
    rows.push_back(r);
  }
  return rows;
}

}  // namespace

TEST_CASE("the table of a sweep says what the best of many tries is worth") {
  const std::string text = sweep_text(tries_of(20, 30), "USD");
  CHECK(text.find("20 tries: the best") != std::string::npos);
  CHECK(text.find("Do not trust it") != std::string::npos);
}

TEST_CASE("of too few round trips or days no probability is told, and the figure is marked") {
  std::vector<SweepRow> rows = tries_of(20, 29);
  CHECK(sweep_text(rows, "USD").find("Probability") == std::string::npos);
  CHECK(sweep_text(rows, "USD").find("too few to conclude whether the best is better than luck") !=
        std::string::npos);
  CHECK(sweep_json(rows).find("\"enough\":false") != std::string::npos);
  rows = tries_of(20, 30);
  CHECK(sweep_json(rows).find("\"enough\":true") != std::string::npos);
  for (SweepRow& r : rows) r.daily_returns.pop_back();
  CHECK(sweep_text(rows, "USD").find("in 29 days") != std::string::npos);
}

TEST_CASE("tries that came to one ledger count once for luck") {
  std::vector<SweepRow> rows = tries_of(4, 30);
  const std::string alone = sweep_json(rows);
  rows.push_back(rows[1]);
  rows.push_back(rows[1]);
  const std::string more = sweep_json(rows);
  const auto figure = [](const std::string& s) { return s.substr(s.find("\"deflated_sharpe\""), 60); };
  CHECK(figure(alone) == figure(more));
  CHECK(more.find("\"tries\":6,\"distinct\":4") != std::string::npos);
  CHECK(sweep_text(rows, "USD").find("of which 2 came to the same ledger as another") != std::string::npos);
}
