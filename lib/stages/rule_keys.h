// RuleKeys: which keys of a rule stood on no candle of its timeframe at all, and which of the words that it
// compares them with none of these keys ever was. A key that is misspelt, or that no stage in front writes,
// makes a rule silent, and a silent rule looks like one that never holds. So does a misspelt word; but one
// that a tool of ours writes, a regime that did not come, is no mistake.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "stages/rule.h"

namespace tu::stages {

class RuleKeys {
 public:
  RuleKeys(const Rule& rule, std::string tf);
  RuleKeys(std::string source, std::string_view key, std::string tf);  // one key of a source that is no rule

  // All of them have come: there is nothing left to look for.
  bool done() const { return missing_.empty() && words_.empty(); }
  void observe(const Event& candle);
  // "rule \"x > 1\": x was on none of 60 candles of 1m; did you mean y?", one a key or word.
  std::vector<std::string> never_seen() const;
  const std::string& tf() const { return tf_; }
  bool saw_candles() const { return candles_ > 0; }

 private:
  struct Word {
    std::string key, word;
    std::set<std::string, std::less<>> others;  // what the key was instead
  };
  void hear(const Event& candle);
  std::string never(const Rule::Key& key) const;
  std::string never(const Word& word) const;

  // Configured.
  std::string reader_, tf_;
  // State.
  std::vector<Rule::Key> missing_;
  std::vector<Word> words_;       // that have not come
  std::set<std::string> others_;  // keys that candles had, as of now and then
  std::int64_t candles_ = 0;
};

}  // namespace tu::stages
