// fused: runs a strategy script's stages fused over recordings, for the parity tests.
// fused [--batch N] [--ledger FILE] [--from TIME] [--to TIME] [--quiet | --discard] SCRIPT FILE...   The
// stream goes to stdout; stderr gets the stages' messages and, last, "hash HEX".
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "ledger/group_writer.h"
#include "run/fused.h"
#include "run/output.h"
#include "run/stream_hash.h"
#include "source/source.h"
#include "study/plan.h"

namespace {

using namespace tu;

enum class Show { stream, hash, nothing };

class Printer final : public run::FusedSink {
 public:
  explicit Printer(Show show) : show_(show) {}
  Status events(std::span<Event* const> all) override {
    return show_ == Show::nothing ? Status() : FusedSink::events(all);
  }
  Status event(const Event& e) override {
    if (show_ == Show::hash) {
      hash_.add(e);
      return {};
    }
    const std::size_t from = out_.buffer().size();
    wire::encode(e, out_.buffer());
    hash_.add_line(e, out_.buffer().view().substr(from));
    out_.settle();
    return {};
  }
  std::string finish() {
    out_.flush();
    return hash_.finish();
  }

 private:
  Show show_;
  run::Output out_{STDOUT_FILENO};
  run::StreamHash hash_;
};

int complain(const Error& error) {
  std::fprintf(stderr, "fused: %s\n", error.message.c_str());
  return static_cast<int>(error.status);
}

int run_fused(const std::string& script, source::SourceOptions source_options, run::FusedOptions options,
              const std::string& ledger, Show show) {
  study::PlanRequest request;
  request.script = script;
  request.variable = [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
  };
  Result<study::Plan> plan = study::make_plan(request);
  if (!plan) return complain(plan.error());
  std::vector<run::FusedStage> stages;
  for (const auto& s : plan->stages) stages.push_back({s.spec, s.options, s.name_hash});

  std::unique_ptr<ledger::GroupWriter> writer;
  if (!ledger.empty()) {
    Result<std::unique_ptr<ledger::GroupWriter>> opened = ledger::GroupWriter::open(ledger);
    if (!opened) return complain(opened.error());
    writer = std::move(opened).value();
  }
  options.ahead =
      std::find(source_options.files.begin(), source_options.files.end(), "-") == source_options.files.end();
  options.ledger = writer != nullptr;
  options.account = plan->account;
  Result<std::unique_ptr<run::FusedRunner>> runner =
      run::FusedRunner::make(std::move(stages), options, writer.get());
  if (!runner) return complain(runner.error());
  if (writer) {
    Status st = writer->opening([&](TsUs instant, const Event& row) {
      (*runner)->opening(instant, row);
      return Status();
    });
    if (!st) return complain(st.error());
  }
  Result<std::unique_ptr<source::Source>> source = source::Source::open(std::move(source_options));
  if (!source) return complain(source.error());
  Printer printer(show);
  const Exit status = (*runner)->run(**source, printer);
  const std::string hash = printer.finish();
  for (const std::string& message : (*runner)->messages()) std::fprintf(stderr, "%s\n", message.c_str());
  std::fprintf(stderr, "hash %s\n", hash.c_str());
  return static_cast<int>(status);
}

}  // namespace

int main(int argc, char** argv) {
  source::SourceOptions source;
  run::FusedOptions options;
  std::string ledger, script;
  Show show = Show::stream;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--batch" && i + 1 < argc)
      options.batch = std::atoi(argv[++i]);
    else if (word == "--ledger" && i + 1 < argc)
      ledger = argv[++i];
    else if (word == "--from" && i + 1 < argc)
      source.from = parse_time(argv[++i]);
    else if (word == "--to" && i + 1 < argc)
      source.to = parse_time(argv[++i]);
    else if (word == "--quiet")
      show = Show::hash;
    else if (word == "--discard")
      show = Show::nothing;
    else if (script.empty())
      script = word;
    else
      source.files.push_back(word);
  }
  return run_fused(script, std::move(source), options, ledger, show);
}
