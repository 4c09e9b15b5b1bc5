// What the kill file's word means, to the gate and to the latches alike.
#include "stages/kill_word.h"

#include "rig.h"
#include "stages/latches.h"

using namespace tu;
using namespace tu::stages;

TEST_CASE("the word of the kill file is read in any case, and one that nobody knows is named") {
  CHECK(stages::kill_word("FLAT").kind == "flat");
  CHECK(stages::kill_word("All").kind == "all");
  CHECK(stages::kill_word("").kind == "entries");
  CHECK(stages::kill_word("Entries").text == "the kill file says entries");
  const std::string unknown = "the kill file says \"flt\", expected entries, flat or all: entries are halted";
  CHECK(stages::kill_word("flt").text == unknown);
  CHECK(stages::kill_word("flt").kind == "entries");
  CHECK(stages::kill_word(std::string(1000, '\x01')).text.size() < 200);
}

TEST_CASE("the latch before a venue reads the kill file's word as the gate does") {
  testing::FakeLedger ledger;
  ledger.row(R"({"type":"policy","ts":0,"hash":"h","name":"p","body":"max_trade = \"5%\""})");
  account::OrderState opens, leaves;
  opens.intent = "open";
  leaves.intent = "close";
  const auto halted = [&](const account::OrderState& o, const char* word) {
    return stages::closed_for_order({ledger.account(), o, 0, word, true}, {})
        .starts_with("halt: the kill file says");
  };
  for (const char* word : {"", "entries", "FLAT", "flt"}) {
    CHECK(halted(opens, word));
    CHECK_FALSE(halted(leaves, word));
  }
  CHECK(halted(leaves, "ALL"));
}
