// What people are shown of halts, refusals and times.
#include "ledger/show.h"

#include "helpers.h"
#include "ledger/desk.h"
#include "ledger/wording.h"

namespace tu::ledger {
using namespace test;

namespace {

// A ledger that got these rows one after the other.
struct Shown {
  explicit Shown(const std::vector<std::string>& lines) {
    journal = must(Journal::open(dir.file("l.db"), Access::make));
    must(journal->fix_kind(Kind::paper));
    for (const std::string& line : lines) {
      const Event& e = events(line);
      must(journal->begin());
      must(journal->append(draft_of({"r", e.ts, 1, ordinal++}, e)));
      must(journal->commit());
    }
  }
  TempDir dir;
  Events events;
  std::unique_ptr<Journal> journal;
  int ordinal = 0;
};

std::string halt(TsUs ts, const std::string& rule, const std::string& reason, bool until_day = false) {
  return R"({"type":"halt","ts":)" + std::to_string(ts) + R"(,"kind":"entries","reason":")" + reason +
         R"(","rule":")" + rule + "\"" + (until_day ? R"(,"until_day":true)" : "") + "}";
}
std::string day(TsUs ts) {
  return R"({"type":"day","ts":)" + std::to_string(ts) + R"(,"date":")" + date_text(ts) +
         R"(","currency":"USD","equity":10,"units":10,"unit_value":1,"peak":1})";
}
std::string resume(TsUs ts) {
  return R"({"type":"resume","ts":)" + std::to_string(ts) + R"(,"reason":"seen"})";
}
std::string reject(TsUs ts, const std::string& rules, const std::string& reason) {
  return R"({"type":"reject","ts":)" + std::to_string(ts) + R"(,"venue":"v","symbol":"BTC-USD","id":"p)" +
         std::to_string(ts) + R"(","strategy":"s","rules":)" + rules + R"(,"reason":")" + reason + "\"}";
}
bool has(const std::string& text, const std::string& part) {
  INFO(text);
  return text.find(part) != text.npos;
}

}  // namespace

TEST_CASE("a refusal under two halts names the one that a person must end, and every other rule") {
  const std::string daily = "halted entries by daily_loss: lost 5 today",
                    deep = "halted entries by drawdown: 12.3456789% under the peak, the limit of p is 0.1";
  const auto rule = [](const std::string& name, const std::string& text) {
    return R"({"rule":")" + name + R"(","text":")" + text + "\"}";
  };
  Shown l({halt(10, "daily_loss", "lost 5 today", true),
           halt(11, "drawdown", "12.3456789% under the peak, the limit of p is 0.1"),
           reject(12,
                  "[" + rule("halt", daily) + "," + rule("halt", deep) + "," + rule("max_trade", "9 of 8") +
                      "," + rule("daily_loss", "lost 5 today") + "]",
                  "halt: " + daily),
           reject(13, "[" + rule("halt", daily) + "]", "halt: " + daily)});
  const std::string text = must(refusals(*l.journal, {})).text;
  CHECK(has(text,
            "BTC-USD  halt: halted entries by drawdown: 12.3% under the peak, the limit of p is 10%; "
            "also max_trade, daily_loss\n"));
  CHECK(has(text, "BTC-USD  halt: halted entries by daily_loss: lost 5 today\n"));
  CHECK(has(must(refusals(*l.journal, {})).json, "\"reason\":\"halt: " + daily + "\""));  // as journalled
  const auto sql = [&](const std::string& column) {
    return must(l.journal->db().text("SELECT " + column + " FROM refusals WHERE id = 'p12'"));
  };
  CHECK(sql("rules") == "halt, halt, max_trade, daily_loss");
  CHECK(sql("reason") ==
        "halt: " + daily + "; halt: " + deep + "; max_trade: 9 of 8; daily_loss: lost 5 today");
}

TEST_CASE("halts are listed with how they ended, one that stands already only once") {
  Shown l({halt(10, "daily_loss", "lost 5 today", true), halt(11, "manual", "lunch"),
           halt(12, "manual", "lunch again"), day(us_per_day), resume(us_per_day + 1),
           halt(us_per_day + 2, "drawdown", "deep")});
  const Report r = must(halts(*l.journal, {}));
  CHECK(has(r.text, "daily_loss  lost 5 today  1970-01-02T00:00:00Z by the next day\n"));
  CHECK(has(r.text, "manual      lunch         1970-01-02T00:00:00.000001Z by resume: seen\n"));
  CHECK(has(r.text, "drawdown    deep          stands until ledger resume\n"));
  CHECK_FALSE(has(r.text, "lunch again"));
  CHECK(has(r.json, R"("until_day":true,"ended":86400000000,"ended_by":"the next day"})"));
  CHECK(has(r.json, R"("rule":"drawdown"})"));
  CHECK(has(must(show(*l.journal, "main")).text, "by drawdown: deep (until ledger resume --reason WHY)"));
}

TEST_CASE("a row that people wrote before the first event says so, and lists name the account main") {
  Shown l({halt(0, "manual", "not yet"), day(us_per_day)});
  CHECK(has(must(show(*l.journal, "main")).text, "HALT      entries since before the first event by manual"));
  CHECK(has(must(halts(*l.journal, {})).text, "before the first event  main"));
  CHECK(has(must(days(*l.journal, {})).text, "1970-01-02  main"));
}

TEST_CASE("a drawdown is shown in percent beside its limit in percent") {
  CHECK(reason_text("0.3037640540786425% under the peak, the limit of tiny is 0.003") ==
        "0.304% under the peak, the limit of tiny is 0.3%");
  CHECK(reason_text("halted entries by drawdown: 10% under the peak, the limit of my own is 0.1") ==
        "halted entries by drawdown: 10% under the peak, the limit of my own is 10%");
  CHECK(reason_text("12.3456% under the peak") == "12.3% under the peak");
  CHECK(reason_text("all% under the peak") == "all% under the peak");
  CHECK(reason_text("% under the peak") == "% under the peak");
  CHECK(reason_text("lost 5.125 today") == "lost 5.125 today");
}

}  // namespace tu::ledger
