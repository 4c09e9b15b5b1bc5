#include "live/link.h"

#include <algorithm>

#include "base/random.h"

namespace tu::live {

namespace {

constexpr DurUs pause_first = us_per_s / 2, pause_most = us_per_min;
constexpr DurUs quiet_max = 5 * us_per_s;  // then a ping is sent
// A connection that spoke, or lived, for so long was a good one. Less would ask Kraken for more connections
// in ten minutes than it allows.
constexpr DurUs spoke = 5 * us_per_s, lived = 30 * us_per_s;
constexpr DurUs poll_every = 5 * us_per_s;
constexpr int failures_before_polling = 3;
constexpr std::int64_t complaints_max = 10;  // about unusable frames, then only their count
constexpr std::uint64_t poll_tag = std::uint64_t{1} << 63;

}  // namespace

Link::Link(net::Loop& loop, Setup setup, const LinkOptions& options, Taker& out, Recorder* recorder)
    : setup_(std::move(setup)),
      options_(options),
      recorder_(recorder),
      assembler_(setup_.assembler, *this, out),
      socket_(loop, *this),
      requests_(loop),
      again_(loop) {}

void Link::complain(const std::string& what) {
  options_.say(setup_.name + ": " + what);
}

void Link::start() {
  if (over_) return;
  if (requests_only()) {
    const TsUs now = net::wall_us();
    return with_codec(now, [&] {
      setup_.connection.codec->opened(assembler_);
      setup_.connection.codec->tick(now, assembler_);
    });
  }
  net::WebSocketOptions o;
  o.ca = options_.ca;
  o.opening_max = options_.opening_max;
  ++generation_;
  socket_.open(setup_.socket, o);
}

template <class Call>
void Link::with_codec(TsUs recv, Call&& call) {
  assembler_.at(recv);
  call();
  assembler_.done();
  if (again_because_.empty()) return;
  const std::string why = std::exchange(again_because_, {});
  if (!open_ || requests_only()) return;
  socket_.close();
  lost(why);
}

void Link::opened() {
  open_ = ever_open_ = true;
  heard_ = opened_at_ = net::monotonic_us();
  pinged_ = spoke_first_ = spoke_last_ = 0;
  const TsUs now = net::wall_us();
  if (std::exchange(polling_, false)) {
    assembler_.polled(false);
    with_codec(now, [&] {
      assembler_.alert("info", setup_.name + ": the socket is back, prices are no longer asked for");
    });
  }
  if (failures_ > 0) complain("connected again");
  if (recorder_) recorder_->opened(now, setup_.name, setup_.socket.text());
  with_codec(now, [&] { setup_.connection.codec->opened(assembler_); });
  if (held_) socket_.hold(true);
}

void Link::frame(std::string_view message) {
  const TsUs recv = net::wall_us();
  heard_ = spoke_last_ = net::monotonic_us();
  if (spoke_first_ == 0) spoke_first_ = spoke_last_;
  if (recorder_) recorder_->received(recv, setup_.name, message);
  with_codec(recv, [&] { setup_.connection.codec->frame(message, recv, assembler_); });
}

void Link::closed(const Error& why) {
  lost(why.message);
}

void Link::lost(const std::string& why) {
  if (over_) return;
  const bool was_open = std::exchange(open_, false);
  ++generation_;
  const TsUs now = net::wall_us();
  if (recorder_ && was_open) recorder_->closed(now, setup_.name, why);
  with_codec(now, [&] { assembler_.lost(why); });
  if (was_open && (spoke_last_ - spoke_first_ >= spoke || net::monotonic_us() - opened_at_ > lived))
    failures_ = 0;
  const DurUs wait = pause();
  ++failures_;
  complain(why + "; connecting again in " +
           duration_text(std::max<DurUs>(wait / us_per_ms * us_per_ms, us_per_ms)));
  if (failures_ == failures_before_polling && setup_.poll.codec && !polling_) {
    polling_ = true;
    assembler_.polled(true);
    with_codec(now, [&] {
      assembler_.alert("warning", setup_.name + ": no socket (" + why + "); prices are asked for instead");
    });
    poll_prices();
  }
  again_.after(wait, [this] {
    if (!held_) start();  // held: the reader has no room, so nothing is fetched; hold(false) starts
  });
}

// 0.5 s doubled with each failure up to a minute, of which the upper half is random: agents that lost a venue
// at the same moment do not come back at the same moment.
DurUs Link::pause() {
  const DurUs most = std::min(pause_most, pause_first << std::min(failures_, 7));
  const double part =
      random_unit(static_cast<std::uint64_t>(options_.seed), stream_of(setup_.name), pauses_++);
  return most / 2 + static_cast<DurUs>(static_cast<double>(most / 2) * part);
}

void Link::tick() {
  if (over_) return;
  if (polling_ && net::monotonic_us() - polled_at_ >= poll_every) poll_prices();
  if (!open_ && !requests_only()) return;
  with_codec(net::wall_us(), [&] {
    if (!held_) setup_.connection.codec->tick(net::wall_us(), assembler_);
    if (!held_ && !requests_only()) assembler_.look_for_silence(options_.stale_max);
  });
  if (open_ && !held_ && !requests_only()) look_for_life();
}

// A connection can be dead without a word: the other side is asked, and must answer.
void Link::look_for_life() {
  const DurUs now = net::monotonic_us(), quiet = now - heard_;
  if (quiet >= options_.silence_max) {
    socket_.close();
    return lost("nothing heard for " + duration_text(options_.silence_max) + ", pings are not answered");
  }
  if (quiet >= std::min(quiet_max, options_.silence_max / 3) && now - pinged_ >= us_per_s) {
    pinged_ = now;
    socket_.ping();
  }
}

void Link::hold(bool held) {
  held_ = held;
  socket_.hold(held);
  heard_ = net::monotonic_us();  // what was not read could not be heard
  if (!held && !open_ && !over_ && ever_open_) again_.after(0, [this] { start(); });
}

void Link::give_up(Atom symbol, const std::string& reason) {
  assembler_.broken(symbol, reason);
  reconnect(reason);
}

void Link::stop() {
  over_ = true;
  again_.cancel();
  socket_.close();
  if (recorder_ && open_) recorder_->closed(net::wall_us(), setup_.name, "end");
  open_ = false;
}

void Link::send(std::string_view frame) {
  if (recorder_) recorder_->sent(net::wall_us(), setup_.name, frame);
  socket_.send(frame);
}

void Link::fetch(std::string_view target, std::string_view json, std::uint64_t tag) {
  net::HttpRequest r;
  if (!json.empty()) {
    r.method = "POST";
    r.headers = {{"Content-Type", "application/json"}};
    r.body = std::string(json);
  }
  if (options_.key) r.headers.emplace_back("X-Api-Key", options_.key->reveal());
  r.url = setup_.rest;
  r.url.target = std::string(target);
  r.ca = options_.ca;
  const std::uint64_t generation = generation_;
  ++waiting_;
  requests_.ask(std::move(r),
                [this, generation, tag, target = std::string(target)](Result<net::HttpResponse> answer) {
                  --waiting_;
                  if (over_ || generation != generation_) return;
                  const TsUs recv = net::wall_us();
                  const int status = answer ? answer->status : 0;
                  if (requests_only()) open_ = status == 200;
                  const std::string& body = answer ? answer->body : answer.error().message;
                  const bool polled = (tag & poll_tag) != 0;
                  if (recorder_ && !polled) recorder_->answered(recv, setup_.name, tag, status, target, body);
                  with_codec(recv, [&] {
                    venue::MarketCodec& codec = polled ? *setup_.poll.codec : *setup_.connection.codec;
                    codec.answer(tag & ~poll_tag, status, body, recv, assembler_);
                  });
                });
}

void Link::reconnect(std::string_view reason) {
  if (again_because_.empty()) again_because_ = std::string(reason);
}

void Link::unusable(std::string_view why) {
  if (requests_only() && refused_.size() < complaints_max) refused_.emplace_back(why);
  if (++unusable_ <= complaints_max) complain(std::string(why));
  if (unusable_ == complaints_max) complain("more of this kind is only counted");
}

namespace {
// The poll codec asks through the link, marked, so that its answers find it again.
class Polled final : public venue::MarketSink {
 public:
  using Fetch = std::function<void(std::string_view target, std::string_view json, std::uint64_t tag)>;
  Polled(Assembler& to, Fetch fetch) : to_(to), fetch_(std::move(fetch)) {}
  Arena& arena() override { return to_.arena(); }
  void event(Event& e) override { to_.event(e); }
  void send(std::string_view) override {}
  void fetch(std::string_view target, std::uint64_t tag) override { fetch_(target, {}, tag); }
  void post(std::string_view target, std::string_view json, std::uint64_t tag) override {
    fetch_(target, json, tag);
  }
  void broken(Atom, std::string_view) override {}
  void reconnect(std::string_view) override {}
  void alert(std::string_view severity, std::string_view message) override { to_.alert(severity, message); }
  void unusable(std::string_view why) override { to_.unusable(why); }

 private:
  Assembler& to_;
  Fetch fetch_;
};
}  // namespace

void Link::poll_prices() {
  polled_at_ = net::monotonic_us();
  Polled sink(assembler_, [this](std::string_view target, std::string_view json, std::uint64_t tag) {
    fetch(target, json, tag | poll_tag);
  });
  with_codec(net::wall_us(), [&] { setup_.poll.codec->opened(sink); });
}

}  // namespace tu::live
