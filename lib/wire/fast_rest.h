// What the fast way of decoding does not do quickly: types that do not fill a stream, numbers of other forms,
// keys that were not foretold.
#pragma once

#include "wire/fast.h"

namespace tu::wire::fast {

// The fields of the type from number `first` on, as far as they stand at p. One past them; nullptr: the line
// is not for the fast way.
const char* read_fields(Type type, std::size_t first, const char* p, const char* end, Event& e);
// A key that the table does not know, with its value; such keys stand from `begin` on. It came after
// `before`, and stands there then.
const char* read_note(Learnt& learnt, const char* begin, const char* p, const char* end, Event& e,
                      KnownKey*& before);
// The rest of a line whose type is not in the table, from behind the type.
bool read_foreign(Learnt& learnt, const char* p, const char* end, std::string_view line, Arena& arena,
                  Event*& e);

}  // namespace tu::wire::fast
