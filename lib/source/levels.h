// One side of a book as the text of its levels: [[price,size],...].
#pragma once

#include <string>
#include <string_view>

#include "base/text.h"

namespace tu::source {

class Levels {
 public:
  void clear() { text_ = "["; }
  void add(double price, double size) {
    char number[64];
    text_ += text_.size() > 1 ? ",[" : "[";
    text_.append(number, text::put_real(number, price));
    text_ += ',';
    text_.append(number, text::put_real(number, size));
    text_ += ']';
  }
  std::string text() const { return text_ + "]"; }
  bool empty() const { return text_.size() <= 1; }

 private:
  std::string text_ = "[";
};

}  // namespace tu::source
