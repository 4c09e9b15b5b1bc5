// A codec and its recorder, for the tests of codecs.
#pragma once

#include "recorder.h"

namespace tu::venue {

using Lines = std::vector<std::string>;

struct CodecRig {
  explicit CodecRig(std::unique_ptr<MarketCodec> made) : codec(std::move(made)) { codec->opened(sink); }
  Lines frame(const std::string& text, TsUs recv = 7) {
    codec->frame(text, recv, sink);
    return sink.take_events();
  }
  Lines answer(const std::string& body, std::uint64_t tag = 0, int status = 200) {
    codec->answer(tag, status, body, 7, sink);
    return sink.take_events();
  }
  Lines sent() { return std::exchange(sink.sent, {}); }
  Lines told() { return std::exchange(sink.told, {}); }
  Recorder sink;
  std::unique_ptr<MarketCodec> codec;
};

}  // namespace tu::venue
