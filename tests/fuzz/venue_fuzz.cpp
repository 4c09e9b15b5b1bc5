// Recordings of frames, of every venue: whatever they hold, the codecs make only lines that every tool takes.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "live/replay.h"
#include "wire/wire.h"

namespace {

void check(std::string_view lines, std::string_view row) {
  static tu::wire::Decoder decoder;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(line.size() + 1);
    tu::Arena arena;
    tu::Event* e = nullptr;
    std::string why;
    if (line.size() <= tu::wire::line_max && decoder.decode(line, arena, e, why) == tu::wire::Verdict::good)
      continue;
    std::fprintf(stderr, "%s\n%.*s\nmade of\n%.*s\n", why.c_str(), static_cast<int>(line.size()), line.data(),
                 static_cast<int>(row.size()), row.data());
    std::abort();
  }
}

}  // namespace

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
    check(out.view(), row);
  }
  return 0;
}
