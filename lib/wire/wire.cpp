#include "wire/wire.h"

#include "wire/decoder.h"
#include "wire/fast.h"

namespace tu::wire {

Decoder::Decoder() : fast_(std::make_unique<FastDecoder>()), slow_(std::make_unique<SlowDecoder>()) {}
Decoder::~Decoder() = default;

Verdict Decoder::decode(std::string_view line, Arena& arena, Event*& e, std::string& why) {
  if (fast_->decode(line, line.data() + line.size(), arena, e)) return Verdict::good;
  return slow_->decode(line, arena, e, why);
}

bool Decoder::decode_fast(FastDecoder& fast, std::string_view padded_line, Arena& arena, Event*& e) {
  return fast.decode(padded_line, Padded{padded_line.data() + padded_line.size()}, arena, e);
}

Verdict Decoder::decode_slow(std::string_view line, Arena& arena, Event*& e, std::string& why) {
  return slow_->decode(line, arena, e, why);
}

}  // namespace tu::wire
