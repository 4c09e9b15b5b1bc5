#include "source/rows.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace tu::source {

namespace {
constexpr std::size_t read_bytes = 256 * 1024;
}

// The rest moves to the beginning of the buffer, or of another one, if this one is kept or too small.
void RowReader::make_room() {
  const std::size_t rest = end_ - begin_, wanted = rest + read_bytes + wire::padding;
  const std::shared_ptr<char[]> before = buffer_;
  if (size_ < wanted) {
    size_ = std::max(wanted, 2 * size_);
    buffer_ = nullptr;
    kept_.clear();
  } else if (before.use_count() > 2) {
    const auto free =
        std::find_if(kept_.begin(), kept_.end(), [](const auto& b) { return b.use_count() == 1; });
    if (free != kept_.end())
      std::swap(*free, buffer_);
    else
      kept_.push_back(std::exchange(buffer_, nullptr));
  }
  if (!buffer_) buffer_ = std::make_shared<char[]>(size_);
  if (rest > 0) std::memmove(buffer_.get(), before.get() + begin_, rest);
  begin_ = 0;
  end_ = rest;
}

bool RowReader::more() {
  if (finished_) return false;
  make_room();
  Result<std::size_t> got = reader_->read(buffer_.get() + end_, read_bytes);
  if (got)
    end_ += *got;
  else
    error_ = got.error();
  buffer_[end_] = '\n';  // whoever reads on beyond a line that is not whole stops there
  finished_ = !got || *got == 0;
  return !finished_;
}

std::string_view RowReader::head() {
  // A decoder may hand out little at a time; one line is enough to know a format by.
  while (end_ - begin_ < 8192 &&
         (end_ == begin_ || !std::memchr(buffer_.get() + begin_, '\n', end_ - begin_)))
    if (!more()) break;
  return {buffer_.get() + begin_, std::min<std::size_t>(end_ - begin_, 8192)};
}

RowReader::Next RowReader::next(std::string_view& row) {
  return how_ == Rows::lines ? next_line(row) : next_element(row);
}

RowReader::Next RowReader::next_line(std::string_view& row) {
  std::size_t looked = 0;
  bool dropped = false;
  for (;;) {
    const char* from = buffer_.get() + begin_;
    const void* newline =
        end_ - begin_ > looked ? std::memchr(from + looked, '\n', end_ - begin_ - looked) : nullptr;
    if (newline) {
      const std::size_t n = static_cast<std::size_t>(static_cast<const char*>(newline) - from);
      row = {from, n};
      begin_ += n + 1;
      ++line_;
      return dropped || n > row_max_ ? Next::too_long : Next::row;
    }
    looked = end_ - begin_;
    if (looked > row_max_) {  // nothing of it will be used
      dropped = true;
      begin_ = end_;
      looked = 0;
    }
    if (more()) continue;
    if (end_ == begin_ && !dropped) return Next::end;
    row = {buffer_.get() + begin_, end_ - begin_};
    begin_ = end_;
    ++line_;
    unterminated_ = true;
    return dropped ? Next::too_long : Next::row;
  }
}

namespace {
// Where a scan stands in JSON text, as far as strings go.
struct Quotes {
  bool inside = false, escaped = false;
  bool outside(char c) {  // true: c is structure, not part of a string
    if (inside) {
      if (c == '"' && !escaped) inside = false;
      escaped = c == '\\' && !escaped;
      return false;
    }
    inside = c == '"';
    return true;
  }
};
bool blank(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}
}  // namespace

bool RowReader::find_array() {
  Quotes quotes;
  for (;;) {
    while (begin_ < end_) {
      const char c = buffer_[begin_++];
      if (c == '\n') ++newlines_;
      if (quotes.outside(c) && c == '[') return true;
    }
    if (!more()) return false;
  }
}

// Elements are cut by counting brackets outside of strings; whether one is valid JSON is judged by who reads
// it.
RowReader::Next RowReader::next_element(std::string_view& row) {
  if (array_over_) return Next::end;
  if (!in_array_ && !(in_array_ = find_array())) {
    if (error_.ok()) error_ = fail(Exit::bad_data, "holds no JSON array");
    array_over_ = true;
    return Next::end;
  }
  Quotes quotes;
  int depth = 0;
  bool started = false;
  for (std::size_t at = 0;; ++at) {
    if (at == end_ - begin_ && (at > row_max_ || !more())) break;
    const char c = buffer_[begin_ + at];
    if (c == '\n') ++newlines_;
    if (!started) {
      array_over_ = c == ']';
      if (array_over_) return Next::end;
      if (c == ',' || blank(c)) {
        ++begin_;
        --at;
        continue;
      }
      started = true;
      line_ = newlines_ + 1;
    }
    if (!quotes.outside(c)) continue;
    if (depth == 0 && (c == ',' || c == ']')) {
      array_over_ = c == ']';
      row = text::trim({buffer_.get() + begin_, at});
      begin_ += at + 1;
      return Next::row;
    }
    depth += (c == '[' || c == '{') - (c == ']' || c == '}');
  }
  array_over_ = true;
  if (error_.ok())
    error_ = fail(Exit::bad_data, finished_ ? "the JSON array does not end, the file is cut"
                                            : "an element of the JSON array is over 1 MiB");
  return Next::end;
}

}  // namespace tu::source
