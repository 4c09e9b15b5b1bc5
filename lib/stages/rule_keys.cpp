#include "stages/rule_keys.h"

#include <algorithm>
#include <bit>

#include "base/text.h"

namespace tu::stages {

namespace {

constexpr std::size_t others_max = 256;

}  // namespace

RuleKeys::RuleKeys(const Rule& rule, std::string tf)
    : rule_(rule.text()), tf_(std::move(tf)), missing_(rule.keys()) {}

void RuleKeys::observe(const Event& e) {
  constexpr Field tf{Type::candle, "tf"};
  if (e.text(tf) != tf_) return;
  ++candles_;
  std::erase_if(missing_, [&](const Rule::Key& k) {
    return k.word ? e.word(k.name).has_value() : e.number(k.name).has_value();
  });
  // What came instead is looked at less and less often: keys that warm up are there at the last of these.
  if (missing_.empty() || !std::has_single_bit(static_cast<std::uint64_t>(candles_))) return;
  for (const Note* n = e.notes(); n && others_.size() < others_max; n = n->next) others_.emplace(n->key);
}

std::vector<std::string> RuleKeys::never_seen() const {
  std::vector<std::string> list;
  if (candles_ == 0) return list;
  for (const Rule::Key& k : missing_) list.push_back(never(k));
  return list;
}

std::string RuleKeys::never(const Rule::Key& key) const {
  const std::string of = std::to_string(candles_) + " candles of " + tf_, begin = "rule \"" + rule_ + "\": ";
  if (others_.contains(key.name))
    return begin + key.name + " was a " + (key.word ? "word" : "number") + " on none of " + of;
  std::vector<std::string_view> known(others_.begin(), others_.end());
  if (!key.word) known.insert(known.end(), Rule::own_fields.begin(), Rule::own_fields.end());
  const std::string_view near = text::nearest(key.name, known);
  return begin + key.name + " was on none of " + of +
         (near.empty() ? "" : "; did you mean " + std::string(near) + "?");
}

}  // namespace tu::stages
