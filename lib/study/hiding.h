// Hiding: files that one process and its children find empty, and nobody else: they see the file system
// through mounts of their own.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace tu::study {

// For the calling process, for good. `empty` is a file that lies over each of them. False: errno says why.
bool hide_files(const std::vector<std::string>& files, const std::string& empty);

// Tries it in a child. An Error says what the system refuses: containers and some systems do.
Status can_hide(const std::vector<std::string>& files, const std::string& empty);

}  // namespace tu::study
