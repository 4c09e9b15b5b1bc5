#include "study/leak.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>
#include <set>

#include "base/random.h"
#include "base/text.h"
#include "study/perturb.h"

namespace tu::study {
namespace {

constexpr Field start_{Type::candle, "start"}, tf_{Type::candle, "tf"};
constexpr Field asof_{Type::metric, "asof"}, name_{Type::metric, "name"};

// Looks at every event of the recording on its way, and remembers the span of time.
class Inspected : public EventSource {
 public:
  Inspected(EventSource& inner, std::vector<LeakFinding>& leaks) : inner_(inner), leaks_(leaks) {}
  bool next(Event*& e, Arena& arena) override {
    if (!inner_.next(e, arena)) return false;
    if (e->type == Type::candle) check_candle(*e);
    if (e->type == Type::metric && e->has(asof_) && e->ts < e->integer(asof_))
      once("metric " + std::string(e->text(name_)),
           fmt::format("metric {} is stamped {}, before {}, the time that it describes", e->text(name_),
                       time_text(e->ts), time_text(e->integer(asof_))));
    if (e->type == Type::metric || e->type == Type::funding) slow = true;
    if (spec_of(e->type).needs_symbol && e->has_ts) {
      if (first == 0) first = e->ts;
      last = std::max(last, e->ts);
    }
    return true;
  }
  TsUs first = 0, last = 0;
  bool slow = false;

 private:
  void check_candle(const Event& e) {
    const auto length = parse_duration(e.text(tf_));
    if (!length || e.ts >= e.integer(start_) + *length) return;
    once(std::string(name_of(e.symbol)) + std::string(e.text(tf_)),
         fmt::format("{} candles of {} are stamped before their close: one that starts at {} has ts {}",
                     e.text(tf_), name_of(e.symbol), time_text(e.integer(start_)), time_text(e.ts)));
  }
  void once(const std::string& key, std::string what) {
    if (said_.insert(key).second) leaks_.push_back({std::move(what), {}, {}});
  }
  EventSource& inner_;
  std::vector<LeakFinding>& leaks_;
  std::set<std::string> said_;
};

// Every metric and funding event carries the values of the one before it: the source is a period late.
class PeriodLate : public EventSource {
 public:
  explicit PeriodLate(EventSource& inner) : inner_(inner) {}
  bool next(Event*& e, Arena& arena) override {
    while (inner_.next(e, arena)) {
      if (e->type != Type::metric && e->type != Type::funding) return true;
      std::string key(spec_of(e->type).name);
      key.append("/").append(name_of(e->venue)).append("/").append(name_of(e->symbol));
      if (e->type == Type::metric) key.append("/").append(e->text(name_));
      constexpr Field value{Type::metric, "value"}, rate{Type::funding, "rate"};
      const int slot = e->type == Type::metric ? value.slot : rate.slot;
      const double now = e->slots[slot].real;
      const auto [at, first] = before_.try_emplace(key, now);
      if (first) continue;
      e->slots[slot].real = at->second;
      at->second = now;
      e->raw = {};
      return true;
    }
    return false;
  }

 private:
  EventSource& inner_;
  std::map<std::string, double> before_;
};

std::string_view type_of(std::string_view line) {
  const std::size_t at = line.find("\"type\":\"");
  return at == line.npos ? std::string_view() : line.substr(at + 8, line.find('"', at + 8) - at - 8);
}

// The lines of a stream up to a time; a line without a time belongs to the one before it.
class Until {
 public:
  Until(const std::string& path, TsUs cut) : in_(path), cut_(cut) {}
  bool next(std::string& line) {
    while (std::getline(in_, line)) {
      const std::string_view type = type_of(line);
      if (const std::size_t at = line.find("\"ts\":"); at != line.npos) {
        std::string_view digits = std::string_view(line).substr(at + 5);
        digits = digits.substr(0, digits.find_first_not_of("0123456789"));
        if (auto ts = text::to_integer(digits)) ts_ = *ts;
      }
      if (type == "end" || type == "session" || type == "sync" || type == "beat") continue;
      if (ts_ <= cut_) return true;
    }
    return false;
  }

 private:
  std::ifstream in_;
  TsUs cut_, ts_ = 0;
};

// The first line up to `cut` in which two streams differ.
struct Difference {
  std::string before, after;
};
std::optional<Difference> compare(const std::string& recorded, const std::string& other, TsUs cut,
                                  bool may_end_early, std::int64_t& same) {
  Until a(recorded, cut), b(other, cut);
  std::string x, y;
  while (true) {
    const bool more_a = a.next(x), more_b = b.next(y);
    if (!more_b && (!more_a || may_end_early)) return std::nullopt;
    if (!more_a || !more_b || x != y) return Difference{more_a ? x : "(nothing)", more_b ? y : "(nothing)"};
    ++same;
  }
}

void compare_cut(const std::string& recorded, const std::string& other, TsUs cut, Future future,
                 LeakResult& result) {
  // Without a future, what waits for the next event to come out may be missing at the end.
  const auto differs = compare(recorded, other, cut, future == Future::absent, result.lines_compared);
  if (differs)
    result.leaks.push_back({fmt::format("what was said up to {} changes when {} after it", time_text(cut),
                                        future == Future::changed ? "prices change" : "nothing comes"),
                            differs->before, differs->after});
}

// A script that does something else where it finds the data's files empty has read them, and what it takes
// from there no change of the stream reaches.
Status look_past_the_stream(const LeakRequest& request, const std::string& recorded, const std::string& other,
                            LeakResult& result) {
  Result<std::unique_ptr<EventSource>> again = request.open();
  if (!again) return again.error();
  const Status st = request.run_blind(**again, other);
  std::int64_t same = 0;
  const auto differs =
      st ? compare(recorded, other, ts_limit, false, same) : Difference{"it ends well", st.error().message};
  if (differs)
    result.leaks.push_back(
        {"a stage reads the data by itself, past the stream: where it finds their files "
         "empty it does something else. How much of the future it sees there cannot be "
         "judged",
         differs->before, differs->after, "with the files", "empty files"});
  return {};
}

// How many of the orders and proposals of one stream are not in the other.
void compare_slow(const std::string& recorded, const std::string& late, LeakResult& result) {
  const auto decisions = [](const std::string& path) {
    std::multiset<std::string> set;
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);)
      if (type_of(line) == "proposal") {
        const std::size_t id = line.find("\"id\":\"");
        set.insert(id == line.npos ? line : line.substr(id, line.find('"', id + 6) - id));
      }
    return set;
  };
  const std::multiset<std::string> a = decisions(recorded), b = decisions(late);
  std::vector<std::string> gone;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(gone));
  result.notes.push_back(
      fmt::format("slow sources one period late: {} of {} proposals are not made any more, {} others are",
                  gone.size(), a.size(), b.size() + gone.size() - a.size()));
}

}  // namespace

Result<LeakResult> find_leaks(const LeakRequest& request) {
  LeakResult result;
  const auto say = [&](const std::string& s) {
    if (request.say) request.say(s);
  };
  const std::string recorded = request.directory + "/recorded.ndjson",
                    other = request.directory + "/other.ndjson";

  Result<std::unique_ptr<EventSource>> source = request.open();
  if (!source) return source.error();
  Inspected inspected(**source, result.leaks);
  say("running it whole");
  if (Status st = request.run(inspected, recorded); !st) return st.error();
  if (inspected.first == inspected.last)
    return fail(Exit::bad_data, "the data holds no span of time: there is no future to change");

  if (request.run_blind) {
    say("the files of the data empty");
    if (Status st = look_past_the_stream(request, recorded, other, result); !st) return st.error();
  }
  for (int i = 0; i < request.cuts; ++i) {
    const double place =
        (i + 0.2 + 0.6 * random_unit(request.seed, 7, static_cast<std::uint64_t>(i))) / request.cuts;
    const TsUs cut =
        inspected.first + static_cast<TsUs>(place * static_cast<double>(inspected.last - inspected.first));
    for (Future future : {Future::changed, Future::absent}) {
      say(fmt::format("{} after {}", future == Future::changed ? "other prices" : "no events",
                      time_text(cut)));
      Result<std::unique_ptr<EventSource>> again = request.open();
      if (!again) return again.error();
      Perturbed perturbed(**again, cut, future, request.seed + static_cast<std::uint64_t>(i));
      if (Status st = request.run(perturbed, other); !st) return st.error();
      compare_cut(recorded, other, cut, future, result);
    }
  }
  if (inspected.slow) {
    say("slow sources a period late");
    Result<std::unique_ptr<EventSource>> again = request.open();
    if (!again) return again.error();
    PeriodLate late(**again);
    if (Status st = request.run(late, other); !st) return st.error();
    compare_slow(recorded, other, result);
  }
  return result;
}

}  // namespace tu::study
