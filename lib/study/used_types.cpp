#include "study/used_types.h"

#include <string>
#include <vector>

#include "stages/all.h"

namespace tu::study {

// By what the stages say of themselves; the rest are lines of the stream itself and rows of the ledger, which
// sources, runner and ledger make.
bool is_used(Type type) {
  using enum Type;
  for (const Type own : {session, end, beat, sync, run, deposit, balance, mode, policy, promotion, resume})
    if (type == own) return true;
  for (const StageSpec* spec : stages::all())
    for (const std::vector<std::string>* list : {&spec->consumes, &spec->emits})
      for (const std::string& word : *list)
        if (type_from(word.substr(0, word.find('.'))) == type) return true;
  return false;
}

}  // namespace tu::study
