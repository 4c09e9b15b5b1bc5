#include "live/replay.h"

#include <array>

#include "base/text.h"
#include "live/captures.h"
#include "source/chain.h"
#include "wire/json.h"

namespace tu::live {

namespace {

constexpr DurUs stale_max = us_per_min;

class Frames final : public source::Importer {
 public:
  Status row(std::string_view line, wire::Buffer& out) override {
    if (line.ends_with('\x18')) return {};  // its writer was killed while it wrote it
    // Of the last line of all nobody says that it is cut, so an unusable one is only told when another
    // follows.
    Status before = std::move(held_);
    held_ = play(line, out);
    return before;
  }

 private:
  Status play(std::string_view line, wire::Buffer& out);
  Status describe(const std::string& link, std::string_view what);
  std::map<std::string, std::unique_ptr<Played>, std::less<>> links_;
  std::map<std::string, std::string, std::less<>> descriptions_;
  Status held_;
};

Error unusable(std::string_view line) {
  return fail(Exit::bad_data, "the line begins \"" + std::string(line.substr(0, 60)) +
                                  "\", expected microseconds, a connection, a mark and a frame");
}

std::string_view word(std::string_view& rest) {
  const std::size_t space = std::min(rest.find(' '), rest.size());
  const std::string_view w = rest.substr(0, space);
  rest.remove_prefix(std::min(space + 1, rest.size()));
  return w;
}

Status Frames::describe(const std::string& link, std::string_view what) {
  Result<std::pair<Wanted, std::size_t>> wanted = wanted_from_description(what);
  if (!wanted) return wanted.error();
  std::vector<venue::MarketConnection> all = wanted->first.venue->connect(wanted->first.request);
  if (wanted->second >= all.size())
    return fail(Exit::bad_data, link + ": connection " + std::to_string(wanted->second) + " of " +
                                    std::string(wanted->first.venue->name) + ", which has " +
                                    std::to_string(all.size()));
  const AssemblerSetup setup{std::string(wanted->first.venue->name), wanted->first.request, true};
  // The head of a new file describes again what goes on.
  const auto [it, fresh] = descriptions_.try_emplace(link, what);
  if (!fresh && it->second == what && links_.contains(link)) return {};
  it->second = std::string(what);
  links_[link] = std::make_unique<Played>(setup, std::move(all[wanted->second].codec));
  return {};
}

Status Frames::play(std::string_view line, wire::Buffer& out) {
  std::string_view rest = line;
  const auto at = text::to_integer(word(rest));
  const std::string link(word(rest));
  std::string_view mark = word(rest);
  if (!at || *at < 0 || *at > ts_limit || link.empty()) return unusable(line);
  if (mark == "?") return describe(link, rest);
  const auto it = links_.find(link);
  if (it == links_.end())
    return fail(Exit::bad_data, "connection \"" + link.substr(0, 40) + "\" is not described");
  Played& played = *it->second;
  Arena arena;
  const auto undone = [&](std::string_view text) {
    if (!mark.ends_with('"')) return text;
    mark.remove_suffix(1);
    return wire::unescape(text, arena);
  };
  if (mark.starts_with("=>")) {
    const auto tag = text::to_integer(word(rest)), status = text::to_integer(word(rest));
    word(rest);  // the path
    if (!tag || !status) return unusable(line);
    played.answer(*at, static_cast<std::uint64_t>(*tag), static_cast<int>(*status), undone(rest));
    return played.take(out);
  }
  const std::string_view text = undone(rest);
  if (mark == "->")
    played.frame(*at, text);
  else if (mark == "<->")
    played.opened(*at);
  else if (mark == ">-<")
    played.closed(*at, text);
  else if (mark != "<-")
    return unusable(line);
  return played.take(out);
}

bool recognise(std::string_view, std::string_view head) {
  std::string_view line = head.substr(0, head.find('\n'));
  const auto at = text::to_integer(word(line));
  const std::string_view link = word(line), mark = word(line);
  return at && *at > 1'000'000'000'000'000 && link.find('.') != link.npos && mark == "?";
}

Result<std::unique_ptr<source::Importer>> open(std::string_view, std::string_view,
                                               const source::ImportHints&) {
  return std::unique_ptr<source::Importer>(new Frames);
}

const std::array formats = {
    binance_frames_format,
    cryptofeed_frames_format,
    source::Format{"frames", "raw frames of venues as feed --record keeps them", source::Rows::lines,
                   recognise, open, frame_row_max},
};

}  // namespace

Played::Played(const AssemblerSetup& setup, std::unique_ptr<venue::MarketCodec> codec)
    : codec_(std::move(codec)), assembler_(setup, *this, *this) {}

void Played::tick(TsUs at) {
  assembler_.at(at);
  if (!open_ || at - ticked_ < us_per_s) return;
  ticked_ = at;
  codec_->tick(at, assembler_);
  assembler_.look_for_silence(stale_max);
}

void Played::opened(TsUs at) {
  open_ = true;
  ticked_ = at;
  assembler_.at(at);
  codec_->opened(assembler_);
}

void Played::frame(TsUs at, std::string_view text) {
  tick(at);
  codec_->frame(text, at, assembler_);
}

void Played::answer(TsUs at, std::uint64_t tag, int status, std::string_view body) {
  tick(at);
  codec_->answer(tag, status, body, at, assembler_);
}

void Played::closed(TsUs at, std::string_view why) {
  open_ = false;
  assembler_.at(at);
  if (why != "end") assembler_.lost(why);  // the recorder's own end: nothing is missing
}

Status Played::take(wire::Buffer& out) {
  assembler_.done();
  out.append(made_.view());
  made_.clear();
  if (why_.empty()) return {};
  return fail(Exit::bad_data, std::exchange(why_, {}));
}

std::span<const source::Format> capture_formats() {
  return formats;
}

}  // namespace tu::live
