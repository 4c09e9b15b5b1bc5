// A directory of files as one: what a recorder that starts a new file now and then has left. Files are taken
// in the order of their names, each unpacked by itself.
#pragma once

#include <string>
#include <vector>

#include "source/reader.h"

namespace tu::source {

// A file that ends without a newline, because its writer was killed, gets this behind it when another one
// follows: whoever reads the rows may know by it that the row is cut.
constexpr std::string_view cut_mark = "\x18\n";

bool is_directory(const std::string& path);
// Not hidden ones; none: an Error (74).
Result<std::vector<std::string>> files_of(const std::string& directory);
Result<std::unique_ptr<Reader>> open_chain(const std::string& directory);

}  // namespace tu::source
