// RuleKeys: which keys of a rule stood on no candle of its timeframe at all. A key that is misspelt, or that
// no stage in front writes, makes a rule silent, and a silent rule looks like one that never holds.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "stages/rule.h"

namespace tu::stages {

class RuleKeys {
 public:
  RuleKeys(const Rule& rule, std::string tf);

  // All of them have come: there is nothing left to look for.
  bool done() const { return missing_.empty(); }
  void observe(const Event& candle);
  // "rule \"x > 1\": x was on none of 60 candles of 1m; did you mean y?", one a key.
  std::vector<std::string> never_seen() const;

 private:
  std::string never(const Rule::Key& key) const;

  // Configured.
  std::string rule_, tf_;
  // State.
  std::vector<Rule::Key> missing_;
  std::set<std::string> others_;  // keys that candles had, as of now and then
  std::int64_t candles_ = 0;
};

}  // namespace tu::stages
