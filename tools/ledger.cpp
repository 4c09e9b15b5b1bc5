// ledger: make, feed, halt, read and prove a ledger file. The work is in lib/ledger; here are the command
// lines.
#include <fmt/format.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/config.h"
#include "base/text.h"
#include "cli/parse.h"
#include "ledger/desk.h"
#include "ledger/known_names.h"
#include "ledger/show.h"
#include "ledger/verify.h"
#include "ledger/why.h"
#include "source/data_options.h"
#include "source/options.h"
#include "stages/all.h"
#include "study/live_rerun.h"
#include "study/rerun.h"

namespace {

using namespace tu;

struct Options : source::HistoryOptions {
  std::string reason, strategy, kind, name;
  std::int64_t last = 0;
  std::string script, data, from;
  std::vector<std::string> args, symbols;
  bool json = false, table = false, drop = false, rerun = false;
};

using Body = Result<ledger::Report> (*)(ledger::Journal&, const cli::Parsed&);
struct Command {
  cli::CommandSpec spec;
  ledger::Access access;
  std::size_t least, most;  // operands
  Body body;
};

TsUs wall_clock() {
  timespec t{};
  clock_gettime(CLOCK_REALTIME, &t);
  return t.tv_sec * us_per_s + t.tv_nsec / 1000;
}

ledger::Desk desk(ledger::Journal& j, const cli::Parsed& p) {
  return {j, wall_clock(), p.common.account};
}
ledger::Filter filter(const cli::Parsed& p) {
  const Options& o = p.as<Options>();
  return {p.common.account == "all" ? "" : p.common.account, o.strategy, o.last};
}

Result<Decimal> amount_of(const std::string& word) {
  std::optional<Decimal> d = Decimal::parse(word);
  if (!d)
    return fail(Exit::usage, fmt::format("amount \"{}\": expected a number such as 10000 or 0.05", word));
  return *d;
}

Result<ledger::Report> init(ledger::Journal& j, const cli::Parsed& p) {
  const Options& o = p.as<Options>();
  if (!o.kind.empty())
    if (Status st = j.fix_kind(ledger::kind_from(o.kind)); !st) return st.error();
  return ledger::Report{
      fmt::format("{}: ledger {}, {}\n", j.path(), j.id(),
                  o.kind.empty() ? "its first session fixes its kind" : o.kind),
      ledger::JsonLine().text("ledger", j.id()).text("kind", o.kind.empty() ? "open" : o.kind).line()};
}

Result<ledger::Report> deposit(ledger::Journal& j, const cli::Parsed& p) {
  Result<Decimal> amount = amount_of(p.operands[0]);
  return amount ? desk(j, p).deposit(*amount, p.operands[1], p.as<Options>().reason)
                : Result<ledger::Report>(amount.error());
}
Result<ledger::Report> withdraw(ledger::Journal& j, const cli::Parsed& p) {
  Result<Decimal> amount = amount_of(p.operands[0]);
  return amount ? desk(j, p).withdraw(*amount, p.operands[1], p.as<Options>().reason)
                : Result<ledger::Report>(amount.error());
}

Result<ledger::Report> mode(ledger::Journal& j, const cli::Parsed& p) {
  bool confirmed = false;
  Result<bool> asks = desk(j, p).asks_before(p.operands[0]);
  if (!asks) return asks.error();
  if (*asks) {
    constexpr std::string_view question = "Orders on this ledger will spend real money. Type LIVE to go on: ";
    (void)!write(STDERR_FILENO, question.data(), question.size());
    char word[16];
    const ssize_t n = read(STDIN_FILENO, word, sizeof word);
    confirmed = n > 0 && text::trim({word, static_cast<std::size_t>(n)}) == "LIVE";
  }
  return desk(j, p).mode(p.operands[0], confirmed);
}

Result<ledger::Report> wants_reason(const cli::Parsed& p) {
  if (!p.as<Options>().reason.empty()) return ledger::Report{};
  return fail(Exit::usage, "--reason is missing; expected --reason TEXT: why, for the journal");
}
Result<ledger::Report> halt(ledger::Journal& j, const cli::Parsed& p) {
  if (auto r = wants_reason(p); !r) return r;
  return desk(j, p).halt(p.operands.empty() ? "entries" : p.operands[0], p.as<Options>().reason);
}
Result<ledger::Report> resume(ledger::Journal& j, const cli::Parsed& p) {
  if (auto r = wants_reason(p); !r) return r;
  return desk(j, p).resume(p.as<Options>().reason);
}

// [FILE]: with --drop only the name that it has counts.
Result<ledger::Report> policy(ledger::Journal& j, const cli::Parsed& p) {
  const Options& o = p.as<Options>();
  const bool file = !p.operands.empty();
  const std::string name =
      o.name.empty() && file ? std::filesystem::path(p.operands[0]).stem().string() : o.name;
  if (o.drop && name.empty()) return fail(Exit::usage, "--drop: expected --name NAME, of the policy to drop");
  if (o.drop) return desk(j, p).drop_policy(name);
  if (!file && !name.empty())
    return fail(Exit::usage, "--name: expected FILE too, the policy to set, or --drop");
  if (!file) return ledger::policies(j);
  Result<std::string> toml = cli::read_file(p.operands[0]);
  if (!toml) return toml.error();
  return desk(j, p).policy(name, *toml, p.operands[0]);
}

Result<ledger::Report> promote(ledger::Journal& j, const cli::Parsed& p) {
  if (auto r = wants_reason(p); !r) return r;
  return desk(j, p).promote(p.operands[0], p.operands[1], p.as<Options>().reason);
}

// ORDER [FILE...]: the files are more data of a rerun.
// Its stages saw whatever was committed when they looked: only the looks noted then tell what that was.
bool by_the_clock(ledger::Kind kind) {
  return kind == ledger::Kind::live || kind == ledger::Kind::paper;
}

Result<ledger::Report> why(ledger::Journal& j, const cli::Parsed& p) {
  const Options& o = p.as<Options>();
  if (!o.rerun) {
    if (p.operands.size() > 1) return fail(Exit::usage, "expected one ORDER; data files go with --rerun");
    return ledger::why(j, p.operands[0]);
  }
  Result<ledger::Report> story = ledger::why(j, p.operands[0]);
  if (!story) return story;
  Result<std::string> order = ledger::order_meant(j, p.operands[0]);
  if (!order) return order.error();
  study::RerunRequest r{*order, o.script, o.args, {}};
  r.source.symbols = o.symbols;
  if (!o.data.empty()) r.source.files.push_back(o.data);
  r.source.files.insert(r.source.files.end(), p.operands.begin() + 1, p.operands.end());
  if (o.script.empty() || r.source.files.empty())
    return fail(Exit::usage, "--rerun: expected --script SCRIPT --data FILE...");
  const auto told = [&](const Result<ledger::Report>& again) -> Result<ledger::Report> {
    if (!again) return again;
    return ledger::Report{story->text + again->text, story->json + again->json, again->yes};
  };
  Result<ledger::Kind> kind = j.kind();
  if (!kind) return kind.error();
  if (by_the_clock(*kind)) return told(study::rerun_live(j, {*order, o.script, o.args, r.source.files}));
  r.source.report = [](const std::string& message) { fmt::print(stderr, "ledger why: {}\n", message); };
  Result<std::optional<TsUs>> from = source::time_from("--from", o.from);
  if (!from) return from.error();
  r.source.from = *from;
  if (Status st = take(o, stages::warm_bars(), r.source); !st) return st.error();
  return told(study::rerun(j, r));
}

Result<ledger::Report> rerun(ledger::Journal& j, const cli::Parsed& p) {
  const Options& o = p.as<Options>();
  if (o.script.empty()) return fail(Exit::usage, "expected --script SCRIPT");
  Result<ledger::Kind> kind = j.kind();
  if (!kind) return kind.error();
  if (!by_the_clock(*kind))
    return fail(Exit::config, "the ledger is of kind " + std::string(ledger::kind_name(*kind)) +
                                  ": a replay is decided again by running it again on the same ledger");
  return study::rerun_live(j, {"", o.script, o.args, p.operands});
}

Result<ledger::Report> verify(ledger::Journal& j, const cli::Parsed&) {
  Result<ledger::Verdict> v = ledger::verify(j);
  return v ? Result<ledger::Report>(ledger::verdict_report(*v, j.path())) : Result<ledger::Report>(v.error());
}

Status put(std::string_view s) {
  while (!s.empty()) {
    const ssize_t n = write(STDOUT_FILENO, s.data(), s.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0)
      return fail(errno == EPIPE ? Exit::ok : Exit::io,
                  fmt::format("stdout: cannot be written: {}", strerror(errno)));
    s.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Result<ledger::Report> export_all(ledger::Journal& j, const cli::Parsed&) {
  std::string buffer;
  Status st = ledger::export_rows(j, [&](std::string_view line) -> Status {
    buffer.append(line).push_back('\n');
    if (buffer.size() < 1 << 16) return {};
    std::string full;
    full.swap(buffer);
    return put(full);
  });
  if (!st) return st.error();
  return ledger::Report{buffer, buffer};
}

// --- the table of commands

const Row<Options> reason_row{"--reason", "TEXT", "why, for the journal", &Options::reason};
const Row<Options> strategy_row{"--strategy", "NAME", "only this strategy", &Options::strategy};
const Row<Options> last_row{"--last", "N", "only the newest N", &Options::last, at_least(0)};

Command command(std::string name, std::string summary, std::string operands, ledger::Access access,
                std::size_t least, std::size_t most, Body body, std::vector<Row<Options>> rows = {}) {
  rows.push_back({"--json", "", "one JSON object a line, also on a terminal", &Options::json});
  rows.push_back({"--table", "", "a table for people, also in a pipe", &Options::table});
  Command c{cli::describe_command<Options>(std::move(name), std::move(summary), std::move(operands),
                                           std::move(rows)),
            access, least, most, body};
  c.spec.uses_ledger = c.spec.uses_account = true;
  c.spec.see_also = {"tradeutils-ledger(5)"};
  return c;
}

Command requiring(std::string option, Command c) {
  c.spec.required = std::move(option);
  return c;
}

const std::vector<Command>& commands() {
  using enum ledger::Access;
  static const std::vector<Command> list = {
      command("init", "make a ledger", "", make, 0, 0, init,
              {{"--kind", "KIND", "what it is for, for life; else its first session says", &Options::kind,
                one_of({"replay", "paper", "live"})}}),
      command("deposit", "put money in", "AMOUNT CURRENCY", make, 2, 2, deposit, {reason_row}),
      command("withdraw", "take money out", "AMOUNT CURRENCY", write, 2, 2, withdraw, {reason_row}),
      command("mode", "say whether orders may leave; live asks for the word LIVE", "MODE", write, 1, 1, mode),
      requiring("--reason TEXT", command("halt", "stop entries, or close all positions, or stop all",
                                         "[KIND]", write, 0, 1, halt, {reason_row})),
      requiring("--reason TEXT",
                command("resume", "end the halts that stand", "", write, 0, 0, resume, {reason_row})),
      command("policy", "set, list or drop floor policies, which every gate adds to its own", "[FILE]", write,
              0, 1, policy,
              {{"--name", "NAME",
                "its name; else the file's without its ending; a new text of a name replaces the old",
                &Options::name},
               {"--drop", "", "take the policy of --name away", &Options::drop}}),
      requiring("--reason TEXT",
                command("promote", "say how far a strategy is trusted: COLD, WARM, HOT or KILLED",
                        "STRATEGY STAGE", write, 2, 2, promote, {reason_row})),
      command("show", "show kind, money, halts and head", "", read, 0, 0,
              [](ledger::Journal& j, const cli::Parsed& p) { return ledger::show(j, p.common.account); }),
      command("orders", "list orders with their last state", "", read, 0, 0,
              [](ledger::Journal& j, const cli::Parsed& p) { return ledger::orders(j, filter(p)); },
              {strategy_row, last_row}),
      command("fills", "list fills", "", read, 0, 0,
              [](ledger::Journal& j, const cli::Parsed& p) { return ledger::fills(j, filter(p)); },
              {strategy_row, last_row}),
      command("refusals", "list refused proposals and the rules that said no", "", read, 0, 0,
              [](ledger::Journal& j, const cli::Parsed& p) { return ledger::refusals(j, filter(p)); },
              {strategy_row, last_row}),
      command("halts", "list halts and how they ended", "", read, 0, 0,
              [](ledger::Journal& j, const cli::Parsed& p) { return ledger::halts(j, filter(p)); },
              {last_row}),
      command("positions", "list what is held", "", read, 0, 0,
              [](ledger::Journal& j, const cli::Parsed& p) {
                return ledger::positions(j, p.common.account, filter(p));
              },
              {strategy_row}),
      command("pnl", "list closed round trips, and their sum", "", read, 0, 0,
              [](ledger::Journal& j, const cli::Parsed& p) { return ledger::pnl(j, filter(p)); },
              {strategy_row, last_row}),
      command("days", "list equity at the beginning of each UTC day", "", read, 0, 0,
              [](ledger::Journal& j, const cli::Parsed& p) { return ledger::days(j, filter(p)); },
              {last_row}),
      command("why", "explain an order: signals, rules, marks, fills, result", "ORDER [FILE...]", read, 1,
              100'000, why,
              cli::joined<Options>(
                  {{"--rerun", "", "decide again, and say whether the decision is the same", &Options::rerun},
                   {"--script", "SCRIPT", "the strategy script of a rerun", &Options::script},
                   {"--data", "FILE", "its recording; more may follow as operands", &Options::data},
                   {"--from", "TIME", "first time of its range", &Options::from}},
                  source::history_rows<Options>(),
                  {{"--symbol", "LIST", "only these symbols", &Options::symbols},
                   {"--args", "LIST", "the script's arguments", &Options::args}})),
      requiring("--script SCRIPT",
                command("rerun", "decide a recorded live or paper run again; 1 when a decision differs",
                        "FILE...", read, 1, 100'000, rerun,
                        {{"--script", "SCRIPT", "the strategy script that ran", &Options::script},
                         {"--args", "LIST", "the script's arguments", &Options::args}})),
      command("verify", "prove chain, keys, fold and views; 1 when something is wrong", "", read, 0, 0,
              verify),
      command(
          "head", "print the chain's head: the hash that proves parity", "", read, 0, 0,
          [](ledger::Journal& j, const cli::Parsed& p) { return ledger::head(j, p.as<Options>().strategy); },
          {strategy_row}),
      command("export", "write every row as an event, one a line", "", read, 0, 0, export_all),
  };
  return list;
}

// What is read must be there. What is written may be an account's first row, but a second account is told:
// its name may be a slip, and then the money is not where it was meant to be.
Status check_names(ledger::Journal& j, const Command& c, const cli::Parsed& p) {
  if (c.access == ledger::Access::read) return ledger::known(j, filter(p));
  if (c.spec.name == "init") return {};
  Result<std::vector<std::string>> there = ledger::accounts_of(j);
  if (!there) return there.error();
  const std::string& account = p.common.account;
  const bool is_new = !there->empty() && std::find(there->begin(), there->end(), account) == there->end();
  if (is_new && c.spec.name == "halt")  // nothing trades on it: another one was meant
    return fail(Exit::no, fmt::format("no account {}; there is {}", account, fmt::join(*there, ", ")));
  if (is_new)
    fmt::print(stderr, "ledger {}: new account {}; there is {}\n", c.spec.name, account,
               fmt::join(*there, ", "));
  return {};
}

int run_command(const Command& c, const cli::Parsed& p) {
  const std::string name = "ledger " + c.spec.name;
  if (p.operands.size() < c.least || p.operands.size() > c.most)
    return cli::report(name, fail(Exit::usage, c.spec.operands.empty() ? "expected no operands"
                                                                       : "expected " + c.spec.operands));
  if (p.common.ledger.empty())
    return cli::report(name, fail(Exit::usage, "no ledger is named: --ledger FILE or TRADEUTILS_LEDGER"));
  const bool there = access(p.common.ledger.c_str(), F_OK) == 0;
  if (c.spec.name == "init" && there)
    return cli::report(
        name,
        fail(Exit::config,
             fmt::format("ledger {}: is there already; go on with it (ledger show), or name another --ledger",
                         p.common.ledger)));
  auto journal = ledger::Journal::open(p.common.ledger, c.access);
  if (!journal) return cli::report(name, journal.error());
  if (!there && c.spec.name != "init") fmt::print(stderr, "{}: made {}\n", name, p.common.ledger);
  if (Status st = check_names(**journal, c, p); !st) return cli::report(name, st.error());
  Result<ledger::Report> r = c.body(**journal, p);
  if (!r) return r.error().status == Exit::ok ? 0 : cli::report(name, r.error());
  if (!r->aside.empty()) fmt::print(stderr, "{}: {}\n", name, r->aside);
  const Options& o = p.as<Options>();
  const bool json = o.json || (!o.table && !isatty(STDOUT_FILENO) && c.spec.name != "head" &&
                               c.spec.name != "why" && c.spec.name != "verify");
  if (Status st = put(json ? r->json : r->text); !st && st.error().status != Exit::ok)
    return cli::report(name, st.error());
  return static_cast<int>(r->yes ? Exit::ok : Exit::no);
}

}  // namespace

int main(int argc, char** argv) {
  signal(SIGPIPE, SIG_IGN);
  std::vector<cli::CommandSpec> specs;
  for (const Command& c : commands()) specs.push_back(c.spec);
  cli::CommandSpec group =
      cli::describe_group("ledger", "make, feed, read and prove a ledger", std::move(specs));
  group.statuses = {{Exit::no, "what was asked for is not there, not free, or not so"},
                    {Exit::refused, "the word LIVE was expected, and did not come"}};
  group.examples = {{"export TRADEUTILS_LEDGER=l.db; ledger init; ledger deposit 10000 USD; ledger show",
                     "a ledger with money in it"}};
  return cli::run(group, argc, argv, [](const cli::Parsed& p) -> int {
    for (const Command& c : commands())
      if (p.command && c.spec.name == p.command->name) return run_command(c, p);
    return static_cast<int>(Exit::usage);
  });
}
