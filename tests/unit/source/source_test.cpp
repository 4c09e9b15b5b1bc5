#include "source/source.h"

#include <catch2/catch.hpp>

#include "files.h"

using namespace tu;
using namespace tu::source;
using V = std::vector<std::string>;

namespace {
std::string cut(std::string line) {
  return line.substr(0, line.size() - 1);
}
SourceOptions of(V paths) {
  SourceOptions o;
  o.files = std::move(paths);
  return o;
}
}  // namespace

TEST_CASE(
    "files are merged by time, then by their order, then by their lines, with a sync after each instant") {
  files::Folder dir;
  const std::string a1 = files::candle(1, "A", 1), a2 = files::candle(2, "A", 2),
                    b1 = files::candle(1, "B", 3), c2 = files::candle(2, "C", 4);
  const std::string a = dir.put("a.ndjson", a1 + a2), b = dir.put("b.ndjson", b1 + c2);
  files::Run r = files::run({b, a});
  REQUIRE(r.lines.size() == 8);
  CHECK(r.lines[0].starts_with("{\"type\":\"session\",\"ts\":60000000,\"id\":\""));
  CHECK(r.lines[1] == cut(b1));
  CHECK(r.lines[2] == cut(a1));
  CHECK(r.lines[3] == "{\"type\":\"sync\",\"ts\":60000000,\"seq\":1}");
  CHECK(r.lines[4] == cut(c2));
  CHECK(r.lines[5] == cut(a2));
  CHECK(r.lines[6] == "{\"type\":\"sync\",\"ts\":120000000,\"seq\":2}");
  CHECK(r.lines[7] ==
        "{\"type\":\"end\",\"ts\":120000000,\"source\":\"b.ndjson,a.ndjson\",\"events\":4,\"status\":0}");
  CHECK(r.status == Exit::ok);
}

TEST_CASE("a recording gives back its own bytes, whatever order its keys have and whatever it carries") {
  files::Folder dir;
  const std::string odd =
      " {\"symbol\":\"X\",\"ts\":5, \"venue\":\"v\",\"price\":1.50,\"size\":1e0,\"type\":\"trade\",\"n\":[1, "
      "{}]}\r\n";
  files::Run r = files::run({dir.put("a", odd + "{\"no\":\"type\"}\n")});
  REQUIRE(r.lines.size() == 5);
  CHECK(r.lines[1] == cut(odd));
  CHECK(r.lines[2] == "{\"no\":\"type\"}");
}

TEST_CASE("events stay good while more is read than lies in memory at once, of one file and of several") {
  files::Folder dir;
  std::string a, b, c;
  for (int i = 1; i <= 9'000; ++i) {
    a += files::candle(i, "A", i,
                       ",\"note\":\"\\u00e9 " + std::to_string(i) + "\",\"x\":" + std::to_string(i));
    b += files::candle(i, "B", i);
    if (i % 3 == 0) b += files::candle(i, "B", i);  // twice
    if (i % 1000 == 0) c += files::candle(i, "C", i, ",\"long\":\"" + std::string(300'000, 'l') + "\"");
  }
  const std::string in_a = dir.put("a", a), in_b = dir.put("b", b), in_c = dir.put("c", c);
  CHECK(files::run({in_a}).lines.size() == 2 + 2 * 9'000);
  CHECK(files::run({in_b}).of("candle").size() == 9'000);
  const files::Run all = files::run({in_b, in_a, in_c, in_b});
  CHECK(all.of("candle").size() == 18'009);
  CHECK(all.text().size() > a.size() + b.size() / 2 + c.size());
  CHECK(files::run({dir.put("a.gz", files::gzip(a))}).lines.size() == 2 + 2 * 9'000);
}

TEST_CASE("gaps get beats at the smallest timeframe of the data, and only gaps do") {
  files::Folder dir;
  SourceOptions o =
      of({dir.put("a", files::candle(1, "A", 1) + files::candle(2, "A", 1) + files::candle(5, "A", 1))});
  files::Run r = files::run(o);
  CHECK(r.of("beat") == V{"{\"type\":\"beat\",\"ts\":180000000}", "{\"type\":\"beat\",\"ts\":240000000}"});
  CHECK(r.of("sync").size() == 5);
  o.beats = false;
  CHECK(files::run(o).of("beat").empty());
  o.lockstep = false;
  CHECK(files::run(o).of("sync").empty());
}

TEST_CASE("a gap of years does not become millions of beats") {
  files::Folder dir;
  files::Run r = files::run({dir.put("a", files::candle(1, "A", 1) + files::candle(40'000'000, "A", 1))});
  CHECK(r.of("beat").size() > 5'000);
  CHECK(r.of("beat").size() <= 10'001);
}

TEST_CASE("a recorded run is replayed without its frame and its decisions, or with the latter if asked") {
  files::Folder dir;
  const std::string frame =
      "{\"type\":\"session\",\"ts\":1,\"id\":\"x\",\"mode\":\"live\",\"source\":\"s\",\"pace\":\"max\"}\n"
      "{\"type\":\"beat\",\"ts\":2}\n{\"type\":\"sync\",\"ts\":2,\"seq\":9}\n";
  const std::string decision =
      "{\"type\":\"decline\",\"ts\":60000000,\"symbol\":\"A\",\"strategy\":\"s\",\"reason\":\"r\"}\n";
  const std::string signal =
      "{\"type\":\"signal\",\"ts\":60000000,\"symbol\":\"A\",\"source\":\"s\",\"side\":\"buy\","
      "\"confidence\":0.5}\n";
  SourceOptions o =
      of({dir.put("a", frame + files::candle(1, "A", 1) + decision + signal +
                           "{\"type\":\"end\",\"ts\":3,\"source\":\"s\",\"events\":0,\"status\":0}\n")});
  files::Run r = files::run(o);
  CHECK(r.of("session").size() == 1);
  CHECK(r.of("session")[0].find("\"mode\":\"replay\"") != std::string::npos);
  CHECK(r.of("sync").size() == 1);
  CHECK(r.of("end").size() == 1);
  CHECK(r.of("decline").empty());
  CHECK(r.of("signal").size() == 1);
  o.keep_decisions = true;
  CHECK(files::run(o).of("decline") == V{cut(decision)});
}

TEST_CASE("feeding what feed printed gives the same stream again") {
  files::Folder dir;
  std::string text;
  for (int i = 1; i < 50; ++i)
    text += files::candle(i * (i % 7 ? 1 : 3), "A", 100 + i) + files::candle(i, "B", 2);
  files::Run once = files::run({dir.put("a", text)});
  files::Run again = files::run({dir.put("b", once.text())});
  REQUIRE(once.lines.size() == again.lines.size());
  for (std::size_t i = 1; i + 1 < once.lines.size(); ++i) CHECK(once.lines[i] == again.lines[i]);
}

TEST_CASE("an event older than its file's newest keeps its place and is said") {
  files::Folder dir;
  const std::string late = files::candle(1, "A", 9);
  files::Run r = files::run(
      {dir.put("a", files::candle(1, "A", 1) + files::candle(3, "A", 1) + late + files::candle(4, "A", 1)),
       dir.put("b", files::candle(2, "B", 1))});
  REQUIRE(r.of("candle").size() == 5);
  CHECK(r.of("candle")[3] == cut(late));
  REQUIRE(r.said.size() == 2);
  CHECK(r.said[0].ends_with(
      "a: 1 events are older than one before them, the first in line 3; they keep their place"));
  CHECK(r.said[1] ==
        "candles are missing 1 time, the longest for 1m; the first before A 1m at 1970-01-01T00:03:00Z");
  CHECK(r.status == Exit::ok);
}

TEST_CASE("a candle that says again what stands there already is sent once, also of another file") {
  files::Folder dir;
  const std::string one = files::candle(1, "A", 1), two = files::candle(2, "A", 2),
                    other = files::candle(2, "A", 3);
  files::Run r =
      files::run({dir.put("a", one + two + two), dir.put("b", one + files::candle(1, "B", 1) + two)});
  CHECK(r.of("candle") == V{cut(one), cut(files::candle(1, "B", 1)), cut(two)});
  CHECK(r.of("sync").size() == 2);
  REQUIRE(r.said.size() == 1);
  CHECK(r.said[0] ==
        "3 candles stand more than once in the data, and are sent once; the first: A 1m at "
        "1970-01-01T00:01:00Z");
  CHECK(r.of("end")[0].find("\"events\":3,") != std::string::npos);
  r = files::run({dir.put("c", two + other)});
  CHECK(r.of("candle") == V{cut(two), cut(other)});
  REQUIRE(r.said.size() == 1);
  CHECK(r.said[0].find("differs from one of the same time before it: both are sent") != std::string::npos);
}

TEST_CASE("a symbol that is not in the data, or not in the range, is told, and the status is 1") {
  files::Folder dir;
  SourceOptions o = of({dir.put("a", files::candle(1, "BTC-USD", 1) + files::candle(2, "ETH-USD", 1))});
  o.symbols = {"BTC-USD", "BTCUSD"};
  files::Run r = files::run(o);
  CHECK(r.status == Exit::no);
  CHECK(r.said == V{"no event of BTCUSD; the data hold BTC-USD, ETH-USD"});
  CHECK(r.of("end")[0].find("\"status\":1,\"reason\":\"no event of what was asked for\"") !=
        std::string::npos);
  o.symbols = {"ETH-USD"};
  o.to = 2 * us_per_min;
  r = files::run(o);
  CHECK(r.status == Exit::no);
  CHECK(r.said == V{"no event of ETH-USD to 1970-01-01T00:02:00Z; the data hold some outside of it"});
  o.symbols = {"BTC-USD"};
  CHECK(files::run(o).status == Exit::ok);
}

TEST_CASE("unusable lines are said with their place, kept, not sent, and the status is 65") {
  files::Folder dir;
  SourceOptions o = of({dir.put("a", files::candle(1, "A", 1) + "{\"type\":\"candle\"\n" +
                                         files::candle(2, "A", -1) + files::candle(3, "A", 1))});
  files::Run r = files::run(o);
  CHECK(r.status == Exit::bad_data);
  CHECK(r.of("candle").size() == 2);
  REQUIRE(r.said.size() == 3);
  CHECK(r.said[0].find("/a:2: ") != std::string::npos);
  CHECK(r.said[1].find("/a:3: ") != std::string::npos);
  CHECK(r.said[2].starts_with("candles are missing 1 time"));
  CHECK(r.bad == V{"{\"type\":\"candle\"", cut(files::candle(2, "A", -1))});
  CHECK(r.of("end")[0].find("\"events\":2,\"status\":65") != std::string::npos);
  o.strict = true;
  r = files::run(o);
  CHECK(r.status == Exit::bad_data);
  CHECK(r.said.size() == 1);
  CHECK(r.of("end").size() == 1);
}

TEST_CASE("ten unusable lines are said, then their number") {
  files::Folder dir;
  std::string text;
  for (int i = 0; i < 25; ++i) text += "{\n";
  files::Run r = files::run({dir.put("a", text)});
  REQUIRE(r.said.size() == 11);
  CHECK(r.said[10].ends_with("a: 25 unusable lines in all"));
  CHECK(r.bad.size() == 25);
}

TEST_CASE("a truncated archive is said with its place, and its whole lines are sent") {
  files::Folder dir;
  std::string text;
  for (int i = 1; i < 2000; ++i) text += files::candle(i, "A", 100 + i % 13);
  std::string packed = files::gzip(text);
  files::Run r = files::run({dir.put("a.gz", packed.substr(0, packed.size() - 500))});
  CHECK(r.status == Exit::bad_data);
  CHECK(r.of("candle").size() > 100);
  REQUIRE_FALSE(r.said.empty());
  CHECK(r.said.back().find("a.gz: truncated gzip data, it ends at byte") != std::string::npos);
  CHECK(r.of("end")[0].find("\"status\":65") != std::string::npos);
}

TEST_CASE("a range is half open and a filter keeps the events of its symbols and those without one") {
  files::Folder dir;
  std::string text;
  for (int i = 1; i < 10; ++i) text += files::candle(i, "A", i) + files::candle(i, "B", i);
  text += "{\"type\":\"metric\",\"ts\":540000000,\"name\":\"m\",\"value\":1}\n";
  SourceOptions o = of({dir.put("a", text)});
  o.from = 3 * us_per_min;
  o.to = 5 * us_per_min;
  o.symbols = {"B"};
  files::Run r = files::run(o);
  CHECK(r.of("candle") == V{cut(files::candle(3, "B", 3)), cut(files::candle(4, "B", 4))});
  CHECK(r.of("session")[0].find("\"ts\":180000000") != std::string::npos);
  o.to.reset();
  CHECK(files::run(o).of("metric").size() == 1);
  o.to = o.from;
  CHECK(files::run(o).error.find("--from") != std::string::npos);
}

TEST_CASE("warm-up sends history before the range, or makes the data's beginning history") {
  files::Folder dir;
  std::string text;
  for (int i = 1; i < 10; ++i) text += files::candle(i, "A", i);
  SourceOptions o = of({dir.put("a", text)});
  o.warm.bars = 2;
  files::Run r = files::run(o);
  CHECK(r.of("candle").size() == 9);
  CHECK(r.of("session")[0].ends_with("\"warm_until\":180000000,\"lockstep\":true}"));
  o.from = 6 * us_per_min;
  r = files::run(o);
  CHECK(r.of("candle").front() == cut(files::candle(4, "A", 4)));
  CHECK(r.of("session")[0].ends_with("\"warm_until\":360000000,\"lockstep\":true}"));
  CHECK(r.said.empty());
  o.warm.bars = 20;
  r = files::run(o);
  REQUIRE(r.said.size() == 1);
  CHECK(r.said[0] == "of 20m of history for the warm-up only 5m is there");
  o.warm = {0, us_per_min};
  CHECK(files::run(o).of("candle").front() == cut(files::candle(5, "A", 5)));
  SourceOptions no_bars = of({dir.put("b", "{\"type\":\"metric\",\"ts\":5,\"name\":\"m\",\"value\":1}\n")});
  no_bars.warm.bars = 3;
  CHECK(files::run(no_bars).error.find("no candle; give a duration") != std::string::npos);
}

TEST_CASE("the session's id follows content, range and seed, not the file's folder") {
  files::Folder dir;
  const std::string text = files::candle(1, "A", 1) + files::candle(2, "A", 2);
  auto id = [](SourceOptions o) { return std::string((*Source::open(o))->session_id()); };
  SourceOptions o = of({dir.put("x/a", text)}), same = of({dir.put("y/a", text)}),
                other = of({dir.put("z/a", text + "\n")});
  CHECK(id(o) == id(same));
  CHECK(id(o) != id(other));
  SourceOptions seeded = o, ranged = o;
  seeded.seed = 1;
  ranged.from = us_per_min;
  CHECK(id(o) != id(seeded));
  CHECK(id(o) != id(ranged));
  CHECK(files::run(o).text() == files::run(same).text());
}

TEST_CASE("the session's id tells apart one file read as two symbols") {
  files::Folder dir;
  const std::string text = "date,open,high,low,close,volume\n1746372780000,1,1,1,1,1\n";
  auto id = [](SourceOptions o) { return std::string((*Source::open(o))->session_id()); };
  CHECK(id(of({dir.put("binance-perp/BTCUSDT-1m.csv", text)})) !=
        id(of({dir.put("binance-perp/ETHUSDT-1m.csv", text)})));
}

TEST_CASE("an interrupted source sends its instant whole, then the end") {
  files::Folder dir;
  auto source = Source::open(of({dir.put("a", files::candle(1, "A", 1) + files::candle(2, "A", 1)),
                                 dir.put("b", files::candle(1, "B", 1) + files::candle(2, "B", 1))}));
  Arena arena;
  std::vector<Type> types;
  for (Event* e = nullptr; (*source)->next(e, arena); arena.reset()) {
    types.push_back(e->type);
    if (e->type == Type::candle) (*source)->interrupt();
  }
  CHECK(types == std::vector<Type>{Type::session, Type::candle, Type::candle, Type::sync, Type::end});
}

TEST_CASE("the upcoming time is that of the next beat or event, and none before a sync") {
  files::Folder dir;
  auto source = Source::open(of({dir.put("a", files::candle(1, "A", 1) + files::candle(3, "A", 1))}));
  Arena arena;
  std::vector<TsUs> times;
  for (Event* e = nullptr; (*source)->next(e, arena); arena.reset())
    times.push_back((*source)->upcoming() / us_per_min);
  // After: session, candle, sync, beat, sync, candle, sync, end.
  CHECK(times == std::vector<TsUs>{1, 0, 2, 0, 3, 0, 0, 0});
}

TEST_CASE("by receipt, the files interleave as they were received") {
  files::Folder dir;
  auto trade = [](int ts, int recv) {
    return "{\"type\":\"trade\",\"ts\":" + std::to_string(ts) +
           ",\"venue\":\"v\",\"symbol\":\"A\",\"price\":1,\"size\":1,\"recv\":" + std::to_string(recv) +
           "}\n";
  };
  SourceOptions o =
      of({dir.put("a", trade(10, 50) + trade(20, 60)), dir.put("b", trade(15, 40) + trade(16, 55))});
  o.beats = false;
  o.by_recv = true;
  files::Run r = files::run(o);
  CHECK(r.of("trade") == V{cut(trade(15, 40)), cut(trade(10, 50)), cut(trade(16, 55)), cut(trade(20, 60))});
  // An event older than the instant belongs to it: no sync stands between the first two.
  CHECK(r.of("sync").size() == 3);
  CHECK(r.said.empty());
  o.by_recv = false;
  CHECK(files::run(o).of("trade")[0] == cut(trade(10, 50)));
}

TEST_CASE("an empty file is a session and an end, named, and the status is 1") {
  files::Folder dir;
  const std::string a = dir.put("a", "");
  files::Run r = files::run({a});
  CHECK(r.lines.size() == 2);
  CHECK(r.status == Exit::no);
  CHECK(r.said == V{a + " holds no event"});
}

TEST_CASE(
    "a file that holds no event among others is named, one without an event of what was asked for is not") {
  files::Folder dir;
  const std::string btc = dir.put("btc", files::candle(1, "BTC-USD", 1));
  const std::string eth = dir.put("eth", files::candle(2, "ETH-USD", 1));
  const std::string packed = dir.put("packed.gz", files::deflated("", 31));
  const std::string header = dir.put("binance-perp/XRPUSDT-1m.csv", "date,open,high,low,close,volume\n");
  const std::string framed = dir.put("framed", R"({"type":"end","ts":1,"source":"x","status":0,"events":0})"
                                               "\n");
  SourceOptions o = of({btc, packed, header, framed, eth});
  files::Run r = files::run(o);
  CHECK(r.status == Exit::no);
  CHECK(r.said == V{packed + " holds no event", header + " holds no event"});
  o.files = {btc, eth};
  o.symbols = {"BTC-USD"};
  r = files::run(o);
  CHECK(r.status == Exit::ok);
  CHECK(r.said.empty());
}

TEST_CASE("a file that is neither a recording nor recognised is an error that names it") {
  files::Folder dir;
  files::Run r = files::run({dir.put("x.bin", "hello\n")});
  CHECK(r.status == Exit::bad_data);
  CHECK(r.error.find("x.bin: neither a recording (NDJSON) nor a format that import recognises") !=
        std::string::npos);
}

TEST_CASE("a preloaded source gives the same events again, undisturbed by notes of the run before") {
  files::Folder dir;
  std::string text;
  for (int i = 1; i < 30; ++i) text += files::candle(i, "A", i, ",\"extra\":\"\\u00e9\"");
  SourceOptions o = of({dir.put("a", text)});
  files::Run direct = files::run(o);
  auto source = Source::open(o);
  Preloaded all(**source);
  for (int round = 0; round < 2; ++round) {
    Arena arena;
    std::vector<std::string> lines;
    Note note{"added", nullptr, Kind::real};
    for (Event* e = nullptr; all.next(e, arena); arena.reset()) {
      lines.push_back(wire::encode_text(*e));
      if (e->notes()) e->add(&note);
      if (e->type == Type::candle) e->slots[0].text = {"9m", 2};
    }
    CHECK(lines == direct.lines);
    all.rewind();
  }
}
