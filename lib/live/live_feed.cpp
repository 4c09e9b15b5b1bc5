#include "live/live_feed.h"

#include <unistd.h>

#include <cstring>
#include <memory>

#include "base/hash.h"
#include "event/copy.h"
#include "live/link.h"
#include "live/outbox.h"

namespace tu::live {

namespace {

constexpr DurUs once_max = 15 * us_per_s;  // for all answers of --once together

class LiveFeed {
 public:
  LiveFeed(LiveOptions options, int out)
      : options_(std::move(options)),
        outbox_(
            loop_, out,
            {[this](bool held) { hold(held); }, [this](Atom venue, Atom symbol) { give_up(venue, symbol); },
             [this](int error) { output_ended(error); }}),
        beat_(loop_),
        over_(loop_) {}

  Result<int> run();

 private:
  // Between links and outbox: whatever a link says is written when the loop has heard all that is there.
  struct Flushing final : Taker {
    explicit Flushing(LiveFeed& of) : feed(of) {}
    void take(const Event& e) override {
      feed.outbox_.take(e);
      feed.now_ = std::max(feed.now_, e.ts);
      feed.heard_data_ = feed.instant_open_ = true;
      feed.flush_soon();
    }
    LiveFeed& feed;
  };

  Status connect();
  void session();
  void end();
  void beat();
  void end_instant();
  void hold(bool held);
  void give_up(Atom venue, Atom symbol);
  void output_ended(int error);
  void tell(std::string_view severity, const std::string& message);
  void flush_soon();
  void finish(Exit status, std::string reason);
  bool once_done() const;
  void end_once();

  LiveOptions options_;
  net::Loop loop_;
  Outbox outbox_;
  net::Timer beat_, over_;
  std::unique_ptr<Recorder> recorder_;
  Flushing taker_{*this};
  std::vector<std::unique_ptr<Link>> links_;
  std::string id_;

  Arena arena_;
  bool instant_open_ = false;  // something was sent since the last beat
  bool flushing_ = false, finished_ = false, reader_left_ = false, heard_data_ = false, record_told_ = false;
  TsUs now_ = 0, reached_ = 0;
  Exit status_ = Exit::ok;
  std::string reason_;
};

Status LiveFeed::connect() {
  for (const Wanted& w : options_.wanted) {
    std::vector<venue::MarketConnection> connections =
        options_.once ? w.venue->poll(w.request) : w.venue->connect(w.request);
    std::vector<venue::MarketConnection> polls = w.venue->poll(w.request);
    for (std::size_t i = 0; i < connections.size(); ++i) {
      if (!connections[i].codec) continue;  // --once, and nothing of it can be had so
      Link::Setup s;
      s.name = std::string(w.venue->name) + "." + std::to_string(i);
      s.assembler = {std::string(w.venue->name), w.request, true};
      if (!has_place(connections[i].host, options_.places))
        return fail(Exit::usage, std::string(w.venue->name) + ":" + connections[i].host +
                                     ": expected --url " + connections[i].host +
                                     "=URL, for it is nowhere by itself");
      const Place place = place_of(connections[i].host, connections[i].target, options_.places);
      s.socket = place.socket, s.rest = place.rest;
      for (venue::MarketConnection& p : polls)
        if (!options_.once && p.codec && p.host == connections[i].host &&
            (w.request.channels & venue::quotes))
          s.poll = std::move(p);
      const bool latency = connections[i].host == "latency";
      s.connection = std::move(connections[i]);
      if (recorder_) recorder_->describe(now_, s.name, describe(w, i));
      const LinkOptions o{options_.ca,          latency ? options_.latency_key : nullptr,
                          options_.opening_max, options_.silence_max,
                          options_.stale_max,   options_.seed,
                          options_.say};
      links_.push_back(std::make_unique<Link>(loop_, std::move(s), o, taker_, recorder_.get()));
    }
  }
  return {};
}

Result<int> LiveFeed::run() {
  now_ = reached_ = net::wall_us();
  id_ = short_hash(options_.source + "@" + std::to_string(now_) + "/" + std::to_string(getpid()) + "/" +
                   std::to_string(options_.seed));
  // Agents that lose a venue at the same moment must not come back at the same moment.
  options_.seed ^= static_cast<std::int64_t>(std::stoull(id_.substr(0, 15), nullptr, 16));
  if (!options_.record.empty()) {
    Result<std::unique_ptr<Recorder>> recorder = Recorder::open(options_.record, id_.substr(0, 8), now_);
    if (!recorder) return recorder.error();
    recorder_ = std::move(*recorder);
  }
  if (Status st = connect(); !st) return st.error();
  loop_.on_stop_signal([this] { finish(Exit::ok, "interrupted"); });
  session();
  for (auto& link : links_) link->start();
  if (options_.once)
    over_.after(once_max, [this] { finish(Exit::unavailable, "no answer"); });
  else if (options_.until > 0)
    over_.after(options_.until - now_, [this] { finish(Exit::ok, {}); });
  beat_.after(us_per_s - now_ % us_per_s, [this] { beat(); });
  loop_.run();
  for (auto& link : links_) link->stop();
  if (recorder_) recorder_->flush();
  if (!reader_left_) {
    end();
    outbox_.drain();
  }
  return static_cast<int>(status_);
}

void LiveFeed::session() {
  Event* e = make_event(Type::session, now_, arena_);
  e->set_text(Field{Type::session, "id"}, id_);
  e->set_text(Field{Type::session, "mode"}, options_.mode);
  e->set_text(Field{Type::session, "source"}, options_.source);
  e->set_text(Field{Type::session, "pace"}, "realtime");
  outbox_.take(*e);
  flush_soon();
}

void LiveFeed::end() {
  Event* e = make_event(Type::end, std::max(now_, net::wall_us()), arena_);
  e->set_text(Field{Type::end, "source"}, options_.source);
  e->set_integer(Field{Type::end, "events"}, outbox_.events());
  e->set_integer(Field{Type::end, "status"}, static_cast<int>(status_));
  if (!reason_.empty()) e->set_text(Field{Type::end, "reason"}, reason_);
  outbox_.take(*e);
}

void LiveFeed::beat() {
  now_ = std::max(now_ + 1, net::wall_us());
  bool reached = false;
  for (auto& link : links_) {
    link->tick();
    reached = reached || link->open();
  }
  if (reached) reached_ = now_;
  if (!options_.once) {
    outbox_.take(*make_event(Type::beat, now_, arena_));
    arena_.reset();
  }
  if (recorder_ && recorder_->error() && !std::exchange(record_told_, true)) {
    status_ = Exit::io;
    tell("critical",
         options_.record + ": " + std::strerror(recorder_->error()) + "; nothing is recorded any more");
  }
  flush_soon();
  if (options_.give_up > 0 && now_ - reached_ >= options_.give_up)
    return finish(Exit::unavailable, "no venue was reached for " + duration_text(options_.give_up));
  beat_.after(us_per_s - net::wall_us() % us_per_s, [this] { beat(); });
}

// Nothing more is waiting. Stages decide when time moves on, and the next event may be a second away, so a
// beat behind what came tells them that this was all.
void LiveFeed::end_instant() {
  if (!std::exchange(instant_open_, false) || options_.once) return;
  now_ = std::max(now_ + 1, net::wall_us());
  outbox_.take(*make_event(Type::beat, now_, arena_));
}

void LiveFeed::tell(std::string_view severity, const std::string& message) {
  options_.say(message);
  Event* e = make_event(Type::alert, net::wall_us(), arena_);
  e->set_text(Field{Type::alert, "severity"}, severity);
  e->set_text(Field{Type::alert, "message"}, message);
  outbox_.take(*e);
}

void LiveFeed::hold(bool held) {
  tell("warning", held ? "the reader is too slow: what may not be dropped waits, so the sockets are not read"
                       : "the reader is back: the sockets are read again");
  for (auto& link : links_) link->hold(held);
}

void LiveFeed::give_up(Atom venue, Atom symbol) {
  for (auto& link : links_)
    if (link->venue() == name_of(venue))
      link->give_up(symbol, "the reader is too slow: too many changes of the book waited");
}

void LiveFeed::output_ended(int error) {
  reader_left_ = true;
  if (error != 0) {
    options_.say(std::string("standard output: ") + std::strerror(error));
    status_ = Exit::io;
  }
  loop_.stop();
}

void LiveFeed::finish(Exit status, std::string reason) {
  if (std::exchange(finished_, true)) return;
  if (status != Exit::ok) {
    status_ = status;
    options_.say(reason);
  }
  reason_ = std::move(reason);
  loop_.stop();
}

bool LiveFeed::once_done() const {
  for (const auto& link : links_)
    if (link->waiting() > 0) return false;
  return true;
}

// Who asked for several wants all of them: one that failed is no good end.
void LiveFeed::end_once() {
  if (!heard_data_) return finish(Exit::unavailable, "no venue answered");
  std::string without;
  for (const auto& link : links_)
    for (const std::string& why : link->refused()) without += (without.empty() ? "" : "; ") + why;
  finish(without.empty() ? Exit::ok : Exit::unavailable, without.empty() ? "" : "no answer of " + without);
}

void LiveFeed::flush_soon() {
  if (std::exchange(flushing_, true)) return;
  loop_.post([this] {
    flushing_ = false;
    end_instant();
    outbox_.flush();
    if (recorder_) recorder_->flush();
    arena_.reset();
    if (options_.once && once_done()) end_once();
  });
}

}  // namespace

Result<int> run_live(LiveOptions options, int out) {
  return LiveFeed(std::move(options), out).run();
}

}  // namespace tu::live
