// What an importer made must be lines that every tool takes; else the fuzzer stops.
#pragma once

#include <cstdio>
#include <cstdlib>

#include "wire/wire.h"

namespace tu::fuzz {

inline void check_lines(std::string_view lines, std::string_view row) {
  static wire::Decoder decoder;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(line.size() + 1);
    Arena arena;
    Event* e = nullptr;
    std::string why;
    if (line.size() <= wire::line_max && decoder.decode(line, arena, e, why) == wire::Verdict::good) continue;
    std::fprintf(stderr, "%s\n%.*s\nmade of\n%.*s\n", why.c_str(), static_cast<int>(line.size()), line.data(),
                 static_cast<int>(row.size()), row.data());
    std::abort();
  }
}

}  // namespace tu::fuzz
