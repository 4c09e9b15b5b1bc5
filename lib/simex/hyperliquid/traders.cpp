#include "simex/hyperliquid/traders.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/text.h"
#include "net/secp256k1.h"

namespace tu::simex::hyperliquid {
namespace {

bool is_address(std::string_view s) {
  return s.size() == 42 && s.starts_with("0x") &&
         s.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string_view::npos;
}

}  // namespace

Result<std::vector<std::string>> read_traders(const std::string& directory) {
  std::error_code ec;
  std::vector<std::string> files, addresses;
  for (std::filesystem::directory_iterator at(directory, ec), end; !ec && at != end; at.increment(ec))
    if (at->is_regular_file()) files.push_back(at->path().string());
  if (ec) return fail(Exit::config, directory + ": cannot be read: " + ec.message());
  if (files.empty()) return fail(Exit::config, directory + ": holds no key file");
  std::sort(files.begin(), files.end());
  for (const std::string& file : files) {
    std::ifstream in(file, std::ios::binary);
    const std::string content(std::istreambuf_iterator<char>(in), {});
    if (!in) return fail(Exit::config, file + ": cannot be read");
    const std::string_view line = text::trim(content);
    if (is_address(line)) {
      addresses.push_back(text::lower(line));
      continue;
    }
    auto key = net::EvmKey::from_hex(Secret(std::string(line)), file);
    if (!key) return key.error();
    addresses.push_back(text::lower(key->address()));
  }
  return addresses;
}

}  // namespace tu::simex::hyperliquid
