#include "base/time.h"

#include <catch2/catch.hpp>

using namespace tu;

TEST_CASE("durations are a number and a unit") {
  CHECK(parse_duration("2.5s") == 2'500'000);
  CHECK(parse_duration("250ms") == 250'000);
  CHECK(parse_duration("7us") == 7);
  CHECK(parse_duration("5m") == 5 * us_per_min);
  CHECK(parse_duration("4h") == 4 * us_per_hour);
  CHECK(parse_duration("1d") == us_per_day);
  CHECK(parse_duration("1w") == 7 * us_per_day);
  CHECK(parse_duration("0s") == 0);
  CHECK(parse_duration("1.50m") == 90 * us_per_s);
}
TEST_CASE("a duration without unit, with a sign, or finer than a microsecond is refused") {
  for (const char* s : {"", "5", "s", "-5m", "+5m", "5 m", "5M", "1.s", ".5s", "1.5us", "0.0000001s",
                        "1.2.3s", "1h30m", "99999999999999w", "9223372036854775807us1", "1e3s"})
    CHECK_FALSE(parse_duration(s));
}
TEST_CASE("a duration is written with the largest unit that divides it") {
  CHECK(duration_text(0) == "0s");
  CHECK(duration_text(4 * us_per_hour) == "4h");
  CHECK(duration_text(90 * us_per_s) == "90s");
  CHECK(duration_text(250'000) == "250ms");
  CHECK(duration_text(us_per_day) == "1d");
  for (DurUs d : {1ll, 999'999ll, 3'600'000'001ll, 604'800'000'000ll})
    CHECK(parse_duration(duration_text(d)) == d);
}
TEST_CASE("times are UTC dates, or integer microseconds") {
  CHECK(parse_time("1970-01-01") == 0);
  CHECK(parse_time("2025-05-04") == 1'746'316'800'000'000);
  CHECK(parse_time("2025-05-04T15:33") == 1'746'372'780'000'000);
  CHECK(parse_time("2025-05-04T15:33:07.25Z") == 1'746'372'787'250'000);
  CHECK(parse_time("1746316800000000") == 1'746'316'800'000'000);
  CHECK(parse_time("1969-12-31T23:59:59Z") == -1'000'000);
  CHECK(parse_time("2024-02-29") == 1'709'164'800'000'000);
}
TEST_CASE("impossible times are refused") {
  for (const char* s :
       {"", "2025-02-29", "2025-13-01", "2025-00-01", "2025-01-00", "2025-1-1", "2025-01-01T24:00",
        "2025-01-01T12", "2025-01-01T12:60", "2025-01-01 12:00", "2025-01-01Z", "2025-01-01T12:00:00.",
        "2025-01-01T12:00:00.1234567Z", "2025-01-01T12:00:00+02:00", "9007199254740993", "1.5"})
    CHECK_FALSE(parse_time(s));
}
TEST_CASE("a written time is read back, over the whole range") {
  for (TsUs ts = -2'000'000'000'000'000; ts < ts_limit; ts += 8'640'123'456'789) {
    if (ts > 250'000'000'000'000'000) break;  // the year 9999 ends there
    if (parse_time(time_text(ts)) != ts) FAIL(time_text(ts));
    const Civil c = civil(ts);
    if (from_civil(c.year, c.month, c.day, c.hour, c.minute, c.second, c.us) != ts) FAIL(ts);
  }
  CHECK(time_text(1'746'372'780'000'000) == "2025-05-04T15:33:00Z");
  CHECK(time_text(1'746'372'780'000'001) == "2025-05-04T15:33:00.000001Z");
  CHECK(date_text(-1) == "1969-12-31");
}
TEST_CASE("a day starts at midnight, also before 1970") {
  CHECK(day_start(-1) == -us_per_day);
  CHECK(day_start(us_per_day) == us_per_day);
  CHECK(civil(0).weekday == 3);
  CHECK(civil(1'746'316'800'000'000).weekday == 6);
  CHECK(civil(-1).weekday == 2);
}
