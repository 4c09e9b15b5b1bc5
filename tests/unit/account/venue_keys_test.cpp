#include "account/venue_keys.h"

#include <catch2/catch.hpp>

#include "account/instrument.h"

using namespace tu;
using namespace tu::account;

TEST_CASE("each key of the manual is one that the reader of venue files takes, with its example") {
  for (const VenueKeyRow& row : venue_keys) {
    INFO(row.name);
    const std::string line = std::string(row.name) + " = \"" + std::string(row.example) + "\"\n";
    const std::string fees = "[[v.fees]]\nsince = \"2020-01-01\"\nsource = \"a page\"\n";
    const std::string tiers = "tiers = [ { from = \"0\", maker = \"1bps\", taker = \"2bps\" } ]\n";
    std::string file;
    if (row.table == VenueTable::venue) file = "[v]\n" + line;
    if (row.table == VenueTable::instrument) file = "[v.instruments.\"*-USD\"]\n" + line;
    if (row.table == VenueTable::fees || row.table == VenueTable::tier) {
      file = fees + tiers;
      const std::size_t at = file.find(std::string(row.name) + " = ");
      REQUIRE(at != file.npos);
      const std::size_t value = file.find('"', at);
      file.replace(value + 1, file.find('"', value + 1) - value - 1, row.example);
    }
    const auto config = Config::parse(file, "v.toml");
    REQUIRE(config.ok());
    const auto venues = Venues::from_config(*config);
    CHECK(venues.ok());
  }
}
