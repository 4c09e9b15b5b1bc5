// Base64 (RFC 4648): the standard alphabet with padding, and the one for URLs without. Decoding takes either
// padding, blanks only in the standard form, and nothing else.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tu::net {

enum class Base64 { standard, url };

std::string to_base64(std::string_view bytes, Base64 form);
std::optional<std::string> from_base64(std::string_view text, Base64 form);

}  // namespace tu::net
