#include "cli/render.h"

#include <catch2/catch.hpp>

using namespace tu;
using namespace tu::cli;

namespace {

struct Options {
  int window = 20;
  bool software = true, loud = false;
  std::string style = "maker", kind;
  std::optional<Decimal> equity;
};

CommandSpec probe() {
  CommandSpec c = describe_command<Options>(
      "probe", "look at a command line", "[FILE]...",
      {{"--window", "BARS", "how many \\ steps it's", &Options::window, at_least(2)},
       {"--software", "", "watch in software", &Options::software},
       {"--loud", "", "say more", &Options::loud},
       {"--style", "STYLE", "how", &Options::style, one_of({"maker", "taker"})},
       {"--kind", "KIND", "which", &Options::kind, one_of({"", "a", "b"})},
       {"--equity", "AMOUNT", "worth", &Options::equity}});
  c.is_filter = c.reads_lines = true;
  c.consumes = {"candle"};
  c.examples = {{"probe x\n.y", "a command of two lines"}};
  return c;
}

bool has(const std::string& text, const std::string& part) {
  INFO(text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("help shows defaults and choices, and how a flag that is on is turned off") {
  const std::string help = help_text(probe());
  CHECK(has(help, "--window BARS    how many \\ steps it's [20]\n"));
  CHECK(has(help, "--[no-]software  watch in software\n"));
  CHECK(has(help, "--loud           say more\n"));
  CHECK(has(help, "--style STYLE    how (maker|taker) [maker]\n"));
  CHECK(has(help, "--kind KIND      which (a|b)\n"));
  CHECK(has(help, "--equity AMOUNT  worth\n"));
  CHECK(has(help, "also: --bad FILE, --strict, --config FILE"));
  CHECK(help.ends_with("see probe(1)\n"));
}
TEST_CASE("the manual's blocks escape what mdoc would obey") {
  const std::string page = mdoc_blocks(probe());
  CHECK(has(page, "How many \\e steps it's.\nExpected: a whole number of at least 2.\n"));
  CHECK(has(page, "\nprobe x\n\\&.y\n.Ed\n"));
  CHECK(has(page, ".It Fl -software , Fl -no-software\nWatch in software.\nThis is the default.\n"));
  CHECK(has(page, "Expected: a or b.\n"));
  for (const char* name : {"name", "synopsis", "options", "exit status", "examples", "see also"}) {
    CHECK(has(page, std::string(".\\\" BEGIN generated ") + name));
    CHECK(has(page, std::string(".\\\" END generated ") + name));
  }
}
TEST_CASE("the description as JSON holds types, defaults and limits") {
  const std::string json = spec_json(probe());
  CHECK(has(
      json,
      R"({"name":"--window","type":"integer","help":"how many \\ steps it's","metavar":"BARS","default":"20","least":2})"));
  CHECK(has(json, R"("choices":["maker","taker"])"));
  CHECK(has(json, R"("consumes":["candle"],"emits":[])"));
  CHECK(json.ends_with("}\n"));
}
TEST_CASE("completions quote what shells would obey") {
  CHECK(has(bash_completion(probe()), "--style) COMPREPLY=($(compgen -W 'maker taker' -- \"$word\"))"));
  CHECK(has(zsh_completion(probe()), "'--window[how many \\ steps it'\\''s]:BARS:'"));
  CHECK(has(fish_completion(probe()), "complete -c probe -l style -d 'how' -x -a 'maker taker'"));
  CHECK(has(fish_completion(probe()), "-l no-loud"));
}
TEST_CASE("an own option takes the place of a shared one of the same name") {
  struct Own {
    std::string bad = "kept";
  };
  CommandSpec c = describe_command<Own>("own", "own", "", {{"--bad", "FILE", "mine", &Own::bad}});
  c.reads_lines = true;
  const std::string help = help_text(c);
  CHECK(has(help, "--bad FILE  mine [kept]"));
  CHECK_FALSE(has(help, "also: --bad"));
}
