#include "run/stream_hash.h"

#include <catch2/catch.hpp>

using namespace tu;

namespace {

std::string line_of(int i) {
  return R"({"type":"beat","ts":)" + std::to_string(i) + R"(,"note":")" + std::string(200, 'x') + "\"}";
}

Event event_of(const std::string& line, Type type) {
  Event e;
  e.type = type;
  e.raw = line;
  return e;
}

}  // namespace

TEST_CASE("the hash of a stream of many pieces is that of its text") {
  run::StreamHash by_event, by_line;
  std::string text;
  for (int i = 0; i < 10'000; ++i) {
    const std::string line = line_of(i);
    const Event e = event_of(line, Type::beat);
    text += line + "\n";
    by_event.add(e);
    by_line.add_line(e, line + "\n");
  }
  CHECK(text.size() > 2'000'000);
  CHECK(by_event.finish() == hex(sha256(text)));
  CHECK(by_line.finish() == hex(sha256(text)));
}

TEST_CASE("session and sync do not enter the hash of a stream") {
  run::StreamHash hash;
  const std::string line = line_of(1);
  for (const Type type : {Type::session, Type::beat, Type::sync}) hash.add(event_of(line, type));
  CHECK(hash.finish() == hex(sha256(line + "\n")));
}

TEST_CASE("a hash that nobody asks for ends in order, whatever it was given") {
  for (const int lines : {0, 1, 5'000}) {
    run::StreamHash hash;
    const std::string line = line_of(1);
    for (int i = 0; i < lines; ++i) hash.add(event_of(line, Type::beat));
  }
  SUCCEED();
}
