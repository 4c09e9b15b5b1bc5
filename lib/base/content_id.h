// ContentId: the name of a file's content, by which runs on the same data know each other. It guards against
// mistakes (another file, another version, one byte lost), not against somebody who forges data on purpose:
// that is the journal's chain's affair, and it is SHA-256. XXH3, 128 bits, the same on every machine.
#pragma once

#include <string>
#include <string_view>

namespace tu {

class ContentId {
 public:
  ContentId();
  void add(std::string_view bytes);
  std::string finish() const;  // 32 hex digits, the highest first

 private:
  alignas(64) unsigned char state_[576];
};

}  // namespace tu
