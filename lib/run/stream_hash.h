// StreamHash: SHA-256 of a stream's lines, without session and sync: what two runs must have in common.
#pragma once

#include <string>

#include "base/hash.h"
#include "event/event.h"
#include "wire/wire.h"

namespace tu::run {

class StreamHash {
 public:
  void add(const Event& e);
  void add_line(const Event& e, std::string_view line_with_newline);  // when it has been encoded already
  std::string finish();  // hex; the object may not be used after it

 private:
  static constexpr std::size_t piece = 64 * 1024;
  void hash_pending();
  Sha256 hash_;
  wire::Buffer pending_;
};

}  // namespace tu::run
