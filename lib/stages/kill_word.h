// What the first word of the kill file means, for all who ask the kill port.
#pragma once

#include <string>
#include <string_view>

namespace tu::stages {

struct KillWord {
  std::string kind = "entries";  // of the halt: entries, flat or all
  bool known = true;             // a word that is none of these halts entries
  std::string text;              // what the file says, for a refusal
};

// Case does not matter; a file without a word is `entries`.
KillWord kill_word(std::string_view word);

}  // namespace tu::stages
