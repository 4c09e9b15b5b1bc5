#include "run/script.h"

#include <catch2/catch.hpp>

using namespace tu;

namespace {

Result<run::Script> read(std::string_view text, std::vector<std::string> args = {}) {
  run::ScriptRequest request{
      "s.sh",
      text,
      std::move(args),
      [](std::string_view name) -> std::optional<std::string> {
        if (name == "OUTSIDE") return "o p";
        return std::nullopt;
      },
      [](std::string_view name) { return name == "candles" || name == "size" || name == "regime"; },
      "--processes runs any script"};
  return run::read_script(request);
}
std::string words(std::string_view text, std::vector<std::string> args = {}) {
  Result<run::Script> script = read(text, std::move(args));
  if (!script) return script.error().message;
  std::string all;
  for (const run::ScriptStage& s : script->stages) {
    all += (all.empty() ? "" : "|") + s.tool;
    for (const std::string& a : s.args) all += "<" + a + ">";
  }
  return all;
}

}  // namespace

TEST_CASE("a strategy script becomes one list of words a stage") {
  CHECK(words("#!/bin/sh\n# what it does\nset -eu\nTF=${TF:-5m}\ncandles --tf \"$TF\" |\n  size --method 'k "
              "e' \\\n  --cap 2 | regime\n") == "candles<--tf><5m>|size<--method><k e><--cap><2>|regime");
}

TEST_CASE("an unquoted variable is split, a quoted one is not, an empty one vanishes") {
  CHECK(words("A=' x  y '\ncandles $A \"$A\" $B \"$B\" z$A") == "candles<x><y>< x  y ><><z><x><y>");
}

TEST_CASE("arguments of the script are $1 and \"$@\"") {
  CHECK(words("candles \"$1\" ${2:-none} \"$@\"", {"a b", "", "c"}) == "candles<a b><none><a b><><c>");
  CHECK(words("candles \"$@\" x") == "candles<x>");
}

TEST_CASE("what the caller may choose from outside is listed") {
  Result<run::Script> s = read("TF=${TF:-1m}\nX=$TF\ncandles $TF ${MORE:-}\n");
  REQUIRE(s.ok());
  CHECK(s->inputs == std::set<std::string, std::less<>>{"TF", "MORE"});
  CHECK(s->environment.empty());
}

TEST_CASE("an exported variable that the script sets reaches the stages' environment") {
  Result<run::Script> s = read("OUTSIDE=\"$OUTSIDE and in\"\ncandles\n");
  REQUIRE(s.ok());
  CHECK(s->environment.at("OUTSIDE") == "o p and in");
}

TEST_CASE("an unset variable is refused under set -u and empty without it") {
  CHECK(words("set -u\ncandles $NOPE") == "s.sh:2:9: `NOPE` is not set");
  CHECK(words("candles $NOPE") == "candles");
  CHECK(words("set -u\ncandles ${OUTSIDE:-$NOPE}") == "candles<o><p>");
}

TEST_CASE("what is not in the language is refused with its line and column") {
  struct {
    const char *text, *message;
  } cases[] = {
      {"candles | jq -c .", "s.sh:1:11: `jq` is no stage of tradeutils"},
      {"candles\nsize\n", "s.sh:2:1: a command behind the pipeline, expected the pipeline to be the last"},
      {"candles && size",
       "s.sh:1:9: `&&` is not in the language that is read here, expected words, `|` or the end of the line"},
      {"candles > x",
       "s.sh:1:9: `>` is not in the language that is read here, expected words, `|` or the end of the line"},
      {"candles $(date)",
       "s.sh:1:9: `$(` is not in the language that is read here, expected $NAME, ${NAME}, ${NAME:-default}, "
       "$1 or \"$@\""},
      {"candles \"`date`\"",
       "s.sh:1:10: ``` is not in the language that is read here, expected no command substitution"},
      {"candles *.x",
       "s.sh:1:9: `*` is not in the language that is read here, expected it in quotes (unquoted it is a file "
       "name pattern)"},
      {"A='*'\ncandles $A",
       "s.sh:2:9: the value of `A` holds `*`, expected \"$A\" in quotes (unquoted it is a file name "
       "pattern)"},
      {"candles ~/x",
       "s.sh:1:9: `~` is not in the language that is read here, expected it in quotes (shells expand it "
       "differently)"},
      {"A=1 candles", "s.sh:1:5: a command on the line of an assignment, expected it on a line of its own"},
      {"candles | A=1", "s.sh:1:11: an assignment in a pipeline, expected it on a line before"},
      {"candles ${A#x}",
       "s.sh:1:9: `${A#` is not in the language that is read here, expected ${A} or ${A:-default}"},
      {"set -x\ncandles", "s.sh:1:1: `set -x` is not in the language that is read here, expected `set -eu`"},
      {"export A=1\ncandles", "s.sh:1:1: `export` is no stage of tradeutils"},
      {"IFS=,\ncandles", "s.sh:1:1: `IFS` belongs to the shell, expected another name"},
      {"if candles; then size; fi", "s.sh:1:1: `if` is no stage of tradeutils"},
      {"candles x\"$@\"", "s.sh:1:11: `$@` beside other text, expected \"$@\" as a word"},
      {"candles |", "s.sh:1:10: no command here, expected a stage"},
      {"é=1", "s.sh:1:1: `é=1` is no stage of tradeutils"}};
  for (const auto& c : cases) {
    INFO(c.text);
    CHECK(words(c.text) == std::string(c.message) + " (--processes runs any script)");
  }
}

TEST_CASE("text that breaks off is refused without a hint: no shell runs it") {
  CHECK(words("candles 'a") == "s.sh:1:9: a quote ' that does not end");
  CHECK(words("candles ${A:-b\n}") == "s.sh:1:14: a `${` that does not end on its line");
  CHECK(words("A=1\n") == "s.sh:2:1: the script ends without a pipeline");
  CHECK(words("candles\r\n") == "s.sh:1:8: a carriage return, expected lines that end in a newline alone");
  CHECK(words(std::string_view("candles\0x", 9)) == "s.sh:1:1: the script holds a NUL byte");
}
