#include "run/script.h"

#include "run/script_words.h"

namespace tu::run {
namespace {

constexpr std::size_t text_max = 1 << 20;

class Reader : private ScriptWords {
 public:
  explicit Reader(const ScriptRequest& request) : ScriptWords(request) {}
  Result<Script> read();

 private:
  bool commands();
  bool command(bool first_of_pipeline);
  bool pipeline_goes_on(bool& more);
  bool assignment(const std::string& name, Place place);
  bool set_command(const std::vector<std::string>& words, Place place);
  void skip_to_command();
  void skip_blanks();

  std::vector<ScriptStage> stages_;
  std::map<std::string, std::string, std::less<>> environment_;
};

Result<Script> Reader::read() {
  const Place start;
  if (request_.text.size() > text_max)
    refuse(start, "the script is longer than 1 MiB", false);
  else if (request_.text.find('\0') != std::string_view::npos)
    refuse(start, "the script holds a NUL byte", false);
  else
    commands();
  if (error_) return *error_;
  return Script{std::move(stages_), std::move(environment_), std::move(inputs_)};
}

bool Reader::commands() {
  for (;;) {
    skip_to_command();
    if (text_.peek() == ScriptText::end) break;
    if (!stages_.empty())
      return refuse(text_.place(), "a command behind the pipeline, expected the pipeline to be the last");
    if (!command(true)) return false;
    bool more = false;
    if (!pipeline_goes_on(more)) return false;
    while (more) {
      if (!command(false) || !pipeline_goes_on(more)) return false;
    }
  }
  if (stages_.empty()) return refuse(text_.place(), "the script ends without a pipeline", false);
  return true;
}

// Over blanks, newlines, comments and empty commands. (`;` alone is an error in sh, but only after a command
// here.)
void Reader::skip_to_command() {
  for (;;) {
    skip_blanks();
    if (text_.peek() != '\n') return;
    text_.take();
  }
}

void Reader::skip_blanks() {
  while (is_blank(text_.peek())) text_.take();
  if (text_.peek() == '#')
    while (text_.peek_raw() != '\n' && text_.peek_raw() != ScriptText::end) text_.take_raw();
}

// After a command: `|` goes on with the pipeline, a newline or `;` ends it.
bool Reader::pipeline_goes_on(bool& more) {
  more = false;
  skip_blanks();
  const Place place = text_.place();
  const char c = text_.peek(), second = text_.peek_second();
  if (c == ScriptText::end || c == '\n') return true;
  if (c == ';' && second != ';') {
    text_.take();
    return true;
  }
  if (c == '|' && second != '|' && second != '&') {
    if (stages_.empty()) return refuse(place, "`|` behind an assignment or `set`, expected a stage");
    text_.take();
    skip_to_command();
    more = true;
    return true;
  }
  std::string what(1, c);
  if (second == c && (c == '|' || c == '&' || c == ';' || c == '<' || c == '>')) what += c;
  return refuse_character(place, what, "words, `|` or the end of the line");
}

bool Reader::command(bool first_of_pipeline) {
  const Place place = text_.place();
  bool assigned = false, word_seen = false;
  std::vector<std::string> words;
  while (skip_blanks(), !at_word_end()) {
    const Place word_place = text_.place();
    ScriptText before = text_;
    std::string name;
    if (!word_seen && starts_name(text_.peek())) {
      while (in_name(text_.peek())) name += text_.take();
      if (text_.peek() == '=') {
        if (!first_of_pipeline)
          return refuse(word_place, "an assignment in a pipeline, expected it on a line before");
        text_.take();
        if (!assignment(name, word_place)) return false;
        assigned = true;
        continue;
      }
      text_ = before;
    }
    if (assigned)
      return refuse(word_place, "a command on the line of an assignment, expected it on a line of its own");
    word_seen = true;
    WordFields fields(true);
    if (!word(fields)) return false;
    for (std::string& field : fields.finish()) words.push_back(std::move(field));
  }
  if (assigned) return true;
  if (words.empty()) return refuse(place, "no command here, expected a stage");
  if (first_of_pipeline && words.front() == "set") return set_command(words, place);
  if (request_.is_stage && !request_.is_stage(words.front()))
    return refuse(place, "`" + words.front() + "` is no stage of tradeutils");
  stages_.push_back({words.front(), {words.begin() + 1, words.end()}, place.line, place.column});
  return true;
}

bool Reader::set_command(const std::vector<std::string>& words, Place place) {
  for (std::size_t i = 1; i < words.size(); ++i)
    if (words[i].size() < 2 || words[i][0] != '-' || words[i].find_first_not_of("eu", 1) != std::string::npos)
      return refuse(place,
                    "`set " + words[i] + "` is not in the language that is read here, expected `set -eu`");
  if (words.size() < 2) return refuse(place, "`set` without options, expected `set -eu`");
  for (const std::string& word : words)
    unset_is_error_ |= word[0] == '-' && word.find('u') != std::string::npos;
  return true;
}

bool Reader::assignment(const std::string& name, Place place) {
  if (is_shells_own(name)) return refuse(place, "`" + name + "` belongs to the shell, expected another name");
  WordFields value(false);
  if (!word(value)) return false;
  const std::string text = value.text();
  if (request_.env && request_.env(name)) environment_[name] = text;
  variables_[name] = text;
  return true;
}

}  // namespace

Result<Script> read_script(const ScriptRequest& request) {
  return Reader(request).read();
}

}  // namespace tu::run
