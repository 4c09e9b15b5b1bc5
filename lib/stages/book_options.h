// The options of book, and what they come to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "stage/option.h"
#include "stages/book_features.h"

namespace tu::stages {

struct BookOptions {
  int depth = 20;
  Duration every{us_per_s};
  Duration stale{10 * us_per_s};
  int mean = 5;
  int persistence = 10;
  int withdrawal = 5;
  double alarm = 0.20;
  Rate band{Decimal::from_integer(1) / Decimal::from_integer(1000)};
  std::optional<double> deep;
  Duration memory{30 * us_per_min};
  std::optional<double> vpin_bucket;
  Duration vpin_learn{5 * us_per_min};
  int vpin_buckets = 50;
  int window = 60;
  Duration fill_horizon{10 * us_per_s};
  std::vector<std::string> notes = {"all"}, metrics = {"all"}, lines = {"book", "quote", "candle"};
  std::string as = "book";

  Status check() const;
  BookRules rules() const;
  // The figures that a list of names asks for.
  Result<std::vector<BookFeature>> chosen(const std::vector<std::string>& names, const char* option) const;
  bool annotates(std::string_view type) const;
};

std::vector<Row<BookOptions>> book_option_rows();

}  // namespace tu::stages
