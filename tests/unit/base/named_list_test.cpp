// Options that are lists of NAME=VALUE.
#include "base/named_list.h"

#include <catch2/catch.hpp>
#include <string>

using namespace tu;

namespace {

constexpr std::string_view venues[] = {"coinbase", "hyperliquid"};

std::string fault(std::string_view text) {
  const Status st = check_paths("--key-file", text, venues);
  return st ? "" : st.error().message;
}

}  // namespace

TEST_CASE("one path is everybody's, in a list each has its own") {
  CHECK(path_for("k.json", "coinbase") == "k.json");
  CHECK(path_for("coinbase=a,hyperliquid=b=c", "coinbase") == "a");
  CHECK(path_for("coinbase=a,hyperliquid=b=c", "hyperliquid") == "b=c");
  CHECK(path_for("coinbase=a", "hyperliquid").empty());
  CHECK(path_for("coinbase=a", "coin").empty());
}

TEST_CASE("a path with a sign of equality behind a slash is no list") {
  CHECK(path_for("/keys/a=b,c", "coinbase") == "/keys/a=b,c");
  CHECK(fault("/keys/a=b,c").empty());
  CHECK_FALSE(names_paths("./coinbase=a"));
}

TEST_CASE("a list of paths has known names only, and a name for each path") {
  CHECK(fault("coinbase=a,hyperliquid=b").empty());
  CHECK(fault("k.json").empty());
  CHECK(fault("coinbsae=a") == "--key-file names \"coinbsae\", which is none here; did you mean coinbase?");
  CHECK(fault("coinbase=a,b") == "--key-file has \"b\", expected VENUE=FILE");
  CHECK(fault("coinbase=") == "--key-file has \"coinbase=\", expected VENUE=FILE");
}

TEST_CASE("a place that is nobody's, or no place, is refused: the venue's own would be asked") {
  const auto said = [](const std::string& entry) {
    const std::string list[] = {entry};
    const Status st = check_names("--url", "VENUE=URL", list, venues);
    return st ? "" : st.error().message;
  };
  CHECK(said("coinbase=http://127.0.0.1:1").empty());
  CHECK(said("http://127.0.0.1:1") == "--url has \"http://127.0.0.1:1\", expected VENUE=URL");
  CHECK(said("coinbase=") == "--url has \"coinbase=\", expected VENUE=URL");
  CHECK(said("=http://127.0.0.1:1") == "--url names \"\", expected one of coinbase, hyperliquid");
}
