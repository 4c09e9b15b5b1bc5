// Which of ten shards a symbol's features live in: the sum of its code points, modulo ten.
#pragma once

#include <string>
#include <string_view>

namespace tu::quant {

struct Shard {
  int shard = 0;
  std::string map;  // PREFIX_SHARD_NN
  std::string key;  // feature_symbol
};
Shard shard_of(std::string_view symbol, std::string_view feature,
               std::string_view prefix);  // symbol in UTF-8

}  // namespace tu::quant
