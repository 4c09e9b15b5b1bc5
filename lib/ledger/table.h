// Table: what a command shows, as aligned columns for people or as one JSON object a line for programs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tu::ledger {

struct Column {
  std::string name;
  bool right = false;  // numbers
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  void row(std::vector<std::string> cells, std::string json);
  void keep_last(std::size_t n);
  bool empty() const { return rows_.empty(); }
  std::string text() const;  // a header line, then the rows; columns are as wide as their code points
  std::string json() const;

 private:
  struct Row {
    std::vector<std::string> cells;
    std::string json;
  };
  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

// What a command answers: one of the two is printed.
struct Report {
  std::string text, json;
  bool yes = true;         // false: the answer is no (status 1)
  std::string aside = {};  // for standard error
};

// One JSON object, key by key.
class JsonLine {
 public:
  JsonLine& text(std::string_view key, std::string_view value);
  JsonLine& raw(std::string_view key, std::string_view json);  // a number, or JSON
  JsonLine& integer(std::string_view key, long long value) { return raw(key, std::to_string(value)); }
  std::string str() const { return s_ + "}"; }
  std::string line() const { return s_ + "}\n"; }

 private:
  std::string s_ = "{";
};

}  // namespace tu::ledger
