#include "venue/metric/latency.h"

#include <map>

#include "event/copy.h"
#include "venue/market_events.h"
#include "wire/json_scan.h"

namespace tu::venue::metric {

namespace {

using wire::json_each;
using wire::json_member;

constexpr DurUs every = 10 * us_per_s;

std::string_view first_of(std::string_view row, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys)
    if (const std::string_view value = json_member(row, key); !value.empty()) return value;
  return {};
}

// Seconds or milliseconds since 1970, or a date; 0 when it says none.
TsUs time_of(std::string_view row) {
  const std::string_view text = first_of(row, {"timestamp", "scanned_at", "time"});
  if (text.find('-') != text.npos) return parse_time(text).value_or(0);
  const auto number = real_of(text);
  constexpr double milliseconds_from = 1e11;
  if (!number || *number <= 0 || *number > 4e12) return 0;
  return static_cast<TsUs>(*number * (*number < milliseconds_from ? 1e6 : 1e3));
}

class Latency final : public MarketCodec {
 public:
  void opened(MarketSink&) override { asked_ = 0; }
  void frame(std::string_view, TsUs, MarketSink&) override {}
  void tick(TsUs now, MarketSink& sink) override {
    if (asked_ != 0 && now - asked_ < every) return;
    asked_ = now;
    sink.fetch("/api/v1/latest", 0);
  }
  // A list of hosts, alone or under one of the usual names; a host has one measurement, or a list of them by
  // region.
  void answer(std::uint64_t, int status, std::string_view body, TsUs, MarketSink& sink) override {
    const bool good = status == 200 && wire::json_valid(body);
    std::string_view list = body;
    if (good && body.find_first_of("{[") != body.npos && body[body.find_first_of("{[")] == '{')
      list = first_of(body, {"targets", "results", "data", "metrics"});
    int measured = 0;
    if (good)
      json_each(list, [&](std::string_view host) {
        const std::string_view name = first_of(host, {"target", "host"});
        measured += measurement(host, name, host, sink);
        json_each(json_member(host, "regions"),
                  [&](std::string_view region) { measured += measurement(region, name, host, sink); });
      });
    if (measured == 0) sink.unusable("latency: " + answer_in_words(status, body));
  }

 private:
  // 1 when the row has one. The same number of the same time is no news.
  int measurement(std::string_view row, std::string_view host, std::string_view whole, MarketSink& sink) {
    const std::string_view text = first_of(row, {"latency_ms", "rtt_ms"});
    const auto value = real_of(text);
    const std::string_view region = json_member(row, "region");
    const bool plain = host.find('\\') == host.npos && region.find('\\') == region.npos;
    if (!value || *value < 0 || host.empty() || !plain) return 0;
    const TsUs own = time_of(row), at = own != 0 ? own : time_of(whole);
    std::string& told = told_[std::string(host) + " " + std::string(region)];
    std::string now = std::string(text) + "@" + std::to_string(at);
    if (now == told) return 1;
    told = std::move(now);
    Event* e = make_event(Type::metric, 0, sink.arena());
    e->set_text(Field{Type::metric, "name"}, "latency_ms");
    e->set(Field{Type::metric, "value"}, *value);
    e->set_text(Field{Type::metric, "unit"}, "ms");
    e->set_text(Field{Type::metric, "target"}, sink.arena().copy(host));
    if (!region.empty()) e->set_text(Field{Type::metric, "region"}, sink.arena().copy(region));
    if (at > 0) e->set_integer(Field{Type::metric, "asof"}, at);
    sink.event(*e);
    return 1;
  }

  TsUs asked_ = 0;
  std::map<std::string, std::string> told_;  // by host and region
};

}  // namespace

std::unique_ptr<MarketCodec> latency_codec() {
  return std::make_unique<Latency>();
}

}  // namespace tu::venue::metric
