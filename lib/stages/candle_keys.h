// What stages read from candles that other stages write there, and who writes what: so that a script that
// lacks a writer is found before it runs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "stage/stage.h"

namespace tu::stages {

struct NeededKey {
  std::string option;  // that rests on it
  std::string key;
  std::string tf;                       // of the candles; "" for any
  std::vector<std::string> words = {};  // that it is compared with
};
// `options` are of that stage. Without them it stands still, or one of its rules is off.
std::vector<NeededKey> needed_keys(const StageSpec& stage, const void* options);
// The keys that it appends to candles; one that ends in * stands for all that begin so.
std::vector<std::string> written_keys(const StageSpec& stage, const void* options);
// The words that it writes under one of them; none for numbers.
std::vector<std::string_view> written_words(const StageSpec& stage);
// The command that writes a key, such as "indicators --atr 14"; "" for a key that no tool of ours writes.
std::string remedy_for(std::string_view key);

}  // namespace tu::stages
