#include "stage/option.h"

#include <catch2/catch.hpp>

using namespace tu;

TEST_CASE("an option's text becomes its member, and back") {
  struct Options {
    int window = 20;
    Duration hold{4 * us_per_hour};
    Rate fee{Decimal::parse("0.006").value()};
    std::vector<int> periods{7, 14};
    std::optional<double> limit;
    std::optional<File> policy;
  } o;
  const Row<Options> window("--window", "BARS", "bars", &Options::window, at_least(2));
  const Row<Options> periods("--periods", "LIST", "periods", &Options::periods);
  const Row<Options> limit("--limit", "X", "limit", &Options::limit);
  const Row<Options> policy("--policy", "FILE", "policy", &Options::policy);
  const Row<Options> hold("--hold", "TIME", "time", &Options::hold);
  const Row<Options> fee("--fee", "RATE", "fee", &Options::fee);
  CHECK(window.option.show(&o) == "20");
  CHECK(periods.option.show(&o) == "7,14");
  CHECK(limit.option.show(&o).empty());
  CHECK(hold.option.show(&o) == "4h");
  CHECK(fee.option.show(&o) == "0.6%");
  CHECK(window.option.set(&o, "5"));
  CHECK(periods.option.set(&o, "3,5"));
  CHECK(limit.option.set(&o, "1.5"));
  CHECK(policy.option.set(&o, "p.toml"));
  policy.option.set_content(&o, "[x]");
  CHECK(o.window == 5);
  CHECK(o.periods == std::vector<int>{3, 5});
  CHECK(o.limit == 1.5);
  CHECK(o.policy->content == "[x]");
}
TEST_CASE("a value that cannot be read says what was expected and changes nothing") {
  int i = 3;
  CHECK(read_value("0x10", i).error().message == "a whole number");
  CHECK_FALSE(read_value("99999999999", i));
  CHECK(i == 3);
  Duration d{5};
  CHECK_FALSE(read_value("5", d));
  CHECK(d.us == 5);
  std::vector<int> list{1};
  CHECK_FALSE(read_value("1,,2", list));
  CHECK(list == std::vector<int>{1});
  bool b = true;
  CHECK_FALSE(read_value("yes", b));
}
