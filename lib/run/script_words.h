// ScriptWords: reads and expands one word of a script at a time, and refuses what is not in the language.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "run/script.h"
#include "run/script_text.h"

namespace tu::run {

bool is_shells_own(std::string_view name);

class ScriptWords {
 protected:
  explicit ScriptWords(const ScriptRequest& request) : request_(request), text_(request.text) {}

  // One word into its fields. False: refused, error_ says why.
  bool word(WordFields& into);
  bool at_word_end();
  // Every refusal ends the reading: it is remembered, and the callers unwind on `false`.
  bool refuse(Place place, const std::string& what, bool hint = true);
  bool refuse_character(Place place, std::string_view what, std::string_view instead);

  const ScriptRequest& request_;
  ScriptText text_;
  std::map<std::string, std::string, std::less<>> variables_;
  std::set<std::string, std::less<>> inputs_;
  bool unset_is_error_ = false;
  std::optional<Error> error_;

 private:
  bool plain(WordFields& into);
  bool single_quoted(WordFields& into);
  bool double_quoted(WordFields& into);
  bool all_args(WordFields& into);
  bool dollar(WordFields& into, bool quoted);
  bool braced(WordFields& into, bool quoted, Place place);
  bool default_word(WordFields& into, bool quoted);
  bool put(WordFields& into, std::string_view value, bool quoted, const std::string& name, Place place);
  std::optional<std::string> value_of(const std::string& name);

  bool ignoring_ = false;  // inside a default that is not used
  int defaults_ = 0;       // how many defaults are open
};

}  // namespace tu::run
