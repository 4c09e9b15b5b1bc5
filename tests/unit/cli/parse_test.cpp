#include "cli/parse.h"

#include <catch2/catch.hpp>
#include <map>

#include "cli/render.h"

using namespace tu;
using namespace tu::cli;

namespace {

struct Options {
  int window = 20;
  double trend = 0.3;
  bool software = true;
  std::string style = "maker";
  Duration hold{us_per_hour};
  std::optional<Decimal> equity;
  std::vector<std::string> names;
  std::optional<File> policy;
};

CommandSpec command() {
  CommandSpec c = describe_command<Options>(
      "probe", "look at a command line", "[FILE]...",
      {{"--window", "BARS", "how many steps to look back", &Options::window, at_least(2)},
       {"--trend", "RATIO", "least efficiency of a trend", &Options::trend, between(0, 1)},
       {"--software", "", "watch stops in software", &Options::software},
       {"--style", "STYLE", "how orders are sent", &Options::style, one_of({"maker", "taker"})},
       {"--hold", "TIME", "longest time", &Options::hold, at_least(1)},
       {"--equity", "AMOUNT", "what the account is worth", &Options::equity, shared_option()},
       {"--names", "LIST", "names", &Options::names},
       {"--policy", "FILE", "limits", &Options::policy, shared_option()}});
  c.uses_ledger = c.uses_account = c.reads_lines = c.is_filter = true;
  return c;
}

struct Fake {
  std::map<std::string, std::string> variables, files;
  World world() {
    return {[this](const std::string& n) -> std::optional<std::string> {
              const auto it = variables.find(n);
              return it == variables.end() ? std::nullopt : std::optional(it->second);
            },
            [this](const std::string& p) -> Result<std::string> {
              const auto it = files.find(p);
              if (it == files.end())
                return fail(Exit::io, p + ": cannot be opened: No such file or directory");
              return it->second;
            }};
  }
};

const CommandSpec probe = command();

Parsed good(std::vector<std::string> args, Fake fake = {}) {
  Result<Parsed> p = parse(probe, args, fake.world());
  if (!p) FAIL(p.error().message);
  return *p;
}
Error bad(std::vector<std::string> args, Fake fake = {}) {
  Result<Parsed> p = parse(probe, args, fake.world());
  if (p) FAIL("was accepted");
  return p.error();
}
const Options& of(const Parsed& p) {
  return p.as<Options>();
}

}  // namespace

TEST_CASE("without arguments every option has its default") {
  const Parsed p = good({});
  CHECK(of(p).window == 20);
  CHECK(p.operands.empty());
  CHECK(p.common.account == "main");
  CHECK_FALSE(of(p).equity);
}
TEST_CASE("a repeated option: the last one wins, flags included") {
  CHECK(of(good({"--window", "5", "--window=7"})).window == 7);
  CHECK_FALSE(of(good({"--software", "--no-software"})).software);
  CHECK(of(good({"--no-software", "--software"})).software);
}
TEST_CASE("of an option that adds up every text counts, in order, with a blank between") {
  CommandSpec adding = probe;
  adding.adds_up = {"--names"};
  Fake world;
  const std::vector<std::string> args{"--names", "a,b", "--names=c", "--window", "5", "--window", "7"};
  Result<Parsed> p = parse(adding, args, world.world());
  REQUIRE(p);
  CHECK(of(*p).names == std::vector<std::string>{"a", "b c"});
  CHECK(of(*p).window == 7);
}
TEST_CASE("operands stand anywhere, a dash is stdin, everything after -- is an operand") {
  CHECK(good({"a", "--window", "5", "-", "b"}).operands == std::vector<std::string>{"a", "-", "b"});
  CHECK(good({"--", "--window", "-x"}).operands == std::vector<std::string>{"--window", "-x"});
}
TEST_CASE("values may look like options, be empty, or hold anything") {
  CHECK(of(good({"--names", "--strict"})).names == std::vector<std::string>{"--strict"});
  CHECK(of(good({"--names=a,b"})).names.size() == 2);
  CHECK(of(good({"--names", "[a]"})).names == std::vector<std::string>{"[a]"});
  CHECK(of(good({"--names", "x y=z"})).names == std::vector<std::string>{"x y=z"});
  CHECK(of(good({"--equity", "-5"})).equity->str() == "-5");
  CHECK(of(good({"--names", ""})).names.empty());
}
TEST_CASE("numbers are decimal whatever their first digit") {
  CHECK(of(good({"--window", "010"})).window == 10);
  CHECK(bad({"--window", "0x10"}).message == "--window \"0x10\": expected a whole number of at least 2");
}
TEST_CASE("an error names the option, the value and what was expected, with status 64") {
  CHECK(bad({"--window", "1"}).message == "--window \"1\": expected a whole number of at least 2");
  CHECK(bad({"--window", "1"}).status == Exit::usage);
  CHECK(bad({"--trend", "1.5"}).message == "--trend \"1.5\": expected a number from 0 to 1");
  CHECK(bad({"--style", "market"}).message == "--style \"market\": expected maker or taker");
  CHECK(bad({"--hold", "500ms"}).message ==
        "--hold \"500ms\": expected a duration such as 4h or 250ms of at least 1s");
  CHECK(bad({"--window"}).message == "--window: nothing follows; expected BARS");
  CHECK(bad({"--software=false"}).message.starts_with("--software=false: a flag takes no value"));
}
TEST_CASE("an unknown option is answered with the nearest name") {
  CHECK(bad({"--windw", "3"}).message == "--windw: no such option; did you mean --window?");
  CHECK(bad({"--no-softwar"}).message == "--no-softwar: no such option; did you mean --no-software?");
  CHECK(bad({"--frobnicate=3"}).message == "--frobnicate: no such option; --help lists them");
  CHECK(bad({"-h"}).message == "-h: no such option; did you mean --help?");
  CHECK(bad({"-w5"}).status == Exit::usage);
  CHECK(bad({"--windw"}).status == Exit::usage);
}
TEST_CASE("the command line is stronger than the environment, the environment than the file") {
  Fake fake;
  fake.files["c.toml"] = "[probe]\nwindow = 3\ntrend = 0.5\nsoftware = false\nnames = [\"a\", \"b\"]\n";
  fake.variables["TRADEUTILS_PROBE_WINDOW"] = "4";
  fake.variables["TRADEUTILS_EQUITY"] = "100";
  const Parsed p = good({"--config", "c.toml"}, fake);
  CHECK(of(p).window == 4);
  CHECK(of(p).trend == 0.5);
  CHECK_FALSE(of(p).software);
  CHECK(of(p).names.size() == 2);
  CHECK(of(p).equity->str() == "100");
  CHECK(of(good({"--config", "c.toml", "--window", "5"}, fake)).window == 5);
  fake.variables["TRADEUTILS_CONFIG"] = "c.toml";
  CHECK(of(good({}, fake)).trend == 0.5);
}
TEST_CASE("an empty variable is no value") {
  Fake fake;
  fake.variables["TRADEUTILS_LEDGER"] = "";
  fake.variables["TRADEUTILS_PROBE_WINDOW"] = "";
  CHECK(of(good({}, fake)).window == 20);
}
TEST_CASE("a wrong value in the environment or the file is blamed on its place, with status 78") {
  Fake fake;
  fake.variables["TRADEUTILS_PROBE_WINDOW"] = "x";
  CHECK(bad({}, fake).message == "TRADEUTILS_PROBE_WINDOW \"x\": expected a whole number of at least 2");
  CHECK(bad({}, fake).status == Exit::config);
  Fake file;
  file.files["c.toml"] = "[probe]\n\nwindow = 1\n";
  CHECK(bad({"--config", "c.toml"}, file).message ==
        "c.toml:3: probe.window \"1\": expected a whole number of at least 2");
  file.files["c.toml"] = "[probe]\nwindw = 5\n[other]\nx = 1\n";
  CHECK(bad({"--config", "c.toml"}, file).message ==
        "c.toml:2: probe.windw: no such option; did you mean window?");
  CHECK(bad({"--config", "c.toml"}, file).status == Exit::config);
}
TEST_CASE("a table of the file that is no tool's is refused, one of another tool's is not read") {
  Fake fake;
  fake.files["c.toml"] = "ledger = \"l.db\"\n[probe]\nwindow = 5\n[exits]\nstop = \"5%\"\n";
  CHECK(of(good({"--config", "c.toml"}, fake)).window == 5);
  fake.files["c.toml"] = "[probe]\nwindow = 5\n\n[sizes]\nfraction = \"5%\"\n";
  CHECK(bad({"--config", "c.toml"}, fake).message == "c.toml:5: [sizes]: no such tool; did you mean [size]?");
  CHECK(bad({"--config", "c.toml"}, fake).status == Exit::config);
  fake.files["c.toml"] = "[frobnicate]\nx = 1\n";
  CHECK(bad({"--config", "c.toml"}, fake).message == "c.toml:2: [frobnicate]: no such tool");
}
TEST_CASE("an option of the tool that stands in no table of the file is refused") {
  Fake fake;
  fake.files["c.toml"] = "window = 5\n";
  CHECK(bad({"--config", "c.toml"}, fake).message ==
        "c.toml:1: window: stands in no table; expected it under [probe]");
}
TEST_CASE("a file option is read, and a missing file is named") {
  Fake fake;
  fake.files["p.toml"] = "x = 1\n";
  CHECK(of(good({"--policy", "p.toml"}, fake)).policy->content == "x = 1\n");
  const Error e = bad({"--policy", "q.toml"}, fake);
  CHECK(e.message == "--policy: q.toml: cannot be opened: No such file or directory");
  CHECK(e.status == Exit::io);
}
TEST_CASE("show-config says each value and where it came from, as TOML that can be read back") {
  Fake fake;
  fake.files["c.toml"] = "[probe]\ntrend = 0.5\n";
  fake.variables["TRADEUTILS_LEDGER"] = "l.db";
  const Parsed p = good({"--config", "c.toml", "--window", "5", "--show-config"}, fake);
  CHECK(p.only_print);
  CHECK(p.print ==
        "[probe]\nwindow = 5  # command line\ntrend = 0.5  # c.toml:2\nsoftware = true  # default\n"
        "style = \"maker\"  # default\nhold = \"1h\"  # default\n# equity is not set\n# names is not set\n"
        "# policy is not set\nledger = \"l.db\"  # TRADEUTILS_LEDGER\naccount = \"main\"  # default\n"
        "# bad is not set\nstrict = false  # default\n");
  CHECK(Config::parse(p.print, "shown"));
}
TEST_CASE("the name's hash covers what can change a decision, and nothing else") {
  Fake fake;
  fake.files["p.toml"] = fake.files["copy.toml"] = "x = 1\n";
  fake.files["q.toml"] = "x = 2\n";
  const std::string plain = good({}).name_hash;
  CHECK(plain.starts_with("probe:"));
  CHECK(plain.size() == 6 + 16);
  CHECK(good({"--window", "20", "--ledger", "x.db", "--bad", "b", "--strict"}).name_hash == plain);
  CHECK(good({"--window", "21"}).name_hash != plain);
  CHECK(good({"--account", "other"}).name_hash != plain);
  CHECK(good({"--window=5", "--trend=0.5"}).name_hash == good({"--trend=0.50", "--window", "5"}).name_hash);
  CHECK(good({"--policy", "p.toml"}, fake).name_hash == good({"--policy", "copy.toml"}, fake).name_hash);
  CHECK(good({"--policy", "p.toml"}, fake).name_hash != good({"--policy", "q.toml"}, fake).name_hash);
}
TEST_CASE("help, version and spec are printed and nothing is run, whatever else is asked") {
  CHECK(good({"--help"}).print.starts_with("usage: probe [OPTION]... [FILE]..."));
  CHECK(good({"--version"}).print == "probe (tradeutils) " + std::string(version) + "\n");
  CHECK(good({"--window", "1", "--help"}).only_print);
  CHECK(good({"--spec"}).print == spec_json(probe));
  CHECK(good({"--spec=mdoc"}).print == mdoc_blocks(probe));
  CHECK(bad({"--spec=yaml"}).message == "--spec=\"yaml\": expected json, mdoc, help, bash, zsh or fish");
}
TEST_CASE("a command with subcommands takes the first word, and knows its neighbours") {
  struct None {};
  struct Sub {
    std::string reason;
  };
  const CommandSpec group = describe_group(
      "books", "keep books",
      {describe_command<Sub>("resume", "end a halt", "", {{"--reason", "TEXT", "why", &Sub::reason}}),
       describe_command<None>("show", "print", "[ID]...", {})});
  auto with = [&](std::vector<std::string> args) { return parse(group, args, Fake().world()); };
  auto resumed = with({"resume", "--reason", "looked at it"});
  REQUIRE(resumed);
  CHECK(resumed->command->name == "resume");
  CHECK(resumed->as<Sub>().reason == "looked at it");
  CHECK(with({"show", "a"})->operands.size() == 1);
  CHECK(with({}).error().message == "nothing to do; expected a command: resume, show");
  CHECK(with({"shwo"}).error().message == "shwo: no such command; did you mean show?");
  CHECK(with({"resume", "now"}).error().message == "now: takes no operands; --help lists the options");
  CHECK(with({"--help"})->print.find("resume") != std::string::npos);
  CHECK(with({"show", "--help"})->print.starts_with("usage: books show [OPTION]... [ID]..."));
}
TEST_CASE("modes are never taken from a file") {
  struct Mode {
    std::string mode = "paper";
  };
  const CommandSpec c = describe_command<Mode>("send", "send", "", {{"--mode", "MODE", "mode", &Mode::mode}});
  Fake fake;
  fake.files["c.toml"] = "[send]\nmode = \"live\"\n";
  std::vector<std::string> args{"--config", "c.toml"};
  CHECK(parse(c, args, fake.world()).error().status == Exit::config);
}
