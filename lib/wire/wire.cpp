#include "wire/wire.h"

#include "wire/decoder.h"

namespace tu::wire {

struct Decoder::Impl {
  SlowDecoder slow;
};

Decoder::Decoder() : impl_(new Impl) {}
Decoder::~Decoder() { delete impl_; }

Verdict Decoder::decode(std::string_view line, Arena& arena, Event*& e, std::string& why) {
  return impl_->slow.decode(line, arena, e, why);
}

Verdict Decoder::decode_slow(std::string_view line, Arena& arena, Event*& e, std::string& why) {
  return impl_->slow.decode(line, arena, e, why);
}

}  // namespace tu::wire
