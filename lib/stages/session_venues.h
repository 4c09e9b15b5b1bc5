// Which venues a live session is about: those that its source names ("coinbase:BTC-USD kraken:BTC-USD"), and
// those where the journal shows an order that has left.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "account/account.h"
#include "base/text.h"

namespace tu::stages {

inline std::vector<std::string> session_venues(std::string_view source, const account::Account& a) {
  std::vector<std::string> names;
  const auto add = [&names](std::string_view name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
  };
  for (const std::string_view word : text::split(source, ' '))
    if (const std::size_t colon = word.find(':'); colon != word.npos) add(word.substr(0, colon));
  for (const account::OrderState* o : a.ordered_orders())
    if (o->phase != account::OrderPhase::approved) add(name_of(o->venue));
  return names;
}

}  // namespace tu::stages
