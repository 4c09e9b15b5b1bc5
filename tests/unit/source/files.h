// Files for tests of sources: written under a fresh folder, packed in any way, removed at the end.
#pragma once

#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/text.h"
#include "source/source.h"
#include "wire/wire.h"

namespace files {

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tu-source-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string put(const std::string& name, const std::string& content) {
    const std::filesystem::path p = std::filesystem::path(path_) / name;
    std::filesystem::create_directories(p.parent_path());
    std::ofstream(p, std::ios::binary) << content;
    return p.string();
  }

 private:
  std::string path_;
};

inline std::string deflated(const std::string& s, int window_bits) {
  z_stream z{};
  deflateInit2(&z, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
  std::string out(s.size() + 1024, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(s.data()));
  z.avail_in = static_cast<uInt>(s.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}
inline std::string gzip(const std::string& s) {
  return deflated(s, 15 + 16);
}
inline std::string zstd(const std::string& s) {
  std::string out(ZSTD_compressBound(s.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), s.data(), s.size(), 3));
  return out;
}

// A zip archive; an entry is (name, content).
inline std::string zip(const std::vector<std::pair<std::string, std::string>>& entries, bool store = false) {
  auto put = [](std::string& to, std::uint64_t v, int bytes) {
    for (int i = 0; i < bytes; ++i, v >>= 8) to += static_cast<char>(v & 0xff);
  };
  std::string all, directory;
  for (const auto& [name, content] : entries) {
    const std::string packed = store ? content : deflated(content, -15);
    std::string meta;
    put(meta, store ? 0 : 8, 2);
    put(meta, 0, 4);
    put(meta, crc32(0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size())), 4);
    put(meta, packed.size(), 4);
    put(meta, content.size(), 4);
    put(meta, name.size(), 2);
    put(meta, 0, 2);
    directory += std::string("PK\1\2\24\0\24\0\0\0", 10) + meta;
    put(directory, 0, 2 + 2 + 2 + 4);
    put(directory, all.size(), 4);
    directory += name;
    all += std::string("PK\3\4\24\0\0\0", 8) + meta + name + packed;
  }
  std::string end("PK\5\6\0\0\0\0", 8);
  put(end, entries.size(), 2);
  put(end, entries.size(), 2);
  put(end, directory.size(), 4);
  put(end, all.size(), 4);
  put(end, 0, 2);
  return all + directory + end;
}

// Everything that a source sends, as lines, and what it said.
struct Run {
  std::vector<std::string> lines, said, bad;
  tu::Exit status = tu::Exit::ok;
  std::string error;  // of open()
  std::vector<std::string> of(const std::string& type) const {
    std::vector<std::string> some;
    for (const std::string& l : lines)
      if (l.find("\"type\":\"" + type + "\"") != l.npos) some.push_back(l);
    return some;
  }
  std::string text() const {
    std::string all;
    for (const std::string& l : lines) all += l + "\n";
    return all;
  }
};
// The same lines, of events handed out many at once, each printed when three more such lots were read.
inline void check_batches(tu::source::SourceOptions options, const std::vector<std::string>& lines) {
  struct Lot {
    tu::Arena arena;
    std::vector<tu::Event*> events;
  };
  options.report = nullptr;
  options.bad = nullptr;
  for (const std::size_t most : {1, 3, 1000}) {
    auto source = tu::source::Source::open(options);
    REQUIRE(source);
    std::array<Lot, 4> lots;
    std::vector<std::string> again;
    std::size_t at = 0;
    const auto next_lot = [&]() -> Lot& {
      Lot& lot = lots[at++ % lots.size()];
      for (const tu::Event* e : lot.events) again.push_back(tu::wire::encode_text(*e));
      lot.events.clear();
      lot.arena.reset();
      return lot;
    };
    for (bool more = true; more;) {
      Lot& lot = next_lot();
      more = (*source)->next_all(lot.events, most, lot.arena);
      CHECK(lot.events.size() <= most);
    }
    for (std::size_t i = 0; i < lots.size(); ++i) next_lot();
    CHECK(again == lines);
  }
}

inline Run run(tu::source::SourceOptions options) {
  Run r;
  options.report = [&r](const std::string& m) { r.said.push_back(m); };
  options.bad = [&r](std::string_view l) { r.bad.emplace_back(l); };
  auto source = tu::source::Source::open(options);
  if (!source) {
    r.error = source.error().message;
    r.status = source.error().status;
    return r;
  }
  tu::Arena arena;
  for (tu::Event* e = nullptr; (*source)->next(e, arena); arena.reset())
    r.lines.push_back(tu::wire::encode_text(*e));
  r.status = (*source)->status();
  if (std::find(options.files.begin(), options.files.end(), "-") == options.files.end())
    check_batches(std::move(options), r.lines);
  return r;
}
inline Run run(std::vector<std::string> paths) {
  tu::source::SourceOptions o;
  o.files = std::move(paths);
  return run(std::move(o));
}

inline std::string candle(long long minute, const std::string& symbol, double close,
                          const std::string& more = {}) {
  const long long ts = minute * 60'000'000;
  const std::string p = tu::text::of_real(close);
  return "{\"type\":\"candle\",\"ts\":" + std::to_string(ts) + ",\"venue\":\"v\",\"symbol\":\"" + symbol +
         "\",\"tf\":\"1m\",\"start\":" + std::to_string(ts - 60'000'000) + ",\"open\":" + p +
         ",\"high\":" + p + ",\"low\":" + p + ",\"close\":" + p + ",\"volume\":1" + more + "}\n";
}

}  // namespace files
