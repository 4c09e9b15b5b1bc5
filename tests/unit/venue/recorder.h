// A sink that writes down what a codec does, one line each, for the tests of codecs.
#pragma once

#include <string>
#include <vector>

#include "venue/market_codec.h"
#include "wire/wire.h"

namespace tu::venue {

class Recorder final : public MarketSink {
 public:
  Arena& arena() override { return arena_; }
  void event(Event& e) override { events.push_back(wire::encode_text(e)); }
  void send(std::string_view frame) override { sent.emplace_back(frame); }
  void fetch(std::string_view target, std::uint64_t tag) override {
    fetched.push_back(std::to_string(tag) + " " + std::string(target));
  }
  void post(std::string_view target, std::string_view json, std::uint64_t tag) override {
    fetched.push_back(std::to_string(tag) + " " + std::string(target) + " " + std::string(json));
  }
  void broken(Atom symbol, std::string_view reason) override {
    told.push_back("broken " + std::string(name_of(symbol)) + ": " + std::string(reason));
  }
  void reconnect(std::string_view reason) override { told.push_back("reconnect: " + std::string(reason)); }
  void alert(std::string_view severity, std::string_view message) override {
    told.push_back(std::string(severity) + ": " + std::string(message));
  }
  void unusable(std::string_view why) override { told.push_back("unusable: " + std::string(why)); }

  // What came since the last call.
  std::vector<std::string> take_events() { return std::exchange(events, {}); }

  std::vector<std::string> events, sent, fetched, told;

 private:
  Arena arena_;
};

}  // namespace tu::venue
