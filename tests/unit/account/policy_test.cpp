#include "account/policy.h"

#include <catch2/catch.hpp>

using namespace tu;
using namespace tu::account;

namespace {
std::string error(const std::string& toml) {
  auto p = parse_policy(toml, "p.toml");
  return p ? std::string() : p.error().message;
}
bool has(const std::vector<std::string>& lines, const std::string& begin) {
  for (const auto& l : lines)
    if (l.rfind(begin, 0) == 0) return true;
  return false;
}
PolicyCheck check(const std::string& toml, int equity) {
  return check_policy(parse_policy(toml, "p.toml").value(), Decimal::from_integer(equity));
}
}  // namespace

TEST_CASE("a policy reads rates, amounts, counts and durations, and always has a collar") {
  const auto p = parse_policy(
                     "name = \"n\"\nmax_trade = \"250bps\"\nfloor = 500\nentries_day = 3\ncooldown = "
                     "\"30m\"\nstreak = true",
                     "p.toml")
                     .value();
  CHECK(p.name == "n");
  CHECK(p.max_trade->str() == "0.025");
  CHECK(p.floor->str() == "500");
  CHECK(p.entries_day == 3);
  CHECK(p.cooldown == 30 * us_per_min);
  CHECK(p.streak);
  CHECK(p.price_collar.str() == "0.02");
  CHECK(p.sudden_drop.str() == "0.4");
  CHECK(p.hash.size() == 16);
}

TEST_CASE("what is no rule, and a limit that is none, is an error that names its line") {
  CHECK(error("a = 1\n").find("p.toml:1: \"a\" is no rule") == 0);
  CHECK(error("\nmax_trade = \"0%\"").find("p.toml:2") == 0);
  CHECK(error("max_trade = \"-5%\"").find("expected a rate above 0") != std::string::npos);
  CHECK(error("max_trade = [1]").find("a list") != std::string::npos);
  CHECK(error("entries_day = 1.5").find("whole number") != std::string::npos);
  CHECK(error("halt = \"none\"").find("entries or flat") != std::string::npos);
  CHECK(error("max_trade = \"5%\"\nmax_trade = \"6%\"") != "");
  CHECK(error("cluster_exposure = \"5%\"").find("no [clusters]") != std::string::npos);
  CHECK(error("[clusters]\na = [\"X\"]\nb = [\"X\"]").find("X is in the clusters a and b") !=
        std::string::npos);
}

TEST_CASE("a loss of everything or more is no limit of a loss") {
  for (const char* rule : {"daily_loss", "drawdown", "sudden_drop", "price_collar"}) {
    INFO(rule);
    const std::string key = rule;
    CHECK(error(key + " = \"8\"") ==
          "p.toml:1: " + key +
              " is \"8\", expected a rate above 0 and under 100%, such as 2%; did you mean 8%?");
    CHECK(error(key + " = 1") != "");
    CHECK(error(key + " = \"100%\"") != "");
    CHECK(error(key + " = \"99.9%\"").empty());
  }
  CHECK(error("max_exposure = \"300%\"").empty());  // with leverage
}

TEST_CASE("a rule that only changes another needs that one") {
  CHECK(error("max_trade_cap = \"1%\"") == "p.toml:1: max_trade_cap needs a max_trade, which it caps");
  CHECK(error("\nstreak = true") == "p.toml:2: streak needs a max_trade, which it scales");
  CHECK(error("daily_loss_floor = 5") == "p.toml:1: daily_loss_floor needs a daily_loss");
  CHECK(error("max_trade = \"5%\"\nmax_trade_cap = \"6%\"\nstreak = true").empty());
  CHECK(error("streak = false").empty());
}

TEST_CASE("each rule of a policy is listed with what it means for the equity") {
  const auto c = check(
      "min_notional = \"5\"\ndaily_loss = \"2%\"\ndaily_loss_floor = \"3\"\ndrawdown = \"10%\"\n"
      "floor = \"500\"\nhalt = \"flat\"\nentries_day = 6\nentries_hour = 2\ncooldown = \"30m\"\n"
      "streak = true\nmax_trade = \"5%\"",
      1000);
  CHECK(c.limits ==
        std::vector<std::string>{
            "max_trade 50", "min_notional 5",
            "daily_loss 20 (2%) of the day's start, at least 3: no entries until the next day",
            "drawdown 100 (10%) below the peak: everything is closed, and halted until ledger resume",
            "floor 500: everything is closed, and halted until ledger resume", "entries_day 6",
            "entries_hour 2", "cooldown 30m after an exit", "streak scales max_trade",
            "price_collar 2% worse than the mark", "mark_age 1m",
            "sudden_drop 400 (40%) between two looks: no entries"});
}

TEST_CASE("the built-in policy is readable, has no dead rule and admits an order") {
  const auto c = check(std::string(conservative_policy()), 10000);
  CHECK(c.dead.empty());
  CHECK(c.contradictions.empty());
  CHECK(c.most.str() == "500");
}

TEST_CASE("rules that never bind and rules that admit nothing are listed for an equity") {
  const auto cap = check("max_trade = \"10%\"\nstreak = true\nmax_trade_cap = \"20%\"", 1000);
  CHECK(has(cap.dead, "max_trade_cap 200 never binds: max_trade is at most 125"));
  CHECK(check("max_trade = \"10%\"\nstreak = true\nmax_trade_cap = \"12%\"", 1000).dead.empty());
  CHECK(has(check("max_trade = \"10%\"\nmax_notional = \"10\"", 1000).dead, "max_trade 100 never binds"));
  CHECK(has(check("max_trade = \"10%\"\nmax_notional = \"10\"", 50).dead, "max_notional 10 never binds"));
  CHECK(has(check("entries_day = 5\nentries_hour = 5", 1).dead, "entries_hour"));
  CHECK(has(check("daily_loss = \"5%\"\ndaily_loss_floor = \"2\"", 30).dead, "daily_loss 1.5 never binds"));
  CHECK(check("daily_loss = \"5%\"\ndaily_loss_floor = \"2\"", 40).dead.empty());
  CHECK(has(check("daily_loss = \"5%\"\nhalt = \"flat\"", 1).dead, "halt flat does nothing"));
  CHECK(check("drawdown = \"5%\"\nhalt = \"flat\"", 1).dead.empty());
  CHECK(has(check("daily_loss = \"10%\"\ndrawdown = \"10%\"", 1).dead, "daily_loss"));
  CHECK(has(check("max_asset = \"80%\"\nmax_exposure = \"80%\"", 1).dead, "max_asset"));
  CHECK(has(check("max_trade = \"5%\"\nmin_notional = \"10\"", 100).contradictions,
            "no order is admitted: min_notional is 10"));
  CHECK(check("max_trade = \"5%\"\nmin_notional = \"10\"", 200).contradictions.empty());
  CHECK(has(check("min_reserve_floor = \"100\"", 100).contradictions,
            "no order is admitted: min_reserve leaves 0"));
  CHECK(has(check("entries_day = 0", 100).contradictions, "no order is admitted: entries_day is 0"));
}

TEST_CASE("a rate of orders is a number and a time, and keeps a part for orders that reduce") {
  const auto rate = [](const std::string& toml) { return parse_policy(toml, "p"); };
  auto p = rate("order_rate = \"20/1m\"");
  REQUIRE(p);
  CHECK(p->order_rate->orders == 20);
  CHECK(p->order_rate->window == us_per_min);
  CHECK(p->kept_for_exits() == 5);
  p = rate("order_rate = \"3/10s\"\nexit_share = \"34%\"");
  REQUIRE(p);
  CHECK(p->kept_for_exits() == 2);
  CHECK(check_policy(*p, Decimal::from_integer(1000)).contradictions.empty());
  p = rate("order_rate = \"1/1m\"");
  REQUIRE(p);
  CHECK(check_policy(*p, Decimal::from_integer(1000)).contradictions.size() == 1);
  for (const char* bad : {"20", "20/", "/1m", "0/1m", "20/0s", "20/2d", "x/1m", "-1/1m"}) {
    auto r = rate("order_rate = \"" + std::string(bad) + "\"");
    INFO(bad);
    REQUIRE_FALSE(r);
    CHECK(r.error().message.find("expected orders and a time of at most a day, such as 20/1m") !=
          std::string::npos);
  }
  CHECK_FALSE(rate("exit_share = \"101%\""));
}
