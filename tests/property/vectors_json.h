// JSON in and out for the vectors program: null and NaN are one thing.
#pragma once

#include <simdjson.h>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "quant/number.h"

namespace vectors {

namespace dom = simdjson::dom;

// ---- out ----
inline std::string json(double x) {
  if (std::isinf(x)) return x > 0 ? "\"inf\"" : "\"-inf\"";
  if (!(x == x)) return "null";
  char buffer[40];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, x).ptr};
}
inline std::string json(std::int64_t x) {
  return std::to_string(x);
}
inline std::string json(int x) {
  return std::to_string(x);
}
inline std::string json(std::size_t x) {
  return std::to_string(x);
}
inline std::string json(bool x) {
  return x ? "true" : "false";
}
inline std::string json(std::string_view x) {
  return '"' + std::string(x) + '"';
}
inline std::string json(const std::string& x) {
  return json(std::string_view(x));
}
inline std::string json(const char* x) {
  return json(std::string_view(x));
}

template <class List, class Render>
std::string json_list(const List& list, Render render) {
  std::string out = "[";
  for (const auto& item : list) {
    if (out.size() > 1) out += ',';
    out += render(item);
  }
  return out + ']';
}
template <class T>
std::string json(const std::vector<T>& list) {
  return json_list(list, [](const T& item) { return json(item); });
}
inline std::string json(const std::vector<bool>& list) {
  return json_list(list, [](bool item) { return json(item); });
}
inline std::string object(std::initializer_list<std::pair<const char*, std::string>> fields) {
  std::string out = "{";
  for (const auto& [key, value] : fields) {
    if (out.size() > 1) out += ',';
    out += json(key) + ':' + value;
  }
  return out + '}';
}

// ---- in ----
inline double number(dom::element e) {
  double x;
  return e.get(x) == simdjson::SUCCESS ? x : tu::quant::absent;
}

inline dom::array elements(dom::element list) {
  dom::array items;
  return list.get(items) == simdjson::SUCCESS ? items : dom::array();
}

class In {
 public:
  explicit In(dom::element object) : object_(object) {}
  bool has(const char* key) const {
    dom::element e;
    return object_[key].get(e) == simdjson::SUCCESS && !e.is_null();
  }
  dom::element at(const char* key) const {
    dom::element e;
    return object_[key].get(e) == simdjson::SUCCESS ? e : object_;
  }
  // A key that is not there takes the default; null is "not known".
  double num(const char* key, double otherwise = tu::quant::absent) const {
    dom::element e;
    return object_[key].get(e) == simdjson::SUCCESS ? number(e) : otherwise;
  }
  int integer(const char* key, int otherwise = 0) const {
    return has(key) ? static_cast<int>(number(at(key))) : otherwise;
  }
  bool flag(const char* key, bool otherwise = false) const {
    bool x;
    return object_[key].get(x) == simdjson::SUCCESS ? x : otherwise;
  }
  std::string_view text(const char* key, std::string_view otherwise = "") const {
    std::string_view x;
    return object_[key].get(x) == simdjson::SUCCESS ? x : otherwise;
  }
  std::vector<double> list(const char* key) const {
    return has(key) ? numbers(at(key)) : std::vector<double>{};
  }
  std::vector<std::int64_t> integers(const char* key) const {
    std::vector<std::int64_t> out;
    for (const double x : list(key)) out.push_back(static_cast<std::int64_t>(x));
    return out;
  }
  std::vector<std::vector<double>> rows(const char* key) const {
    std::vector<std::vector<double>> out;
    if (has(key)) {
      for (dom::element row : elements(at(key))) out.push_back(numbers(row));
    }
    return out;
  }
  std::vector<In> objects(const char* key) const {
    std::vector<In> out;
    if (has(key)) {
      for (dom::element item : elements(at(key))) out.emplace_back(item);
    }
    return out;
  }
  dom::element element() const { return object_; }

 private:
  static std::vector<double> numbers(dom::element array) {
    std::vector<double> out;
    for (dom::element e : elements(array)) out.push_back(number(e));
    return out;
  }
  dom::element object_;
};

using Function = std::string (*)(const In&);
using Table = std::vector<std::pair<std::string_view, Function>>;

}  // namespace vectors
