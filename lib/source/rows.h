// RowReader: a file's content cut into rows: lines, or the elements of the first array of a JSON document.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "source/import.h"
#include "source/reader.h"

namespace tu::source {

class RowReader {
 public:
  explicit RowReader(std::unique_ptr<Reader> reader) : reader_(std::move(reader)) {}

  // The first bytes of the content (up to 8 KiB), without moving on; for recognising a format.
  std::string_view head();
  void cut(Rows how, std::size_t row_max = wire::line_max) {
    how_ = how;
    row_max_ = row_max;
  }

  enum class Next : unsigned char { row, too_long, end };
  // A row without its newline; valid until the next call. Rows over the limit are skipped, not stored. After
  // the end, error() says whether it came early; the row that was cut by it is handed out first.
  Next next(std::string_view& row);
  // The next line where its end need not be looked for: where it begins, nullptr where none is at hand. A
  // newline stands at limit() at the latest (which may be no end of a line), with wire::padding bytes from it
  // on. took() moves past it, of so many bytes.
  const char* upcoming() const { return begin_ == end_ ? nullptr : buffer_.get() + begin_; }
  const char* limit() const { return buffer_.get() + end_; }
  void took(std::size_t size) {
    ++line_;
    begin_ += size + 1;
  }
  // Where rows lie. While somebody else keeps it, they stay good.
  const std::shared_ptr<char[]>& buffer() const { return buffer_; }
  std::int64_t line() const { return line_; }  // number, from 1, of the line on which the row begins
  const Status& error() const { return error_; }
  // No newline ended the last row.
  bool last_was_cut() const { return unterminated_; }
  const Reader& reader() const { return *reader_; }

 private:
  bool more();  // reads on; false at the end
  void make_room();
  Next next_line(std::string_view& row);
  bool find_array();
  Next next_element(std::string_view& row);

  std::unique_ptr<Reader> reader_;
  Rows how_ = Rows::lines;
  std::size_t row_max_ = wire::line_max;
  std::shared_ptr<char[]> buffer_;  // begin_..end_ is not handed out yet
  std::size_t size_ = 0, begin_ = 0, end_ = 0;
  // Those before, of the same size: used again when nobody keeps them.
  std::vector<std::shared_ptr<char[]>> kept_;
  std::int64_t line_ = 0, newlines_ = 0;
  bool finished_ = false, in_array_ = false, array_over_ = false, unterminated_ = false;
  Status error_;
};

}  // namespace tu::source
