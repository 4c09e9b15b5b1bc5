#include "base/config.h"

#include <catch2/catch.hpp>

using namespace tu;

namespace {
Config good(std::string_view toml) {
  auto c = Config::parse(toml, "p.toml");
  if (!c) FAIL(c.error().message);
  return *c;
}
std::string why(std::string_view toml) {
  auto c = Config::parse(toml, "p.toml");
  return c ? "" : c.error().message;
}
}  // namespace

TEST_CASE("numbers keep the text that was typed") {
  const Config c =
      good("a = 0.10\nb = 1_000.50\nc = +5\nd = 0x10\nu = [\"ü\", 2.50]\n[t]\ne = -1e-7 # a comment\n");
  CHECK(c.text("a") == "0.10");
  CHECK(c.text("b") == "1000.50");
  CHECK(c.text("c") == "5");
  CHECK(c.text("d") == "16");
  CHECK(c.text("t.e") == "-1e-7");
  CHECK(c.real("t.e") == -1e-7);
  CHECK(c.find("u")->list[1] == "2.50");
  CHECK(c.find("a")->kind == ConfigValue::Kind::number);
}
TEST_CASE("strings, booleans, dates and lists") {
  const Config c = good("s = \"0.6%\"\nb = true\nd = 2025-01-01\nl = [1, 2.50, \"x\"]\ne = []\n");
  CHECK(c.text("s") == "0.6%");
  CHECK(c.find("b")->kind == ConfigValue::Kind::boolean);
  CHECK(c.text("d") == "2025-01-01");
  CHECK(c.find("l")->list == std::vector<std::string>{"1", "2.50", "x"});
  CHECK(c.find("e")->kind == ConfigValue::Kind::list);
  CHECK_FALSE(c.text("l"));
  CHECK_FALSE(c.text("missing"));
}
TEST_CASE("tables and arrays of tables are dotted keys with their place") {
  const Config c = good(
      "[v]\nsource = \"x\"\n[[v.fees]]\ntiers = [ { from = \"0\", maker = \"2bps\" }, { from = \"5\" } ]\n"
      "[v.instruments.\"*-PERP\"]\ntick = \"0.1\"\n");
  CHECK(c.text("v.fees.0.tiers.0.maker") == "2bps");
  CHECK(c.text("v.fees.0.tiers.1.from") == "5");
  CHECK(c.text("v.instruments.*-PERP.tick") == "0.1");
  CHECK(c.children("v") == std::vector<std::string>{"fees", "instruments", "source"});
  CHECK(c.children("v.fees.0.tiers") == std::vector<std::string>{"0", "1"});
  CHECK(c.children("nothing").empty());
  CHECK(c.where("v.source") == "p.toml:2");
}
TEST_CASE("what TOML refuses is refused with its place") {
  CHECK(why("a = 1\na = 2\n").starts_with("p.toml:2: "));
  CHECK(why("a = \n").starts_with("p.toml:1: "));
  CHECK(why("\n\na = inf\n") == "p.toml:3: a: expected a finite number");
  CHECK(why("a = [[1], [2]]\n") == "p.toml:1: a: expected a list of numbers or strings");
}
TEST_CASE("two spellings of one dotted key are refused") {
  CHECK(why("\"a.b\" = 1\na.b = 2\n").find("expected one value") != std::string::npos);
}
