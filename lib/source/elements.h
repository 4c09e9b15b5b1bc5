// Rows of JSON documents: an array of arrays, or of objects, read as a table.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "source/table.h"

namespace tu::source {

// `keys`: members of each object, in the order of the layout's columns; empty: each element is an array.
// `sorted`: the rows come in any order (an API that gives the newest first): they are kept and sorted by
// time. Only for files that are small by nature.
std::unique_ptr<Importer> make_elements(Layout layout, std::vector<std::string> keys = {},
                                        bool sorted = false);

// The first elements that stand whole in `head`, for recognising.
std::vector<std::string_view> first_elements(std::string_view head, std::size_t most);

}  // namespace tu::source
