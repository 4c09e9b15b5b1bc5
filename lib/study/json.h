// The little JSON that reports read back (rules of a refusal, signals of a trip) and write.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tu::study {

struct SignalShare {
  std::string source;
  double weight;
};

// Calls `f` with the name of every rule in a refusal's "rules": [{"rule":"max_exposure",...}, ...].
void for_each_rule(std::string_view rules_json, const std::function<void(std::string_view)>& f);
// The sources of a proposal's "signals": [{"source":"rsi","weight":0.1,"confidence":0.8}, ...], each with
// weight x confidence (1 where one is not given).
std::vector<SignalShare> signal_shares(std::string_view signals_json);

// A JSON text under construction: keys in the order written, numbers in their shortest form.
class JsonWriter {
 public:
  JsonWriter& open(char bracket);  // '{' or '['
  JsonWriter& close();
  JsonWriter& key(std::string_view k);
  JsonWriter& value(double v);  // not finite: null
  JsonWriter& value(std::int64_t v);
  JsonWriter& value(std::string_view v);
  JsonWriter& value(bool v);
  JsonWriter& raw(std::string_view json);
  template <class T>
  JsonWriter& field(std::string_view k, T v) {
    return key(k).value(v);
  }
  JsonWriter& field(std::string_view k, const char* v) { return key(k).value(std::string_view(v)); }
  JsonWriter& field(std::string_view k, const std::string& v) { return key(k).value(std::string_view(v)); }
  std::string take() { return std::move(text_); }

 private:
  void separate();
  std::string text_, stack_;
  bool first_ = true, after_key_ = false;
};

}  // namespace tu::study
