// probe: a stage for tests of the filter loop. It passes every event, marks candles, and stops where it is
// told to.
#include "run/main.h"

namespace {

struct Options {
  double mark = 0;
  std::int64_t stop_at = -1;
};

class Probe final : public tu::Stage {
 public:
  Probe(Options o, tu::Ports) : o_(o) {}
  void on(tu::Event& e, tu::Out& out) override {
    if (e.type == tu::Type::candle) out.note(e, "mark", o_.mark);
    if (e.ts == o_.stop_at) return out.stop(tu::fail(tu::Exit::refused, "told to stop"));
    out.pass(e);
    ++seen_;
  }
  std::string summary() const override { return "seen " + std::to_string(seen_); }

 private:
  Options o_;
  int seen_ = 0;
};

class NoLedger final : public tu::AccountPort {
 public:
  tu::Result<const tu::account::Account*> view(tu::TsUs) override {
    return tu::fail(tu::Exit::internal, "none");
  }
  tu::Result<const tu::account::Account*> begin(tu::TsUs) override {
    return tu::fail(tu::Exit::internal, "none");
  }
  tu::Result<bool> write(const tu::Event&) override { return true; }
  tu::Status commit() override { return {}; }
  tu::Status synced(std::int64_t, tu::TsUs) override { return {}; }
};

}  // namespace

int main(int argc, char** argv) {
  tu::StageSpec spec =
      tu::describe<Probe, Options>("probe", "pass every event", {}, {},
                                   {{"--mark", "X", "what candles are marked with", &Options::mark},
                                    {"--stop-at", "TS", "time at which it stops", &Options::stop_at}});
  spec.reads_account = spec.writes_account = true;
  return tu::main_of(spec, argc, argv, [](const tu::PortRequest& request) -> tu::Result<tu::OwnedPorts> {
    if (request.ledger.empty()) return tu::OwnedPorts{};
    auto port = std::make_shared<NoLedger>();
    return tu::OwnedPorts{{port.get(), nullptr}, port};
  });
}
