#include "source/source.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <utility>

#include "source/asked.h"
#include "source/frame.h"
#include "source/input.h"
#include "source/instants.h"
#include "source/repeats.h"
#include "source/session_id.h"

namespace tu::source {

namespace {

class Merged final : public Source {
 public:
  explicit Merged(SourceOptions options)
      : options_(std::move(options)), instants_(options_.lockstep, options_.beats) {}
  Status prepare();
  bool next(Event*& e, Arena& arena) override;
  bool next_all(std::vector<Event*>& to, std::size_t most, Arena& arena) override;

  void interrupt() override { interrupted_ = true; }
  TsUs upcoming() override;

  Exit status() const override {
    Exit all = Exit::ok;
    for (const auto& in : inputs_)
      if (in->status() == Exit::io || all == Exit::ok) all = in->status();
    return all == Exit::ok && lacks_ ? Exit::no : all;
  }
  std::int64_t events() const override { return events_; }
  const std::string& session_id() const override { return id_; }
  TsUs first_ts() const override { return first_ts_; }
  std::optional<TsUs> warm_until() const override { return warm_until_; }
  double progress() const override { return progress_.load(std::memory_order_relaxed); }
  const std::vector<std::string>& content_ids() const override { return content_ids_; }

 private:
  enum class State : unsigned char { begin, running, over, done };
  // The file whose next event comes first; the earlier file on a tie.
  struct Head {
    TsUs key;
    std::size_t input;
    bool operator<(const Head& o) const {
      return key != o.key ? key > o.key : input > o.input;
    }  // for a max-heap
  };
  Status plan_warm();
  void push(std::size_t input);
  void finish();
  bool begin_or_end(Event*& e, Arena& arena);
  void read_on();
  void take_head();
  void skip_repeats();
  double part_done() const;
  bool stop() const { return interrupted_ || (options_.strict && status() == Exit::bad_data); }

  SourceOptions options_;
  std::vector<std::unique_ptr<Input>> inputs_;
  std::vector<std::string> content_ids_;
  std::vector<Head> heap_;
  std::string id_, name_, imports_;  // imports_: the first line made of each importable file
  TsUs first_ts_ = 0;
  std::optional<TsUs> warm_until_, data_begin_;
  Instants instants_;
  Repeats repeats_;
  Symbols sent_;  // where some were asked for

  Arena* batch_ = nullptr;  // where all that is handed out until its end will live; null: none

  State state_ = State::begin;
  bool taken_ = false, interrupted_ = false;
  bool checked_ = false;  // the head is no repeat
  bool lacks_ = false;    // what was asked for is not there
  std::int64_t events_ = 0;
  std::atomic<double> progress_{0};  // worked out now and then: another thread may be reading the files
};

void Merged::push(std::size_t i) {
  heap_.push_back({inputs_[i]->key(), i});
  std::push_heap(heap_.begin(), heap_.end());
}

Status Merged::prepare() {
  if (options_.files.empty()) return fail(Exit::usage, "no files named");
  if (options_.from && options_.to && *options_.from >= *options_.to)
    return fail(Exit::usage, "--from is " + time_text(*options_.from) + ", expected a time before --to " +
                                 time_text(*options_.to));
  std::vector<std::size_t> live;
  for (const std::string& path : options_.files) {
    Result<std::unique_ptr<Input>> in = Input::open(path, options_);
    if (!in) return in.error();
    inputs_.push_back(std::move(*in));
    content_ids_.push_back(inputs_.back()->content_id());
    name_ += (name_.empty() ? "" : ",") + std::filesystem::path(path).filename().string();
  }
  for (std::size_t i = 0; i < inputs_.size(); ++i)
    if (inputs_[i]->advance()) {
      // The same file under another path may be read as another symbol.
      if (inputs_[i]->imported()) imports_ += std::string(inputs_[i]->event().raw) + "\n";
      instants_.learn(inputs_[i]->event());
      live.push_back(i);
    }
  TsUs first = ts_limit;
  for (std::size_t i : live) first = std::min(first, std::max<TsUs>(inputs_[i]->key(), 0));
  first_ts_ = live.empty() ? options_.from.value_or(0) : first;
  if (!live.empty()) data_begin_ = first;
  if (Status st = plan_warm(); !st) return st;
  const DurUs history = warm_until_ ? options_.warm.duration : 0;
  const TsUs from = options_.from ? *options_.from - history : 0;
  for (auto& in : inputs_) in->set_range(from, options_.to.value_or(ts_limit + 1));
  first = ts_limit;
  for (std::size_t i : live) {
    bool there = inputs_[i]->in_range() || inputs_[i]->advance();
    if (!there) continue;
    push(i);
    first = std::min(first, std::max<TsUs>(inputs_[i]->key(), 0));
  }
  if (!heap_.empty()) first_ts_ = first;
  const DurUs there = options_.from ? *options_.from - first_ts_ : history;
  if (history > 0 && there + instants_.step() < history && options_.report)
    options_.report("of " + duration_text(history) + " of history for the warm-up " +
                    (there > 0 ? "only " + duration_text(there) + " is there" : "none is there"));
  id_ = session_id_of(options_, content_ids_, warm_until_.has_value(), imports_);
  return {};
}

Status Merged::plan_warm() {
  Warm& warm = options_.warm;
  if (warm.none()) return {};
  if (warm.bars > 0) {
    if (instants_.step() == 0)
      return fail(Exit::usage, "warm-up is " + std::to_string(warm.bars) +
                                   " bars, but the data begin with no candle; give a duration, such as 5h");
    warm.duration = warm.bars * instants_.step();
  }
  warm_until_ = options_.from ? *options_.from : first_ts_ + warm.duration;
  return {};
}

void Merged::finish() {
  Found found{events_, sent_, {}, data_begin_, std::nullopt};
  for (auto& in : inputs_) {
    in->finish();
    found.held.add(in->symbols_held());
    if (in->last_ts() >= 0) found.last = std::max(found.last.value_or(0), in->last_ts());
  }
  if (options_.report)
    for (const std::string& message : repeats_.said()) options_.report(message);
  if (stop()) return;  // not all was looked at
  std::vector<std::string> missing;
  for (const auto& in : inputs_)
    if (in->hollow()) missing.push_back(in->path() + " holds no event");
  for (std::string& message : not_there(options_, found)) missing.push_back(std::move(message));
  lacks_ = !missing.empty();
  if (options_.report)
    for (const std::string& message : missing) options_.report(message);
}

// The file whose event was handed out last is read on only when more is wanted: a pipe may block.
void Merged::read_on() {
  if (!taken_) return;
  taken_ = false;
  const std::size_t i = heap_.back().input;
  const bool more = inputs_[i]->advance(batch_);
  if (heap_.size() == 1 && more) [[likely]] {
    heap_.back().key = inputs_[i]->key();
    return;
  }
  heap_.pop_back();
  if (more) push(i);
}

// The next event is one that has not been sent.
void Merged::skip_repeats() {
  while (!checked_ && !heap_.empty()) {
    Input& in = *inputs_[heap_.front().input];
    if (in.event().type != Type::candle || !repeats_.again(in.event())) break;
    in.drop();
    take_head();
    read_on();
  }
  checked_ = true;
}

void Merged::take_head() {
  if (heap_.size() > 1) std::pop_heap(heap_.begin(), heap_.end());
  taken_ = true;
}

TsUs Merged::upcoming() {
  read_on();
  skip_repeats();
  if (state_ != State::running || heap_.empty()) return 0;
  return instants_.upcoming(inputs_[heap_.front().input]->event());
}

bool Merged::next(Event*& e, Arena& arena) {
  if (state_ != State::running) [[unlikely]]
    return begin_or_end(e, arena);
  read_on();
  skip_repeats();
  // A run that is interrupted within an instant would decide on half of it.
  if (heap_.empty() || (stop() && instants_.moves_time(inputs_[heap_.front().input]->event()))) [[unlikely]] {
    state_ = State::over;
    return begin_or_end(e, arena);
  }
  Input& in = *inputs_[heap_.front().input];
  Event& head = in.event();
  if (Event* before = instants_.before(head, arena)) {
    e = before;
    return true;
  }
  instants_.learn(head);
  if (!options_.symbols.empty() && head.symbol != Atom::none) sent_.add(head.symbol);
  if (++events_ % 1024 == 0) progress_.store(part_done(), std::memory_order_relaxed);
  e = in.hand_out(arena);
  take_head();
  checked_ = false;
  return true;
}

// The session, the last sync and the end.
bool Merged::begin_or_end(Event*& e, Arena& arena) {
  if (state_ == State::done) return false;
  if (state_ == State::begin) {
    state_ = State::running;
    e = session_event(options_, id_, name_, first_ts_, warm_until_, arena);
  } else if (Event* sync = instants_.end(arena)) {
    e = sync;
  } else {
    finish();
    state_ = State::done;
    e = end_event({events_, status(), interrupted_}, name_, std::max(instants_.now(), first_ts_), arena);
  }
  return true;
}

bool Merged::next_all(std::vector<Event*>& to, std::size_t most, Arena& arena) {
  batch_ = &arena;
  const bool more = Source::next_all(to, most, arena);
  for (const Head& head : heap_) inputs_[head.input]->end_batch();
  batch_ = nullptr;
  return more;
}

double Merged::part_done() const {
  double done = 0, all = 0;
  for (const auto& in : inputs_) {
    if (in->bytes_all() <= 0) continue;
    done += in->bytes_done();
    all += in->bytes_all();
  }
  return all > 0 ? std::min(1.0, done / all) : 0.0;
}

}  // namespace

Result<std::unique_ptr<Source>> Source::open(SourceOptions options) {
  auto merged = std::make_unique<Merged>(std::move(options));
  if (Status st = merged->prepare(); !st) return st.error();
  return std::unique_ptr<Source>(std::move(merged));
}

}  // namespace tu::source
