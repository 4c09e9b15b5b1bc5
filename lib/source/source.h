// Source: recordings and importable files, merged by time into one stream of events. feed and backtest share
// it.
//
// The stream: `session`; then the events of all files, ordered by time, then by file (in the order given),
// then by line; a `sync` after each instant in lockstep; a `beat` at the smallest timeframe of the data where
// nothing happens for longer than that; `end`. session, end, beat and sync lines of the inputs are dropped,
// and, unless keep_decisions, their decision and money events too. The same files and options give the same
// bytes.
//
// A file is read as NDJSON when its first byte is '{', else by the importer that recognises it (import.h);
// either may be gzip, zstd or zip. An event older than an earlier one of its file stays in its place and is
// counted. Unusable lines are reported, kept (bad), not sent; the stream goes on and status() is 65 at its
// end.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "event/source.h"
#include "source/import.h"
#include "source/reader.h"

namespace tu::source {

// How much history comes before the range: a number of bars of the data's smallest timeframe, or a duration.
struct Warm {
  std::int64_t bars = 0;
  DurUs duration = 0;
  bool none() const { return bars == 0 && duration == 0; }
};

struct SourceOptions {
  std::vector<std::string> files;  // "-" is stdin
  bool by_recv = false;            // merge by `recv` (an event without one: by ts)
  bool keep_decisions = false;
  bool lockstep = true;  // send `sync`
  bool beats = true;
  std::optional<TsUs> from, to;  // from <= ts < to
  Warm warm;  // history before `from` (without `from`: the beginning of the data is history)
  std::vector<std::string> symbols;  // only these (and events without a symbol); empty: all
  std::int64_t seed = 0;             // only enters the session's id
  std::string mode = "replay", pace = "max";
  ImportHints import;                    // for files that are no recordings
  std::span<const Format> more_formats;  // beside the table of import.h: captures of venues' frames
  bool strict = false;                   // stop at the first unusable line
  // One call per message for the user: "FILE:LINE: why" (the first ten of a file, then a count at its end).
  std::function<void(const std::string&)> report;
  // Before a read of stdin that may block (reader.h).
  WaitFor wait;
  // Unusable lines, whole; the newline is not part of it.
  std::function<void(std::string_view)> bad;
};

class Source : public EventSource {
 public:
  // Opens every file and reads its beginning; an unreadable or unrecognised one is an Error that names it.
  static Result<std::unique_ptr<Source>> open(SourceOptions options);

  // The rest is not wanted (a signal came): the open instant is sent whole, and `end` says "interrupted".
  virtual void interrupt() = 0;
  // For a paced replay: the time to which the next call moves the stream; 0 when it moves none.
  virtual TsUs upcoming() = 0;

  // After the end: 0, 65 (unusable input), 74 (a file could not be read to its end), 1 (a symbol, or the
  // range, that was asked for has no event; a file holds none). `end` carries the same.
  virtual Exit status() const = 0;
  virtual std::int64_t events() const = 0;  // data events sent so far
  virtual const std::string& session_id() const = 0;
  virtual TsUs first_ts() const = 0;  // of the stream; 0 when it is empty
  virtual std::optional<TsUs> warm_until() const = 0;
  virtual double progress() const = 0;  // 0..1, by bytes read (stdin counts as nothing); any thread may ask
  // The id (base/content_id.h) of each file's bytes, whatever its name, in order ("-": of its first line).
  virtual const std::vector<std::string>& content_ids() const = 0;
};

// All events of a source, decoded once, in memory: for sweeps that fork after decoding, and for repeated
// runs. next() hands out a fresh copy of the Event (its slots and notes too), so a run cannot disturb the
// next one.
class Preloaded : public EventSource {
 public:
  explicit Preloaded(EventSource& source);  // reads it to its end
  bool next(Event*& e, Arena& arena) override;
  void rewind() { at_ = 0; }
  std::size_t size() const { return events_.size(); }

 private:
  Arena memory_;
  std::vector<Event*> events_;
  std::size_t at_ = 0;
};

}  // namespace tu::source
