#include "ledger/table.h"

#include <algorithm>

#include "base/text.h"

namespace tu::ledger {

namespace {
std::size_t width(std::string_view s) {
  return static_cast<std::size_t>(std::count_if(
      s.begin(), s.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}
}  // namespace

void Table::row(std::vector<std::string> cells, std::string json) {
  cells.resize(columns_.size());
  rows_.push_back({std::move(cells), std::move(json)});
}

void Table::keep_last(std::size_t n) {
  if (rows_.size() > n) rows_.erase(rows_.begin(), rows_.end() - static_cast<std::ptrdiff_t>(n));
}

std::string Table::text() const {
  std::vector<std::size_t> widths;
  for (const Column& c : columns_) widths.push_back(width(c.name));
  for (const Row& r : rows_)
    for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], width(r.cells[i]));
  std::string out;
  auto put = [&](auto&& cell) {
    std::string line;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string& s = cell(i);
      const std::string pad(widths[i] - width(s), ' ');
      line += i ? "  " : "";
      line += columns_[i].right ? pad + s : s + pad;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + '\n';
  };
  put([&](std::size_t i) -> const std::string& { return columns_[i].name; });
  for (const Row& r : rows_) put([&](std::size_t i) -> const std::string& { return r.cells[i]; });
  return out;
}

std::string Table::json() const {
  std::string out;
  for (const Row& r : rows_) out += r.json + '\n';
  return out;
}

JsonLine& JsonLine::text(std::string_view key, std::string_view value) {
  std::string quoted = "\"";
  tu::text::append_escaped(quoted, value);
  return raw(key, quoted + '"');
}

JsonLine& JsonLine::raw(std::string_view key, std::string_view json) {
  if (s_.size() > 1) s_ += ',';
  s_ += '"';
  tu::text::append_escaped(s_, key);
  s_ += "\":";
  s_ += json;
  return *this;
}

}  // namespace tu::ledger
