// The id of a session: a hash of the content of its files and of every option that chooses or reads their
// events, not of folders, pace or barriers.
#pragma once

#include <string>
#include <vector>

#include "source/source.h"

namespace tu::source {

// `warm`: there is a warm-up, of options.warm.duration. `imports`: the first lines made of importable files.
std::string session_id_of(const SourceOptions& options, const std::vector<std::string>& contents, bool warm,
                          const std::string& imports);

}  // namespace tu::source
