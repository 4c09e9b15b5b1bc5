#include "source/cadence.h"

#include <catch2/catch.hpp>

#include "imported.h"

using namespace tu;
using namespace tu::source;
using files::hints;
using files::imported;

TEST_CASE("bars of another timeframe than is said of them are refused, in every format, by both names") {
  files::Folder dir;
  auto bars = [](int n, int minutes, const std::string& form) {
    std::string text;
    for (int i = 0; i < n; ++i) {
      const long long t = 1746057600000LL + i * minutes * 60'000LL;
      std::string row = form;
      for (std::size_t at; (at = row.find('%')) != row.npos;) row.replace(at, 1, std::to_string(t));
      if (const std::size_t at = row.find('^'); at != row.npos)
        row.replace(at, 1, std::to_string(t + minutes * 60'000LL - 1));
      text += row;
    }
    return text;
  };
  const std::string klines = "%,1,2,1,2,5,^,9,3,1,2,0\n", plain = "%,1,2,1,2,5\n", json = "[%,1,2,1,2,5],";
  const std::string header = "date,open,high,low,close,volume\n";
  const std::string path = "binance-spot/BTCUSDT-";
  CHECK(imported(dir, path + "1m.csv", bars(2, 5, klines))
            .error.ends_with(
                "its bars close after 5m, but its name says 1m; where that is wrong give --tf 5m"));
  CHECK(imported(dir, path + "5m.csv", bars(2, 1, klines)).error.find("1m, but its name says 5m") !=
        std::string::npos);
  CHECK(imported(dir, path + "5m.csv", bars(2, 5, klines)).status == Exit::ok);
  CHECK(imported(dir, path + "5m.csv", bars(2, 5, klines), hints("", "", "1m"))
            .error.find("but --tf says 1m") != std::string::npos);
  CHECK(imported(dir, path + "5m.csv", header + bars(2, 1, plain))
            .error.find("its bars open every 1m, but its name says 5m") != std::string::npos);
  CHECK(imported(dir, path + "1m.csv", header + bars(11, 5, plain))
            .error.find("its bars open every 5m, but its name says 1m") != std::string::npos);
  CHECK(imported(dir, path + "1m.csv", header + bars(10, 5, plain)).lines.size() == 10);  // these may be gaps
  CHECK(imported(dir, path + "1m.json", "[" + bars(11, 5, json) + "]").error.find("every 5m") !=
        std::string::npos);
  ImportHints named = hints("x", "A-B", "5m");
  named.columns = "start=1,open=2,high=3,low=4,close=5,volume=6";
  CHECK(imported(dir, "x.csv", bars(3, 1, plain), named).error.find("every 1m") != std::string::npos);
}

TEST_CASE("gaps are no other timeframe, and days by a local clock may have 23 hours") {
  files::Folder dir;
  auto starts = [](std::initializer_list<long long> at, long long unit) {
    std::string text = "date,open,high,low,close,volume\n";
    for (const long long t : at) text += std::to_string(1746057600000LL + t * unit) + ",1,2,1,2,5\n";
    return text;
  };
  files::Run r = imported(dir, "binance-spot/BTCUSDT-1m.csv",
                          starts({0, 1, 9, 17, 18, 19, 27, 35, 36, 44, 52, 60}, 60'000));
  CHECK(r.status == Exit::ok);
  CHECK(r.lines.size() == 12);
  r = imported(dir, "binance-spot/BTCUSDT-1d.csv", starts({0, 24, 47, 71, 96}, 3'600'000));
  CHECK(r.status == Exit::ok);
  CHECK(r.lines.size() == 5);
  r = imported(dir, "binance-spot/BTCUSDT-5m.csv", starts({25, 20, 15, 10, 5, 0}, 60'000));  // newest first
  CHECK(r.lines.size() == 6);
}

TEST_CASE("a bar that overlaps the one before it, or closes later than it should, is unusable") {
  files::Folder dir;
  files::Run r = imported(dir, "binance-spot/BTCUSDT-5m.csv",
                          "open_time,open,high,low,close,volume,close_time\n"
                          "1746057600000,1,2,1,2,5,1746057899999\n"
                          "1746057900000,1,2,1,2,5,1746058199999\n"
                          "1746057960000,1,2,1,2,5,1746058259999\n"
                          "1746058200000,1,2,1,2,5,1746058799999\n"
                          "1746058500000,1,2,1,2,5,1746058560000\n");  // a halt; no harm
  CHECK(r.lines.size() == 3);
  CHECK(r.status == Exit::bad_data);
  REQUIRE(r.said.size() >= 2);
  CHECK(r.said[0].find(
            ":4: \"start\" is 2025-05-01T00:06:00Z, which overlaps the bar of 2025-05-01T00:05:00Z") !=
        std::string::npos);
  CHECK(r.said[1].find(":5: \"close_time\" is 2025-05-01T00:19:59.999000Z, expected none after "
                       "2025-05-01T00:15:00Z") != std::string::npos);
}
