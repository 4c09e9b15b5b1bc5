// Raw frames of Binance as hftbacktest records them: "<local ns> <json>" a line; depth differences, best bid
// and ask, trades, and REST snapshots of the book; spot, USD-M and COIN-M.
//
// `ts` is the venue's time and `recv` the recorder's, which may run behind it.
#include "base/text.h"
#include "live/captures.h"
#include "live/replay.h"
#include "source/foreign.h"
#include "source/table.h"
#include "venue/binance/market.h"
#include "wire/json_scan.h"

namespace tu::live {

namespace {

using venue::binance::Kind;
using wire::json_member;

class Hftbacktest final : public source::Importer {
 public:
  Hftbacktest(source::Subject subject, const source::ImportHints& hints)
      : subject_(std::move(subject)), fixed_(!hints.symbol.empty()), delay_(hints.delay) {}

  Status row(std::string_view line, wire::Buffer& out) override {
    line = text::trim(line);
    const std::size_t space = line.find(' ');
    const auto local = text::to_integer(line.substr(0, space));
    if (space == line.npos || !local || *local < 0)
      return fail(Exit::bad_data, "the line begins \"" + std::string(line.substr(0, 40)) +
                                      "\", expected nanoseconds and a frame");
    const std::string_view frame = line.substr(space + 1);
    if (!wire::json_valid(frame)) return fail(Exit::bad_data, "the frame is not one whole JSON object");
    const TsUs recv = *local / 1000;
    const bool snapshot = json_member(frame, "stream").data() == nullptr;
    if (snapshot && json_member(frame, "lastUpdateId").data() == nullptr) return {};
    Result<Played*> played = snapshot ? of_snapshot() : of(json_member(frame, "data"));
    if (!played) return played.error();
    if (snapshot)
      (*played)->answer(recv, 0, 200, frame);
    else
      (*played)->frame(recv, frame);
    return (*played)->take(out);
  }

 private:
  Result<Played*> of_snapshot() {
    if (!newest_ && !subject_.symbol.empty())
      newest_ = make(venue::binance::native_symbol(subject_.symbol), subject_.symbol);
    if (newest_) return newest_;
    return fail(Exit::bad_data, "a book snapshot before any frame that names its symbol; give --symbol-name");
  }

  // COIN-M frames name their pair; USD-M and spot have the same symbols and are told apart by the path.
  Result<Played*> of(std::string_view data) {
    const std::string_view native = json_member(data, "s");
    const auto it = known_.find(native);
    if (it != known_.end()) return newest_ = it->second.get();
    const bool coinm = json_member(data, "ps").data() != nullptr && native.find('_') != native.npos;
    std::optional<std::string> name =
        fixed_ ? subject_.symbol : source::symbol_from(native, coinm ? "coinm" : subject_.market);
    if (!name)
      return fail(Exit::bad_data, "\"s\" is \"" + std::string(native.substr(0, 40)) +
                                      "\", expected a symbol such as BTCUSDT");
    return newest_ = make(std::string(native), *name);
  }

  Played* make(const std::string& native, const std::string& symbol) {
    const bool coinm = source::inverse_contract(subject_.venue, symbol) > 0;
    const Kind kind = coinm ? Kind::coinm : symbol.ends_with("-PERP") ? Kind::usdm : Kind::spot;
    venue::MarketRequest request{{symbol}, ~0u, ""};
    AssemblerSetup setup{subject_.venue, request, false, delay_};
    auto codec =
        venue::binance::market_codec(request, {subject_.venue, kind, venue::binance::Part::all, native});
    return (known_[native] = std::make_unique<Played>(setup, std::move(codec))).get();
  }

  source::Subject subject_;
  bool fixed_;
  DurUs delay_;
  std::map<std::string, std::unique_ptr<Played>, std::less<>> known_;  // by the venue's name
  Played* newest_ = nullptr;
};

bool recognise(std::string_view, std::string_view head) {
  const std::string_view line = source::first_line(head);
  const std::size_t space = line.find(' ');
  return space != line.npos && space >= 18 && text::to_integer(line.substr(0, space)) &&
         space + 1 < line.size() && line[space + 1] == '{' &&
         (line.find("\"stream\":\"") != line.npos || line.find("\"lastUpdateId\"") != line.npos);
}

Result<std::unique_ptr<source::Importer>> open(std::string_view path, std::string_view head,
                                               const source::ImportHints& hints) {
  source::ImportHints known = hints;
  if (known.venue.empty() && source::venue_from(path).empty()) known.venue = "binance";
  const std::string_view line = source::first_line(head);
  if (known.market.empty() && source::market_from(path).empty()) {
    if (line.find("\"ps\":") != line.npos)
      known.market = "coinm";
    else if (line.find("\"pu\":") != line.npos || line.find("\"X\":") != line.npos)
      known.market = "usdm";
  }
  // The symbol stands in the frames; the path's is for a snapshot that comes before them.
  Result<source::Subject> subject = source::subject_of(path, known, false);
  if (!subject && hints.symbol.empty()) {
    if ((known.market.empty() ? source::market_from(path) : known.market).empty()) return subject.error();
    known.symbol = "(in the frames)";
    subject = source::subject_of(path, known, false);
    if (subject) subject->symbol.clear();
  }
  if (!subject) return subject.error();
  return std::unique_ptr<source::Importer>(new Hftbacktest(std::move(*subject), hints));
}

}  // namespace

const source::Format binance_frames_format = {
    "binance-frames",
    "raw Binance frames as hftbacktest records them: depth, bookTicker, trades, snapshots",
    source::Rows::lines,
    recognise,
    open,
    frame_row_max};

}  // namespace tu::live
