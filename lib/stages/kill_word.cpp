#include "stages/kill_word.h"

#include "base/text.h"

namespace tu::stages {
namespace {

constexpr std::size_t shown_most = 40;

// Whatever the file is, what is said of it fits a line.
std::string shown(std::string_view word) {
  std::string s(word.substr(0, shown_most));
  for (char& c : s)
    if (c < ' ' || c > '~') c = '?';
  return s + (word.size() > shown_most ? "..." : "");
}

}  // namespace

KillWord kill_word(std::string_view word) {
  KillWord k;
  const std::string kind = text::lower(word);
  k.known = kind.empty() || kind == "entries" || kind == "flat" || kind == "all";
  if (k.known && !kind.empty()) k.kind = kind;
  k.text = k.known ? "the kill file says " + k.kind
                   : "the kill file says \"" + shown(word) +
                         "\", expected entries, flat or all: entries are halted";
  return k;
}

}  // namespace tu::stages
