// Raw frames as cryptofeed keeps them: "<seconds>: <frame>" a line for what was received, "URL <- <seconds>:
// <frame>" for what was sent, "URL <-> <seconds>" for the opening. Answers to requests lie beside it, in
// files named .http. instead of .ws., as "URL -> <seconds>: <answer>"; they are taken at their time.
//
// Read as far as a codec here speaks the protocol of that day: Binance, Binance US, USD-M and COIN-M, OKX v5
// (spot), Bitfinex v2.
#include <algorithm>
#include <filesystem>
#include <set>

#include "base/ascii.h"
#include "base/text.h"
#include "live/captures.h"
#include "live/replay.h"
#include "source/foreign.h"
#include "source/reader.h"
#include "venue/binance/market.h"
#include "venue/bitfinex/market.h"
#include "venue/okx/market.h"
#include "wire/json_scan.h"

namespace tu::live {

namespace {

enum class Protocol : unsigned char { binance, okx, bitfinex };

struct Speaker {
  std::string_view host, venue, market;
  Protocol protocol;
};
constexpr Speaker speakers[] = {{"stream.binance.com", "binance", "spot", Protocol::binance},
                                {"stream.binance.us", "binanceus", "spot", Protocol::binance},
                                {"fstream.binance.com", "binance", "usdm", Protocol::binance},
                                {"dstream.binance.com", "binance", "coinm", Protocol::binance},
                                {"ws.okx.com", "okx", "spot", Protocol::okx},
                                {"api.bitfinex.com", "bitfinex", "spot", Protocol::bitfinex},
                                {"api-pub.bitfinex.com", "bitfinex", "spot", Protocol::bitfinex}};

std::string_view host_of(std::string_view line) {
  if (!line.starts_with("wss://")) return {};
  return line.substr(6, line.find_first_of(":/ ", 6) - 6);
}

const Speaker* speaker_of(std::string_view line) {
  const std::string_view host = host_of(line);
  for (const Speaker& s : speakers)
    if (s.host == host) return &s;
  return nullptr;
}

std::string known_hosts() {
  std::string all;
  for (const Speaker& s : speakers) all += (all.empty() ? "" : ", ") + std::string(s.host);
  return all;
}

struct Answer {
  TsUs at = 0;
  std::string native, body;
};

std::optional<TsUs> seconds(std::string_view text) {
  const std::optional<double> s = text::to_real(text);
  return s && *s > 0 && *s < 9e9 ? std::optional<TsUs>(static_cast<TsUs>(*s * 1e6 + 0.5)) : std::nullopt;
}

// What the venue's names in the head of the file are: of streams in the URL, or of what was subscribed.
std::set<std::string> natives_of(const Speaker& speaker, std::string_view head) {
  std::set<std::string> all;
  const auto after = [&](std::string_view key, std::string_view ends) {
    for (std::size_t at = head.find(key); at != head.npos; at = head.find(key, at + 1)) {
      const std::size_t begin = at + key.size(), end = head.find_first_of(ends, begin);
      if (end != head.npos) all.emplace(head.substr(begin, end - begin));
    }
  };
  if (speaker.protocol == Protocol::okx) after("\"instId\":\"", "\"");
  if (speaker.protocol == Protocol::bitfinex) after("\"symbol\":\"", "\"");
  if (speaker.protocol != Protocol::binance) return all;
  after("=", "@");
  after("/", "@");
  std::set<std::string> upper;
  for (const std::string& name : all) {
    const std::string s = text::upper(name);
    if (s.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == s.npos) upper.insert(s);
  }
  return upper;
}

// Ours of theirs; nothing for what no codec here speaks of (dated futures, options, inverse swaps of OKX).
std::optional<std::string> ours_of(const Speaker& speaker, std::string native) {
  if (speaker.protocol == Protocol::bitfinex) {
    native.erase(0, native.starts_with('t') ? 1 : 0);
    if (native.ends_with("UST")) native.back() = 'D', native += 'T';
    std::replace(native.begin(), native.end(), ':', '-');
  }
  if (speaker.protocol == Protocol::okx && std::count(native.begin(), native.end(), '-') != 1)
    return std::nullopt;
  const std::size_t dated = native.find('_');
  if (dated != native.npos && native.substr(dated) != "_PERP") return std::nullopt;
  return source::symbol_from(native, speaker.market);
}

class Cryptofeed final : public source::Importer {
 public:
  Cryptofeed(const Speaker& speaker, std::string_view head, std::vector<Answer> answers, DurUs delay)
      : answers_(std::move(answers)) {
    // One codec a symbol, as the venue numbers nothing across symbols; Bitfinex does, so there it is one.
    venue::MarketRequest all{{}, ~0u, ""};
    for (const std::string& native : natives_of(speaker, head)) {
      const std::optional<std::string> ours = ours_of(speaker, native);
      if (!ours) continue;
      if (speaker.protocol != Protocol::binance) {
        all.symbols.push_back(*ours);
        continue;
      }
      using venue::binance::Kind;
      const Kind kind = speaker.market == "spot"   ? Kind::spot
                        : speaker.market == "usdm" ? Kind::usdm
                                                   : Kind::coinm;
      const venue::MarketRequest one{{*ours}, ~0u, ""};
      add(speaker, native, one,
          venue::binance::market_codec(one,
                                       {std::string(speaker.venue), kind, venue::binance::Part::all, native}),
          delay);
    }
    if (all.symbols.empty()) return;
    auto codec = speaker.protocol == Protocol::okx ? venue::okx::market_codec(all, venue::okx::Part::all)
                                                   : venue::bitfinex::market_codec(all);
    add(speaker, "", all, std::move(codec), delay);
  }

  Status row(std::string_view line, wire::Buffer& out) override {
    if (line.starts_with("wss://")) return {};
    const std::size_t colon = line.find(": ");
    const std::optional<TsUs> at = colon == line.npos ? std::nullopt : seconds(line.substr(0, colon));
    if (!at)
      return fail(Exit::bad_data, "the line begins \"" + std::string(line.substr(0, 40)) +
                                      "\", expected seconds and a frame");
    Status bad;
    for (; next_ < answers_.size() && answers_[next_].at <= *at; ++next_) answer(answers_[next_], out);
    const std::string_view frame = line.substr(colon + 2);
    if (!wire::json_valid(frame)) return fail(Exit::bad_data, "the frame is not one whole JSON value");
    if (Played* p = of(frame)) {
      p->frame(*at, frame);
      return p->take(out);
    }
    return {};
  }

  Status finish(wire::Buffer& out) override {
    for (; next_ < answers_.size(); ++next_) answer(answers_[next_], out);
    return {};
  }

 private:
  void add(const Speaker& speaker, const std::string& native, const venue::MarketRequest& request,
           std::unique_ptr<venue::MarketCodec> codec, DurUs delay) {
    const AssemblerSetup setup{std::string(speaker.venue), request, false, delay};
    played_[native] = std::make_unique<Played>(setup, std::move(codec));
  }
  Played* of(std::string_view frame) {
    auto it = played_.find("");
    if (it == played_.end()) it = played_.find(wire::json_member(wire::json_member(frame, "data"), "s"));
    return it == played_.end() ? nullptr : it->second.get();
  }
  void answer(const Answer& a, wire::Buffer& out) {
    const auto it = played_.find(a.native);
    if (it == played_.end()) return;
    it->second->answer(a.at, 0, 200, a.body);
    (void)it->second->take(out).ok();  // an answer that is not usable is one that did not come
  }

  std::map<std::string, std::unique_ptr<Played>, std::less<>>
      played_;  // by the venue's name; "": one for all
  std::vector<Answer> answers_;
  std::size_t next_ = 0;
};

// The answers in the files beside this one.
std::vector<Answer> answers_beside(const std::string& path) {
  std::vector<Answer> all;
  const std::filesystem::path file(path);
  const std::string name = file.filename().string();
  const std::size_t cut = name.find(".ws.");
  if (cut == name.npos) return all;
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    if (!entry.path().filename().string().starts_with(name.substr(0, cut) + ".http.")) continue;
    Result<std::unique_ptr<source::Reader>> reader = source::Reader::open(entry.path().string());
    if (!reader) continue;
    std::string text(1 << 16, '\0');
    std::size_t size = 0;
    for (;;) {
      if (text.size() - size < 1 << 16) text.resize(2 * text.size());
      Result<std::size_t> got = (*reader)->read(text.data() + size, 1 << 16);
      if (!got || *got == 0 || size > frame_row_max) break;
      size += *got;
    }
    text.resize(size);
    for (std::string_view line : text::split(text, '\n')) {
      const std::size_t arrow = line.find(" -> "), symbol = line.find("symbol=");
      const std::size_t colon = arrow == line.npos ? line.npos : line.find(": ", arrow);
      if (colon == line.npos || symbol > arrow) continue;
      const std::size_t begin = symbol + 7;
      const std::optional<TsUs> at = seconds(line.substr(arrow + 4, colon - arrow - 4));
      if (at)
        all.push_back({*at, std::string(line.substr(begin, line.find_first_of("& ", begin) - begin)),
                       std::string(line.substr(colon + 2))});
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Answer& a, const Answer& b) { return a.at < b.at; });
  return all;
}

bool recognise(std::string_view, std::string_view head) {
  const std::string_view line = source::first_line(head);
  return !host_of(line).empty() && (line.find(" <-> ") != line.npos || line.find(" <- ") != line.npos);
}

Result<std::unique_ptr<source::Importer>> open(std::string_view path, std::string_view head,
                                               const source::ImportHints& hints) {
  const Speaker* speaker = speaker_of(source::first_line(head));
  if (!speaker)
    return fail(Exit::bad_data, "frames of " + std::string(host_of(source::first_line(head))) +
                                    ", whose protocol of that day is not spoken here; expected those of " +
                                    known_hosts());
  return std::unique_ptr<source::Importer>(
      new Cryptofeed(*speaker, head, answers_beside(std::string(path)), hints.delay));
}

}  // namespace

const source::Format cryptofeed_frames_format = {
    "cryptofeed-frames",
    "raw frames as cryptofeed keeps them: Binance, OKX, Bitfinex",
    source::Rows::lines,
    recognise,
    open,
    frame_row_max};

}  // namespace tu::live
