#include "run/script_text.h"

namespace tu::run {

void ScriptText::skip_continuations() {
  while (at_ + 1 < text_.size() && text_[at_] == '\\' && text_[at_ + 1] == '\n') {
    at_ += 2;
    place_ = {place_.line + 1, 1};
  }
}

char ScriptText::peek() {
  skip_continuations();
  return peek_raw();
}

char ScriptText::peek_second() {
  skip_continuations();
  std::size_t i = at_ + 1;
  while (i + 1 < text_.size() && text_[i] == '\\' && text_[i + 1] == '\n') i += 2;
  return i < text_.size() ? text_[i] : end;
}

char ScriptText::take() {
  skip_continuations();
  return take_raw();
}

char ScriptText::take_raw() {
  if (at_ >= text_.size()) return end;
  const char c = text_[at_++];
  if (c == '\n')
    place_ = {place_.line + 1, 1};
  else if ((static_cast<unsigned char>(c) & 0xc0) != 0x80)  // a column is a code point
    ++place_.column;
  return c;
}

}  // namespace tu::run
