#include "run/stream_hash.h"

namespace tu::run {

void StreamHash::add(const Event& e) {
  if (e.type == Type::session || e.type == Type::sync) return;
  wire::encode(e, pending_);
  if (pending_.size() >= piece) hash_pending();
}

void StreamHash::add_line(const Event& e, std::string_view line_with_newline) {
  if (e.type == Type::session || e.type == Type::sync) return;
  pending_.append(line_with_newline);
  if (pending_.size() >= piece) hash_pending();
}

void StreamHash::hash_pending() {
  hash_.add(pending_.view());
  pending_.clear();
}

std::string StreamHash::finish() {
  hash_pending();
  return hex(hash_.finish());
}

}  // namespace tu::run
