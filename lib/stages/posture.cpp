// posture: how much risk the system may take, from five sensors, as a number and a word.
//
// A reading is taken at each step of --every, and once between two steps when something got worse. A fall is
// taken at once, a recovery closes at most 2% of the gap a minute; the word follows after two lower or five
// higher readings, the bottom at once when the data stop. risk-gate, exits and size obey the word.
//
// With a ledger the word and the number are journalled when they have moved, before they are said, and a
// stage that is started again recovers from there: a restart is no way out of a low posture.
#include <algorithm>
#include <cmath>
#include <optional>

#include "account/valuation.h"
#include "stages/all.h"
#include "stages/json_text.h"
#include "stages/never_read.h"
#include "stages/own_rows.h"
#include "stages/posture_sensors.h"
#include "stages/venue_option.h"
#include "stages/warm_until.h"

namespace tu::stages {
namespace {

struct Options {
  Duration every{us_per_min};
  std::vector<std::string> without;
  Duration heartbeat{30 * us_per_s};
  std::vector<std::string> nodes;
  Duration book_age{30 * us_per_s};
  double usual_fill = 0.62;
  std::string depth = "book_depth_quality", fill = "book_fill_prob", dvol = "dvol";
  double spike = 0.10;
  Duration dvol_age{2 * us_per_hour};
  std::string currency;
  std::optional<File> venue;

  std::string text() const {
    std::string s = std::to_string(every.us) + ' ' + currency;
    for (const std::string& w : without) s += ' ' + w;
    s += '/';
    for (const std::string& n : nodes) s += ' ' + n;
    return s + '/' + depth + ' ' + fill + ' ' + dvol;
  }
};

constexpr double moved = 0.05;  // from the number that was journalled: it is journalled anew

constexpr std::string_view sensor_names[] = {"infrastructure", "model", "book", "volatility", "capital"};

class PostureStage final : public Stage {
 public:
  PostureStage(const Options& o, const Ports& ports)
      : o_(o),
        account_(ports.account),
        rows_(ports.account, o.text()),
        sensors_({o.heartbeat.us, o.nodes, o.book_age.us, o.usual_fill, o.depth, o.fill, o.dvol, o.spike,
                  o.dvol_age.us}) {
    venues_ = std::move(read_venues(o.venue)).value();
    for (std::size_t i = 0; i < std::size(sensor_names); ++i)
      without_[i] = std::find(o.without.begin(), o.without.end(), sensor_names[i]) != o.without.end();
  }
  static Status check(const Options& o) {
    if (o.every.us <= 0) return fail(Exit::usage, "--every is 0s, expected a duration above 0");
    for (const std::string& s : o.without)
      if (std::find(std::begin(sensor_names), std::end(sensor_names), s) == std::end(sensor_names))
        return fail(Exit::usage,
                    "--without: \"" + s +
                        "\" is no sensor, expected infrastructure, model, book, volatility or capital");
    if (auto v = read_venues(o.venue); !v) return v.error();
    return {};
  }

  void session(const Event& e, Out&) override { warm_until_ = warm_until_of(e); }

  void on(Event& e, Out& out) override {
    out.pass(e);
    marks_.observe(e);
    if (e.type == Type::instrument) venues_.observe(e);
    worse_ |= sensors_.observe(e);
  }

  void instant_end(TsUs ts, Out& out) override {
    if (ts <= warm_until_) return;
    const bool step = ts / o_.every.us != last_ / o_.every.us || last_ < 0;
    if (!step && (!worse_ || between_)) return;
    worse_ = false;
    if (readings_ == 0 && !recall(ts, out)) return;
    const quant::Survival s = target(ts, out);
    if (out.stopped()) return;
    if (!step && s.target >= rm_) return;
    between_ = !step;
    take(ts, s, out);
  }

  std::string summary() const override {
    std::string s = "posture: ";
    if (readings_ > 0)
      s += std::to_string(readings_) + " readings, now " + std::string(quant::name_of(posture_));
    else
      s += std::string("no reading was taken; ") +
           (rows_.any() ? "what the ledger holds stands" : "none stands");
    NeverRead never;
    never.add(without_[1] || sensors_.read_model(), sensor_names[1]);
    never.add(without_[2] || sensors_.read_book(), sensor_names[2]);
    never.add(without_[3] || sensors_.read_volatility(), sensor_names[3]);
    return s + never.text();
  }

 private:
  quant::Survival target(TsUs ts, Out& out) {
    quant::SurvivalReading r = sensors_.at(ts, drawdown(ts, out));
    if (without_[0]) r.nodes = 1, r.heartbeat_age_s = 0;
    if (without_[1]) r.model_status = "OK", r.staleness_hours = 0;
    if (without_[2]) r.book_stale = false, r.depth_quality = r.fill_prob = 1;
    if (!without_[3] && !sensors_.readable_volatility(ts)) r.volatility_spike = true, r.since_spike_min = 0;
    if (without_[3]) r.volatility_spike = false, r.since_spike_min = quant::absent;
    if (without_[4]) r.drawdown = 0;
    return quant::survival_target(r);
  }

  // Of the account; NaN where it cannot be known.
  double drawdown(TsUs ts, Out& out) {
    if (without_[4]) return 0;
    if (!account_) {
      if (!said_) {
        said_ = true;
        out.complain_once(Exit::ok,
                          "no ledger was named: an unknown drawdown counts as the worst (--without capital)");
      }
      return quant::absent;
    }
    auto view = account_->view(ts);
    if (!view) {
      out.stop(view.error());
      return quant::absent;
    }
    account::ValuationRules rules;
    rules.currency = account::base_currency(**view, o_.currency);
    rules.list_marks = false;
    const account::Valuation v = high_.see(account::value(**view, venues_, marks_, ts, rules));
    return v.known ? v.drawdown : quant::absent;
  }

  // Who has just started does not know how things were, unless the ledger does: else the first reading stands
  // as it is.
  bool recall(TsUs ts, Out& out) {
    const account::Account* a = rows_.view(ts, out);
    if (!a) return !out.stopped();
    const account::PostureRow* row = a->posture(rows_.rules());
    if (!row || row->ts >= ts) return true;
    recalled_ = true;
    kept_rm_ = rm_ = row->rm, last_ = row->ts;
    kept_ = posture_ = quant::posture_named(row->word);
    hysteresis_ = quant::PostureHysteresis(posture_);
    return true;
  }

  bool keep(Event& e, Out& out) {
    const account::Account* a = rows_.begin(e.ts, out);
    if (!a) return false;
    constexpr Field rules{Type::posture, "rules"}, account{Type::posture, "account"};
    kept_ = posture_, kept_rm_ = rm_;
    return rows_.keep(e, rules, account, *a, out);
  }

  void take(TsUs ts, const quant::Survival& s, Out& out) {
    const bool kill = s.cat[0] == 0.0;
    const double minutes = last_ < 0 ? 0 : static_cast<double>(ts - last_) / us_per_min;
    rm_ = quant::survival_step(rm_, s.target, minutes);
    last_ = ts;
    if (readings_ == 0 && !recalled_) hysteresis_ = quant::PostureHysteresis(quant::posture_of(rm_));
    posture_ = hysteresis_.add(rm_, kill);
    ++readings_;
    constexpr Field rm{Type::posture, "rm"}, word{Type::posture, "posture"},
        factors{Type::posture, "factors"};
    JsonText j;
    j.open('{');
    for (std::size_t i = 0; i < std::size(sensor_names); ++i)
      if (!without_[i]) j.key(sensor_names[i]).real(s.cat[i]);
    j.key("degraded").integer(s.degraded);
    j.key("target").real(s.target);
    j.close('}');
    Event& e = out.make(Type::posture, ts);
    e.set(rm, rm_);
    e.set_text(word, quant::name_of(posture_));
    e.set_text(factors, out.keep(j.text()));
    const bool fresh = !kept_ || *kept_ != posture_ || std::abs(rm_ - kept_rm_) >= moved;
    if (rows_.any() && fresh && !keep(e, out)) return;
    out.pass(e);
  }

  // Configured.
  Options o_;
  AccountPort* account_;
  OwnRows rows_;
  bool without_[5] = {};
  account::Venues venues_;
  // State.
  PostureSensors sensors_;
  account::Marks marks_;
  account::HighWater high_;
  quant::PostureHysteresis hysteresis_;
  quant::Posture posture_ = quant::Posture::apex;
  double rm_ = 1.0;
  TsUs last_ = -1;
  std::optional<quant::Posture> kept_;  // in the ledger, with its number
  double kept_rm_ = 1.0;
  TsUs warm_until_ = -1;
  bool worse_ = false, between_ = false, said_ = false, recalled_ = false;
  std::int64_t readings_ = 0;
};

}  // namespace

const StageSpec& posture() {
  static const StageSpec spec = [] {
    StageSpec s = describe<PostureStage, Options>(
        "posture", "say how much risk the system may take",
        {"candle", "trade", "quote", "book", "metric", "envelope", "stale", "instrument"}, {"posture"},
        {{"--every", "DURATION", "time between readings", &Options::every},
         {"--without", "LIST",
          "sensors that are not there and count as healthy: infrastructure, model, book, volatility, capital",
          &Options::without},
         {"--heartbeat", "DURATION", "data older than this stop everything", &Options::heartbeat},
         {"--nodes", "LIST", "targets of heartbeat metrics that must be alive", &Options::nodes},
         {"--book-age", "DURATION", "how old figures of a book may be", &Options::book_age},
         {"--usual-fill", "X", "part of resting orders that fills in a healthy market", &Options::usual_fill,
          between(0.01, 1)},
         {"--depth-metric", "NAME", "metric of the depth of a book", &Options::depth},
         {"--fill-metric", "NAME", "metric of the fill of resting orders", &Options::fill},
         {"--dvol", "NAME", "metric of implied volatility", &Options::dvol},
         {"--spike", "X", "rise of it within an hour that is a spike", &Options::spike, between(0.001, 10)},
         {"--dvol-age", "DURATION", "how old implied volatility may be", &Options::dvol_age},
         {"--currency", "CODE", "base currency; default that of the deposits", &Options::currency},
         {"--venue", "FILE", "TOML of venues: steps, fees, paper costs", &Options::venue, shared_option()}});
    s.reads_account = true;
    s.examples = {
        {"posture --without model,book,volatility,capital < examples/data/btc-1m.ndjson | grep posture | "
         "head -3",
         "a stream whose data come in time"}};
    s.see_also = {"acb", "envelope", "risk-gate", "exits"};
    return s;
  }();
  return spec;
}

}  // namespace tu::stages
