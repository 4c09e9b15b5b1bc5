#include "account/venue_keys.h"

#include <utility>

#include "base/ascii.h"

namespace tu::account {

std::string venue_keys_mdoc() {
  constexpr std::pair<VenueTable, std::string_view> tables[] = {
      {VenueTable::venue, "[VENUE]"},
      {VenueTable::fees, "[[VENUE.fees]]"},
      {VenueTable::tier, "tiers of [[VENUE.fees]]"},
      {VenueTable::instrument, "[VENUE.instruments.\\(dqPATTERN\\(dq]"}};
  std::string s = ".\\\" BEGIN generated keys: run \"make docs\"\n";
  for (const auto& [table, title] : tables) {
    s.append(".Ss ").append(title).append("\n.Bl -tag -width Ds -compact\n");
    for (const VenueKeyRow& row : venue_keys) {
      if (row.table != table) continue;
      s.append(row.required ? ".It Ic " : ".It Op Ic ").append(row.name).append(" = \\(dq");
      s.append(row.example).append("\\(dq\n");
      s += text::upper(row.doc[0]);
      s.append(row.doc.substr(1)).append(".\n");
    }
    s += ".El\n";
  }
  return s + ".\\\" END generated keys\n";
}

}  // namespace tu::account
