#include "stages/rule_keys.h"

#include <algorithm>
#include <bit>

#include "base/nearness.h"
#include "base/text.h"
#include "quant/regime.h"

namespace tu::stages {

namespace {

constexpr std::size_t others_max = 256, words_max = 8;

// regime is the only tool whose words stand on candles.
bool is_ours(std::string_view word) {
  const auto names = quant::label_names();
  return std::find(names.begin(), names.end(), word) != names.end();
}

}  // namespace

RuleKeys::RuleKeys(const Rule& rule, std::string tf)
    : reader_("rule \"" + rule.text() + "\""), tf_(std::move(tf)), missing_(rule.keys()) {
  for (const Rule::Key& k : missing_)
    for (const std::string& word : k.words)
      if (!is_ours(word)) words_.push_back({k.name, word, {}});
}

RuleKeys::RuleKeys(std::string source, std::string_view key, std::string tf)
    : reader_("source " + std::move(source)), tf_(std::move(tf)) {
  missing_.push_back({std::string(key), key == "regime"});
}

void RuleKeys::observe(const Event& e) {
  constexpr Field tf{Type::candle, "tf"};
  if (e.text(tf) != tf_) return;
  ++candles_;
  if (!words_.empty()) hear(e);
  std::erase_if(missing_, [&](const Rule::Key& k) {
    return k.word ? e.word(k.name).has_value() : e.number(k.name).has_value();
  });
  // What came instead is looked at less and less often: keys that warm up are there at the last of these.
  if (missing_.empty() || !std::has_single_bit(static_cast<std::uint64_t>(candles_))) return;
  for (const Note* n = e.notes(); n && others_.size() < others_max; n = n->next) others_.emplace(n->key);
}

void RuleKeys::hear(const Event& e) {
  std::erase_if(words_, [&](Word& w) {
    const auto is = e.word(w.key);
    if (is && *is != w.word && w.others.size() < words_max && !w.others.contains(*is)) w.others.emplace(*is);
    return is == w.word;
  });
}

std::vector<std::string> RuleKeys::never_seen() const {
  std::vector<std::string> list;
  if (candles_ == 0) return {reader_ + ": no candle of " + tf_ + " came"};
  for (const Rule::Key& k : missing_) list.push_back(never(k));
  for (const Word& w : words_)
    if (!w.others.empty()) list.push_back(never(w));  // else the key never came, which is said
  return list;
}

std::string RuleKeys::never(const Word& w) const {
  const std::vector<std::string> others(w.others.begin(), w.others.end());
  std::vector<std::string_view> known = quant::label_names();
  known.insert(known.end(), others.begin(), others.end());
  const std::string_view near = text::nearest(w.word, known);
  return reader_ + ": " + w.key + " was " + w.word + " on none of " + std::to_string(candles_) +
         " candles of " + tf_ +
         (near.empty() ? "; it was " + text::some_of(others) : "; did you mean " + std::string(near) + "?");
}

std::string RuleKeys::never(const Rule::Key& key) const {
  const std::string of = std::to_string(candles_) + " candles of " + tf_, begin = reader_ + ": ";
  if (others_.contains(key.name))
    return begin + key.name + " was a " + (key.word ? "word" : "number") + " on none of " + of;
  std::vector<std::string_view> known(others_.begin(), others_.end());
  if (!key.word) known.insert(known.end(), Rule::own_fields.begin(), Rule::own_fields.end());
  const std::string_view near = text::nearest(key.name, known);
  return begin + key.name + " was on none of " + of +
         (near.empty() ? "" : "; did you mean " + std::string(near) + "?");
}

}  // namespace tu::stages
