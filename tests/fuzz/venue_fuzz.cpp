// Recordings of frames, of every venue: whatever they hold, the codecs make only lines that every tool takes.
#include <cstdint>

#include "live/replay.h"
#include "made_lines.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const tu::source::Format* format = nullptr;
  for (const tu::source::Format& f : tu::live::capture_formats())
    if (f.name == "frames") format = &f;
  auto importer = format->open("", "", {});
  std::string_view text(reinterpret_cast<const char*>(data), size);
  while (!text.empty()) {
    const std::string_view row = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(row.size() + 1, text.size()));
    tu::wire::Buffer out;
    (void)(*importer)->row(row, out).ok();
    tu::fuzz::check_lines(out.view(), row);
  }
  return 0;
}
