#include "run/script_words.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tu::run {

// The shell gives or uses these itself.
bool is_shells_own(std::string_view name) {
  constexpr std::array<std::string_view, 12> own = {"IFS", "PATH",   "OPTIND", "OPTARG", "LINENO", "PPID",
                                                    "PWD", "OLDPWD", "PS1",    "PS2",    "PS4",    "_"};
  return std::find(own.begin(), own.end(), name) != own.end();
}

bool ScriptWords::refuse(Place place, const std::string& what, bool hint) {
  std::string message =
      request_.name + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) + ": " + what;
  if (hint && !request_.remedy.empty()) message.append(" (").append(request_.remedy).append(")");
  error_ = fail(Exit::config, std::move(message));
  return false;
}

bool ScriptWords::refuse_character(Place place, std::string_view what, std::string_view instead) {
  std::string message = "`";
  message.append(what).append("` is not in the language that is read here, expected ").append(instead);
  return refuse(place, message);
}

bool ScriptWords::at_word_end() {
  const char c = text_.peek();
  return c == ScriptText::end || is_blank(c) || c == '\n' || c == '|' || c == ';' || c == '&' || c == '<' ||
         c == '>' || c == '(' || c == ')';
}

bool ScriptWords::word(WordFields& into) {
  while (!at_word_end()) {
    const char c = text_.peek();
    const bool good = c == '\''  ? single_quoted(into)
                      : c == '"' ? double_quoted(into)
                      : c == '$' ? dollar(into, false)
                                 : plain(into);
    if (!good) return false;
  }
  return true;
}

// An unquoted character.
bool ScriptWords::plain(WordFields& into) {
  const Place place = text_.place();
  const char c = text_.take();
  switch (c) {
    case '\\':
      if (text_.peek_raw() == ScriptText::end)
        return refuse(place, "`\\` at the end of the script, expected a character");
      into.keep(text_.take_raw());
      return true;
    case '`':
      return refuse_character(place, "`", "no command substitution");
    case '*':
    case '?':
    case '[':
      return refuse_character(place, std::string_view(&c, 1),
                              "it in quotes (unquoted it is a file name pattern)");
    case '~':
    case '{':
    case '}':
      return refuse_character(place, std::string_view(&c, 1), "it in quotes (shells expand it differently)");
    case '!':
      return refuse_character(place, "!", "it in quotes");
    case '\r':
      return refuse(place, "a carriage return, expected lines that end in a newline alone", false);
    default:
      into.keep(c);
      return true;
  }
}

bool ScriptWords::single_quoted(WordFields& into) {
  const Place place = text_.place();
  text_.take();
  into.quoted();
  while (text_.peek_raw() != '\'') {
    if (text_.peek_raw() == ScriptText::end) return refuse(place, "a quote ' that does not end", false);
    into.keep(text_.take_raw());
  }
  text_.take_raw();
  return true;
}

bool ScriptWords::double_quoted(WordFields& into) {
  const Place place = text_.place();
  text_.take();
  if (text_.peek() == '$' && text_.peek_second() == '@') return all_args(into);
  into.quoted();
  while (text_.peek() != '"') {
    const Place here = text_.place();
    const char c = text_.peek();
    if (c == ScriptText::end) return refuse(place, "a quote \" that does not end", false);
    if (c == '`') return refuse_character(here, "`", "no command substitution");
    if (c == '$') {
      if (!dollar(into, true)) return false;
      continue;
    }
    text_.take();
    const char next = text_.peek_raw();
    if (c == '\\' && next == '}' && defaults_ > 0)
      return refuse_character(here, "\\}", "no `\\}` in quotes in a default (shells read it differently)");
    if (c == '\\' && (next == '$' || next == '`' || next == '"' || next == '\\'))
      into.keep(text_.take_raw());
    else
      into.keep(c);
  }
  text_.take();
  return true;
}

// "$@", and nothing else in the quotes or beside them.
bool ScriptWords::all_args(WordFields& into) {
  const Place place = text_.place();
  text_.take(), text_.take();
  if (text_.peek() != '"' || !into.splits())
    return refuse(place, "`$@` beside other text, expected \"$@\" as a word", true);
  text_.take();
  if (!at_word_end()) return refuse(place, "`$@` beside other text, expected \"$@\" as a word", true);
  if (!into.empty()) return refuse(place, "`$@` beside other text, expected \"$@\" as a word", true);
  for (const std::string& arg : request_.args) {
    into.quoted();
    into.keep(arg);
    into.next();
  }
  return true;
}

bool ScriptWords::dollar(WordFields& into, bool quoted) {
  const Place place = text_.place();
  text_.take();
  const char c = text_.peek();
  if (c == '{') return text_.take(), braced(into, quoted, place);
  std::string name;
  if (starts_name(c)) {
    while (in_name(text_.peek())) name += text_.take();
  } else if (is_digit(c)) {
    name = text_.take();
  } else if (c == '(' || c == '@' || c == '*' || c == '#' || c == '?' || c == '$' || c == '!' || c == '-' ||
             (!quoted && (c == '\'' || c == '"'))) {
    return refuse_character(place, std::string{'$', c}, "$NAME, ${NAME}, ${NAME:-default}, $1 or \"$@\"");
  } else {
    into.keep('$');
    return true;
  }
  if (name == "0" || is_shells_own(name)) return refuse(place, "`$" + name + "` belongs to the shell");
  const std::optional<std::string> value = value_of(name);
  if (!value && unset_is_error_ && !ignoring_) return refuse(place, "`" + name + "` is not set", false);
  return put(into, value.value_or(""), quoted, name, place);
}

bool ScriptWords::braced(WordFields& into, bool quoted, Place place) {
  std::string name;
  while (in_name(text_.peek())) name += text_.take();
  const bool number = !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
  if (name.empty() || (is_digit(name[0]) && (!number || name[0] == '0' || name.size() > 3)) ||
      is_shells_own(name))
    return refuse(
        place,
        "`${" + name + "` is not in the language that is read here, expected ${NAME} or ${NAME:-default}");
  std::optional<std::string> value = value_of(name);
  if (text_.peek() == '}') {
    text_.take();
    if (!value && unset_is_error_ && !ignoring_) return refuse(place, "`" + name + "` is not set", false);
    return put(into, value.value_or(""), quoted, name, place);
  }
  if (text_.peek() != ':' || text_.peek_second() != '-')
    return refuse(place, "`${" + name + text_.peek() +
                             "` is not in the language that is read here, expected ${" + name + "} or ${" +
                             name + ":-default}");
  text_.take(), text_.take();
  if (!value || value->empty()) return default_word(into, quoted);
  WordFields unused(false);
  const bool outer = std::exchange(ignoring_, true);
  if (!default_word(unused, quoted)) return false;
  ignoring_ = outer;
  return put(into, *value, quoted, name, place);
}

// What stands behind `:-`, up to its `}`. Unquoted text in it is split like a variable's value.
bool ScriptWords::default_word(WordFields& into, bool quoted) {
  const Place start = text_.place();
  ++defaults_;
  for (;;) {
    const Place place = text_.place();
    const char c = text_.peek();
    if (c == ScriptText::end || c == '\n')
      return refuse(start, "a `${` that does not end on its line", false);
    if (c == '}') return text_.take(), --defaults_, true;
    if (c == '$') {
      if (!dollar(into, quoted)) return false;
    } else if (quoted && (c == '"' || c == '\'' || c == '\\' || c == '`')) {
      return refuse_character(place, std::string_view(&c, 1), "no quotes in a default that is in quotes");
    } else if (quoted) {
      into.keep(text_.take());
    } else if (c == '\'' || c == '"') {
      if (!(c == '"' ? double_quoted(into) : single_quoted(into))) return false;
    } else if (is_blank(c)) {
      into.expand(text_.take());
    } else if (!plain(into)) {
      return false;
    }
  }
}

bool ScriptWords::put(WordFields& into, std::string_view value, bool quoted, const std::string& name,
                      Place place) {
  if (quoted || !into.splits()) {
    if (!value.empty()) into.keep(value);
    return true;
  }
  if (const std::size_t bad = value.find_first_of("*?[\\"); bad != value.npos)
    return refuse(place, "the value of `" + name + "` holds `" + std::string(1, value[bad]) +
                             "`, expected \"$" + name + "\" in quotes (unquoted it is a file name pattern)");
  for (char c : value) into.expand(c);
  return true;
}

std::optional<std::string> ScriptWords::value_of(const std::string& name) {
  if (is_digit(name[0])) {
    std::size_t number = 0;
    for (char c : name) number = number * 10 + static_cast<std::size_t>(c - '0');
    if (number == 0 || number > request_.args.size()) return std::nullopt;
    return request_.args[number - 1];
  }
  if (auto it = variables_.find(name); it != variables_.end()) return it->second;
  inputs_.insert(name);
  return request_.env ? request_.env(name) : std::nullopt;
}

}  // namespace tu::run
