// The two ways of decoding that wire.h promises are one: SlowDecoder takes every line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wire/wire.h"

namespace tu::wire {

class SlowDecoder {
 public:
  Verdict decode(std::string_view line, Arena& arena, Event*& e, std::string& why);

 private:
  struct Member {
    std::string_view key, value;
  };
  bool split(std::string_view line, Arena& arena, std::string& why);
  bool find_type(Arena& arena, Type& type, std::string& why);
  void read_foreign(Event& e, Arena& arena);
  bool read_known(Event& e, Arena& arena, std::string& why);
  bool all_once(std::string& why);  // sorts the members
  bool read_member(const Member& m, Event& e, Arena& arena, std::string& why);

  std::vector<Member> members_;
  bool venue_seen_ = false, symbol_seen_ = false, maybe_twice_ = false;  // keys of no field
};

}  // namespace tu::wire
