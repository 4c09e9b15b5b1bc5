// Input: one file of a source, as events in the order of its lines. It judges the lines, reports and keeps
// the unusable ones, drops what a source drops, and counts what stands out of order.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/arena.h"
#include "event/event.h"
#include "source/asked.h"
#include "source/rows.h"
#include "source/source.h"
#include "wire/wire.h"

namespace tu::source {

class Input {
 public:
  static Result<std::unique_ptr<Input>> open(const std::string& path, const SourceOptions& options);

  // Moves to the next event; false at the end (or after the first unusable line, if strict). `batch`: where
  // it is made if it may be handed out there.
  bool advance(Arena* batch = nullptr);
  // The event, until the next advance().
  Event& event() { return *event_; }
  // The event, to live as long as what is in this arena: the batch that it was made in, or any.
  Event* hand_out(Arena& arena);
  // It will not be handed out.
  void drop();
  // The batch ends: an event that was made in it is handed out later.
  void end_batch();
  // Where it stands in the merge: never falls within a file.
  TsUs key() const { return key_; }
  // An event that is skipped by its time is not counted as out of order, so a range is decided here.
  void set_range(TsUs from, TsUs to) { from_ = from, to_ = to; }
  bool in_range() const;

  // Of what --symbol chooses from.
  const Symbols& symbols_held() const { return held_; }
  TsUs last_ts() const { return key_; }  // the newest that was read, in the range or not; -1: none
  // It was read to its end, and not even a frame of a stream was in it. Standard input may be empty.
  bool hollow() const { return over_ && !some_ && status_ == Exit::ok && path_ != "(stdin)"; }
  void finish();  // says what is left to say (counts)
  bool imported() const { return importer_ != nullptr; }
  Exit status() const { return status_; }
  const std::string& path() const { return path_; }
  const std::string& content_id() const { return content_id_; }
  double bytes_done() const { return static_cast<double>(rows_.reader().consumed()); }
  double bytes_all() const { return static_cast<double>(rows_.reader().size()); }

 private:
  Input(std::string path, std::unique_ptr<Reader> reader, const SourceOptions& options);
  Status recognise();
  Status identify();
  bool next_line(std::string_view& line, std::int64_t& number);
  bool next_event(Arena& arena, std::int64_t& number);
  bool next_imported(std::string_view& line, std::int64_t& number);
  bool wanted(const Event& e);
  bool is_chosen(Atom symbol);
  void place(std::int64_t number);
  void doubt(TsUs ts);
  void unusable(std::int64_t number, const std::string& why, std::string_view line);
  void stream_error(const Error& e);

  const SourceOptions& options_;
  std::string path_, content_id_;
  RowReader rows_;
  std::unique_ptr<Importer> importer_;  // null: a recording
  std::uint64_t dropped_ = 0;           // types
  std::vector<Atom> symbols_;
  Symbols held_;
  TsUs from_ = 0, to_ = ts_limit + 1;

  wire::Decoder decoder_;
  Arena arena_;
  // The batch that the event was made in, null for none, and what was taken of it before and with the event.
  Arena* batch_ = nullptr;
  Arena::Mark before_, with_;
  const char* buffer_held_ = nullptr;  // by the batch
  wire::Buffer made_;                  // lines of the importer, handed out from made_at_
  std::size_t made_at_ = 0;
  std::int64_t made_line_ = 0;
  bool import_over_ = false, first_ = true, over_ = false, doubted_ = false;
  bool some_ = false;  // event was in it, wanted or not
  std::string why_;
  Event* event_ = nullptr;
  TsUs key_ = -1;
  std::int64_t bad_ = 0, disorder_ = 0, first_disorder_ = 0;
  Exit status_ = Exit::ok;
};

}  // namespace tu::source
