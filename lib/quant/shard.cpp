#include "quant/shard.h"

namespace tu::quant {
namespace {

// Sum of the code points of valid UTF-8.
long code_point_sum(std::string_view s) {
  long sum = 0, point = 0;
  for (const char c : s) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) == 0x80) {
      point = point * 64 + (byte & 0x3F);
      continue;
    }
    sum += point;
    point = byte < 0x80 ? byte : byte < 0xE0 ? byte & 0x1F : byte < 0xF0 ? byte & 0x0F : byte & 0x07;
  }
  return sum + point;
}

}  // namespace

Shard shard_of(std::string_view symbol, std::string_view feature, std::string_view prefix) {
  Shard out;
  out.shard = static_cast<int>(code_point_sum(symbol) % 10);
  out.map = std::string(prefix) + "_SHARD_0" + std::to_string(out.shard);
  out.key = std::string(feature) + "_" + std::string(symbol);
  return out;
}

}  // namespace tu::quant
