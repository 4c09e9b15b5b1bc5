#include "wire/wire.h"

#include "wire/decoder.h"
#include "wire/fast.h"

namespace tu::wire {

struct Decoder::Impl {
  FastDecoder fast;
  SlowDecoder slow;
};

Decoder::Decoder() : impl_(new Impl) {}
Decoder::~Decoder() {
  delete impl_;
}

Verdict Decoder::decode(std::string_view line, Arena& arena, Event*& e, std::string& why) {
  if (impl_->fast.decode(line, arena, e)) return Verdict::good;
  return impl_->slow.decode(line, arena, e, why);
}

Verdict Decoder::decode_slow(std::string_view line, Arena& arena, Event*& e, std::string& why) {
  return impl_->slow.decode(line, arena, e, why);
}

}  // namespace tu::wire
