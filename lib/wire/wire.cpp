#include "wire/wire.h"

#include "wire/decoder.h"
#include "wire/fast.h"

namespace tu::wire {

Decoder::Decoder(Cpu cpu)
    : fast_(std::make_unique<FastDecoder>(cpu)), slow_(std::make_unique<SlowDecoder>()) {}
Decoder::~Decoder() = default;

Verdict Decoder::decode(std::string_view line, Arena& arena, Event*& e, std::string& why) {
  if (fast_->decode(line, arena, e)) return Verdict::good;
  return slow_->decode(line, arena, e, why);
}

bool Decoder::decode_next(const char* begin, const char* limit, Arena& arena, Event*& e) {
  return fast_->decode_next(begin, limit, arena, e);
}

Verdict Decoder::decode_slow(std::string_view line, Arena& arena, Event*& e, std::string& why) {
  return slow_->decode(line, arena, e, why);
}

}  // namespace tu::wire
