#include <fmt/format.h>

#include "base/arena.h"
#include "ledger/journal.h"
#include "wire/wire.h"

namespace tu::ledger {

struct RowReader::Impl {
  wire::Decoder decoder;
  Arena arena;
  std::string line, why;
};

RowReader::RowReader() : impl_(std::make_unique<Impl>()) {}
RowReader::~RowReader() = default;

Result<const Event*> RowReader::read(const Row& row) {
  Impl& i = *impl_;
  i.arena.reset();
  i.line.assign(row.body);
  Event* e = nullptr;
  if (i.decoder.decode(i.line, i.arena, e, i.why) != wire::Verdict::good)
    return fail(Exit::config, fmt::format("ledger: row {} cannot be read: {}", row.seq, i.why));
  if (spec_of(e->type).name != row.type)
    return fail(Exit::config, fmt::format("ledger: row {} is of type {}, its body says {}", row.seq, row.type,
                                          spec_of(e->type).name));
  return static_cast<const Event*>(e);
}

}  // namespace tu::ledger
