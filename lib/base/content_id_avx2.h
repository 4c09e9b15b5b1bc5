// Part of content_id.cpp: for processors that have AVX2.
#pragma once

#include <string_view>

namespace tu {

void add_to_content_id_avx2(void* state, std::string_view bytes);

}  // namespace tu
