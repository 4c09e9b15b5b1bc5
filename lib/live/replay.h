// Recordings of frames, ours and other people's, as formats of a source: the frames go through the codecs
// that the live feed uses, so a recording gives the events that the day itself gave.
#pragma once

#include <memory>
#include <span>

#include "live/assembler.h"
#include "live/operands.h"
#include "source/import.h"

namespace tu::live {

std::span<const source::Format> capture_formats();

constexpr std::size_t frame_row_max = 64 * 1024 * 1024;

// One connection of a recording: its codec, driven by what was recorded.
class Played final : Wire, Taker {
 public:
  Played(const AssemblerSetup& setup, std::unique_ptr<venue::MarketCodec> codec);
  void opened(TsUs at);
  void frame(TsUs at, std::string_view text);
  void answer(TsUs at, std::uint64_t tag, int status, std::string_view body);
  void closed(TsUs at, std::string_view why);
  // What came of it since the last call: lines in `out`, and what was not usable.
  Status take(wire::Buffer& out);

 private:
  void tick(TsUs at);
  void take(const Event& e) override { wire::encode(e, made_); }
  void send(std::string_view) override {}
  void fetch(std::string_view, std::string_view, std::uint64_t) override {
  }                                             // the answer stands in the recording
  void reconnect(std::string_view) override {}  // and so does what came of this
  void unusable(std::string_view why) override {
    if (why_.empty()) why_ = std::string(why);
  }

  std::unique_ptr<venue::MarketCodec> codec_;
  Assembler assembler_;
  wire::Buffer made_;
  std::string why_;
  TsUs ticked_ = 0;
  bool open_ = false;
};

}  // namespace tu::live
