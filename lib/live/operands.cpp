#include "live/operands.h"

#include <sys/stat.h>

#include <algorithm>

#include "base/named_list.h"
#include "base/text.h"

namespace tu::live {

namespace {

struct ChannelName {
  std::string_view name;
  unsigned bit;
};
constexpr ChannelName channel_names[] = {{"quotes", venue::quotes},
                                         {"trades", venue::trades},
                                         {"books", venue::books},
                                         {"candles", venue::candles},
                                         {"funding", venue::funding}};

std::string venue_names() {
  std::string s;
  for (const venue::Venue& v : venue::venues()) s += (s.empty() ? "" : ", ") + std::string(v.name);
  return s;
}

Error usage(std::string message) {
  return fail(Exit::usage, std::move(message));
}

Status check(const Wanted& w) {
  const std::string venue(w.venue->name);
  for (const std::string& s : w.request.symbols)
    if (w.venue->markets && !venue::is_symbol(s))
      return usage("symbol of " + venue + " is \"" + s + "\", expected one such as BTC-USD or BTC-USDT-PERP");
  if (const std::string why = w.venue->refuse(w.request); !why.empty()) return usage(venue + ": " + why);
  if (w.request.tf.empty() || !w.venue->markets) return {};
  const std::vector<std::string_view> tfs = text::split(w.venue->tfs, ',');
  if (std::find(tfs.begin(), tfs.end(), w.request.tf) == tfs.end())
    return usage("timeframe is \"" + w.request.tf + "\", expected one that " + venue +
                 " has: " + std::string(w.venue->tfs));
  return {};
}

}  // namespace

bool is_live_operand(std::string_view operand) {
  const std::size_t colon = operand.find(':');
  if (colon == operand.npos || colon == 0) return false;
  struct stat st {};
  if (stat(std::string(operand).c_str(), &st) == 0) return false;
  const std::string_view name = operand.substr(0, colon);
  return name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == name.npos;
}

Result<unsigned> channels_from(std::string_view list) {
  unsigned all = 0;
  for (std::string_view word : text::split(list, ',')) {
    const auto* it = std::find_if(std::begin(channel_names), std::end(channel_names),
                                  [&](const ChannelName& c) { return c.name == word; });
    if (it == std::end(channel_names))
      return usage("channel is \"" + std::string(word) +
                   "\", expected some of quotes, trades, books, candles, funding");
    all |= it->bit;
  }
  return all;
}

std::string channels_text(unsigned channels) {
  std::string s;
  for (const ChannelName& c : channel_names)
    if (channels & c.bit) s += (s.empty() ? "" : ",") + std::string(c.name);
  return s;
}

Result<std::vector<Wanted>> wanted_from(const std::vector<std::string>& operands, std::string_view channels,
                                        std::string_view tf) {
  Result<unsigned> set = channels_from(channels);
  if (!set) return set.error();
  std::vector<Wanted> all;
  for (const std::string& operand : operands) {
    const std::size_t colon = operand.find(':');
    const std::string name = operand.substr(0, colon);
    const venue::Venue* v = venue::find_venue(name);
    if (!v)
      return usage("\"" + operand + "\" is no file, and venue is \"" + name + "\", expected one of " +
                   venue_names());
    auto it = std::find_if(all.begin(), all.end(), [&](const Wanted& w) { return w.venue == v; });
    if (it == all.end()) it = all.insert(all.end(), {v, {{}, *set, std::string(tf)}});
    for (std::string_view s : text::split(std::string_view(operand).substr(colon + 1), ','))
      if (std::find(it->request.symbols.begin(), it->request.symbols.end(), s) == it->request.symbols.end())
        it->request.symbols.emplace_back(s);
  }
  for (const Wanted& w : all)
    if (Status st = check(w); !st) return st.error();
  return all;
}

Result<Places> places_from(const std::vector<std::string>& urls) {
  if (Status st = check_names("--url", "VENUE=URL", urls, venue::place_names()); !st) return st.error();
  Places places;
  for (const std::string& u : urls) {
    const std::size_t equals = u.find('=');
    Result<net::Url> url = net::parse_url(std::string_view(u).substr(equals + 1));
    if (!url) return usage("--url of " + u.substr(0, equals) + ": " + url.error().message);
    places.insert_or_assign(u.substr(0, equals), std::move(*url));
  }
  return places;
}

bool has_place(std::string_view host, const Places& places) {
  const venue::Host& h = *venue::find_host(host);
  return !h.rest.empty() || places.find(h.name) != places.end() || places.find(h.venue) != places.end();
}

Place place_of(std::string_view host, std::string_view target, const Places& places) {
  const venue::Host& h = *venue::find_host(host);
  auto it = places.find(h.name);
  if (it == places.end()) it = places.find(h.venue);
  if (it != places.end())
    return {net::with_target(it->second, target, true), net::with_target(it->second, "/", false)};
  const net::Url rest = net::with_target(*net::parse_url(h.rest), "/", false);
  if (h.socket.empty()) return {rest, rest};  // nothing but requests
  return {net::with_target(*net::parse_url(h.socket), target, true), rest};
}

std::string describe(const Wanted& w, std::size_t place) {
  std::string s = std::string(w.venue->name) + " " + std::to_string(place) + " " +
                  (w.request.tf.empty() ? "-" : w.request.tf) + " " + channels_text(w.request.channels) + " ";
  for (const std::string& symbol : w.request.symbols) s += (s.back() == ' ' ? "" : ",") + symbol;
  return s;
}

Result<std::pair<Wanted, std::size_t>> wanted_from_description(std::string_view line) {
  const std::vector<std::string_view> words = text::split(line, ' ');
  const Error unusable =
      fail(Exit::bad_data, "a connection is described as \"" + std::string(line.substr(0, 80)) +
                               "\", expected venue, number, timeframe, channels and symbols");
  if (words.size() != 5) return unusable;
  Wanted w;
  w.venue = venue::find_venue(words[0]);
  const auto place = text::to_integer(words[1]);
  const Result<unsigned> channels = channels_from(words[3]);
  if (!w.venue || !place || *place < 0 || !channels) return unusable;
  if (words[2] != "-") w.request.tf = std::string(words[2]);
  w.request.channels = *channels;
  for (std::string_view s : text::split(words[4], ',')) w.request.symbols.emplace_back(s);
  if (Status st = check(w); !st) return st.error();
  return std::pair(std::move(w), static_cast<std::size_t>(*place));
}

}  // namespace tu::live
