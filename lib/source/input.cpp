#include "source/input.h"

#include <algorithm>
#include <utility>

#include "base/content_id.h"
#include "base/text.h"
#include "event/copy.h"
#include "source/chain.h"
#include "source/foreign.h"
#include "source/pieces.h"

namespace tu::source {

namespace {

constexpr std::int64_t reports_max = 10;

// Lines of a run's own frame, which a replay makes anew.
constexpr std::uint64_t frames = bits_of_types({Type::session, Type::end, Type::beat, Type::sync});

// What a run decided, and what became of it.
constexpr std::uint64_t decisions =
    bits_of_types({Type::proposal, Type::review,       Type::order,  Type::cancel,  Type::reject,
                   Type::decline,  Type::order_update, Type::fill,   Type::pnl,     Type::account,
                   Type::halt,     Type::alert,        Type::run,    Type::deposit, Type::day,
                   Type::mode,     Type::policy,       Type::resume, Type::charge,  Type::promotion});

Exit worse(Exit a, Exit b) {
  return a == Exit::io || b == Exit::ok ? a : b;
}

}  // namespace

Input::Input(std::string path, std::unique_ptr<Reader> reader, const SourceOptions& options)
    : options_(options),
      path_(path == "-" ? "(stdin)" : std::move(path)),
      rows_(std::move(reader)),
      dropped_(options.keep_decisions ? frames : frames | decisions) {
  for (const std::string& s : options.symbols) symbols_.push_back(intern(s));
}

Result<std::unique_ptr<Input>> Input::open(const std::string& path, const SourceOptions& options) {
  Result<std::unique_ptr<Reader>> reader = Reader::open(path, options.wait);
  if (!reader) return reader.error();
  std::unique_ptr<Input> in(new Input(path, std::move(*reader), options));
  if (Status st = in->recognise(); !st) {
    std::string why = st.error().message;
    if (is_directory(in->path_))
      why += " (a directory is read as one recording in parts: name its files for a set)";
    return fail(st.error().status, why.starts_with(in->path_) ? why : in->path_ + ": " + why);
  }
  if (Status st = in->identify(); !st) return st.error();
  return in;
}

Status Input::recognise() {
  std::string_view head = wire::without_bom(rows_.head());
  if (const Status& st = rows_.error(); !st && head.empty()) return st;
  std::string path = path_;
  if (std::string inner = rows_.reader().inner(); !inner.empty()) path += ":" + inner;
  std::string_view start = head;
  start.remove_prefix(std::min(start.find_first_not_of(" \t\r\n"), start.size()));
  const Format* format = nullptr;
  if (!options_.import.format.empty()) {
    format = find_format(options_.import.format, options_.more_formats);
    if (!format) return fail(Exit::usage, "format \"" + options_.import.format + "\" is not known");
  } else if (!options_.import.columns.empty()) {
    format = find_format("columns");
  } else {
    format = recognise_format(path, head, options_.more_formats);
    if (!format && !start.empty() && start.front() != '{')
      return fail(Exit::bad_data, "neither a recording (NDJSON) nor a format that import recognises");
  }
  if (!format) return {};
  if (!options_.import.contract_size.empty() && !format->contracts)
    return fail(Exit::usage, "--contract-size does not apply to the format " + std::string(format->name) +
                                 ": what its sizes count is known");
  Result<std::unique_ptr<Importer>> importer = format->open(path, head, options_.import);
  if (!importer) return importer.error();
  importer_ = std::move(*importer);
  rows_.cut(format->rows, format->row_max);
  return {};
}

// The id of the file's bytes as they lie there; of stdin, which cannot be read twice, of its first bytes.
Status Input::identify() {
  ContentId id;
  if (path_ == "(stdin)") {
    std::string_view head = rows_.head();
    id.add(head.substr(0, head.find('\n')));
  } else {
    std::vector<std::string> files{path_};
    if (is_directory(path_)) {
      Result<std::vector<std::string>> all = files_of(path_);
      if (!all) return all.error();
      files = std::move(*all);
    }
    for (const std::string& path : files)
      if (Status st = each_piece(path, [&](std::string_view bytes) { id.add(bytes); }); !st) return st;
  }
  content_id_ = id.finish();
  return {};
}

void Input::unusable(std::int64_t number, const std::string& why, std::string_view line) {
  status_ = worse(status_, Exit::bad_data);
  if (++bad_ <= reports_max && options_.report)
    options_.report(path_ + ":" + std::to_string(number) + ": " + why);
  if (options_.bad) options_.bad(line);
  if (options_.strict) over_ = true;
}

void Input::stream_error(const Error& e) {
  status_ = worse(e.status == Exit::io ? Exit::io : Exit::bad_data, status_);
  std::string message = e.message.starts_with(path_) ? e.message : path_ + ": " + e.message;
  if (options_.report) options_.report(message + ", after line " + std::to_string(rows_.line()));
}

bool Input::next_line(std::string_view& line, std::int64_t& number) {
  for (;;) {
    switch (rows_.next(line)) {
      case RowReader::Next::end:
        if (!rows_.error().ok()) stream_error(rows_.error().error());
        return false;
      case RowReader::Next::too_long:
        unusable(rows_.line(), "the line is over 1 MiB", {});
        if (over_) return false;
        continue;
      case RowReader::Next::row:
        number = rows_.line();
        if (first_) line = wire::without_bom(line);
        first_ = false;
        return true;
    }
  }
}

bool Input::next_imported(std::string_view& line, std::int64_t& number) {
  while (made_at_ == made_.size()) {
    made_.clear();
    made_at_ = 0;
    if (import_over_) return false;
    std::string_view row;
    Status st;
    if (next_line(row, made_line_)) {
      if (text::trim(row).empty()) continue;
      st = importer_->row(row, made_);
    } else {
      import_over_ = true;
      st = importer_->finish(made_);
      row = {};
    }
    if (!st) {
      unusable(made_line_, st.error().message, row);
      if (over_) return false;
    }
  }
  line = made_.view().substr(made_at_);
  line = line.substr(0, line.find('\n'));
  made_at_ += line.size() + 1;
  number = made_line_;
  return true;
}

bool Input::wanted(const Event& e) {
  if (has_type(dropped_, e.type)) return false;
  return symbols_.empty() || e.symbol == Atom::none || is_chosen(e.symbol);
}

bool Input::is_chosen(Atom symbol) {
  held_.add(symbol);
  return std::find(symbols_.begin(), symbols_.end(), symbol) != symbols_.end();
}

bool Input::in_range() const {
  const TsUs ts = event_->has_ts ? event_->ts : key_;
  return ts >= from_ && ts < to_;
}

// An event that is older than one before it stays behind that one.
[[gnu::always_inline]] inline void Input::place(std::int64_t number) {
  const Event& e = *event_;
  if (!e.has_ts) return;
  TsUs at = e.ts;
  if (options_.by_recv)
    if (std::optional<double> recv = e.number("recv")) at = static_cast<TsUs>(*recv);
  if (at < key_ && e.type != Type::foreign && in_range() && disorder_++ == 0) first_disorder_ = number;
  key_ = std::max(key_, at);
}

// A wrong unit puts times into the years around 1970, or far ahead.
void Input::doubt(TsUs ts) {
  constexpr TsUs early = year_1990_s * us_per_s, late = year_2100_s * us_per_s;
  if (std::exchange(doubted_, true) || (ts >= early && ts < late) || !options_.report) return;
  options_.report(path_ + ": its first candle is of " + time_text(ts) + ", which is " +
                  (ts < early ? "before 1990" : "after 2100") +
                  ": if the file's times are in another unit give it with --time-unit s, ms, us or ns");
}

// Decodes the next line into event_, which is nullptr where nothing is to be had from it. False: the end.
[[gnu::always_inline]] inline bool Input::next_event(Arena& arena, std::int64_t& number) {
  event_ = nullptr;
  if (const char* begin = importer_ ? nullptr : rows_.upcoming();
      begin && decoder_.decode_next(begin, rows_.limit(), arena, event_)) [[likely]] {
    rows_.took(event_->raw.size());
    number = rows_.line();
    first_ = false;
    return true;
  }
  std::string_view line;
  if (!(importer_ ? next_imported(line, number) : next_line(line, number))) return false;
  if (decoder_.decode(line, arena, event_, why_) == wire::Verdict::bad) {
    event_ = nullptr;
    unusable(number, why_, line);
  }
  return true;
}

bool Input::advance(Arena* batch) {
  batch_ = batch;
  Arena& arena = batch ? *batch : arena_;
  if (!batch) arena_.reset();
  before_ = arena.mark();
  std::int64_t number = 0;
  for (; !over_; arena.rewind(before_)) {
    if (!next_event(arena, number)) break;
    if (!event_) [[unlikely]]
      continue;
    some_ = true;
    if (!wanted(*event_)) [[unlikely]]
      continue;
    if (importer_ && event_->type == Type::candle) doubt(event_->ts);
    place(number);
    if (in_range()) [[likely]] {
      if (batch) with_ = batch->mark();
      return true;
    }
    if (!options_.by_recv && key_ >= to_) break;  // nothing that may pass can follow
  }
  over_ = true;
  batch_ = nullptr;
  return false;
}

Event* Input::hand_out(Arena& arena) {
  if (!batch_) return copy_event(*event_, arena, Text::copy);
  batch_ = nullptr;
  if (importer_) {
    move_line(*event_, arena);
  } else if (const auto& lines = rows_.buffer(); lines.get() != buffer_held_) [[unlikely]] {
    arena.hold(lines);
    buffer_held_ = lines.get();
  }
  return event_;
}

void Input::drop() {
  if (batch_ && batch_->mark() == with_) batch_->rewind(before_);
  batch_ = nullptr;
}

void Input::end_batch() {
  buffer_held_ = nullptr;
  if (!std::exchange(batch_, nullptr)) return;
  arena_.reset();
  event_ = copy_event(*event_, arena_, Text::copy);
}

void Input::finish() {
  if (!options_.report) return;
  if (bad_ > reports_max) options_.report(path_ + ": " + std::to_string(bad_) + " unusable lines in all");
  if (over_ && importer_ && rows_.last_was_cut() && !rows_.reader().sealed())
    options_.report(path_ + ": no newline ends its last row: look whether it is whole");
  if (disorder_ > 0)
    options_.report(path_ + ": " + std::to_string(disorder_) +
                    " events are older than one before them, the first in line " +
                    std::to_string(first_disorder_) + "; they keep their place");
}

}  // namespace tu::source
