#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "ledger/port.h"

namespace tu::ledger {

namespace {

// The kill file: there or not, asked anew each time.
class KillFile final : public KillPort {
 public:
  explicit KillFile(std::string path) : path_(std::move(path)) {}

  Result<std::optional<std::string>> halt_kind() override {
    struct stat s {};
    if (::stat(path_.c_str(), &s) != 0) {
      if (errno == ENOENT) return std::optional<std::string>();
      return fail(Exit::io, fmt::format("kill file {}: {}", path_, std::strerror(errno)));
    }
    std::ifstream in(path_);
    if (!in) return fail(Exit::io, fmt::format("kill file {}: cannot be read", path_));
    std::string word;
    in >> word;
    return std::optional<std::string>(std::move(word));
  }

 private:
  std::string path_;
};

struct Owned {
  std::unique_ptr<LedgerPort> account;
  std::unique_ptr<KillFile> kill;
};

}  // namespace

Result<OwnedPorts> make_ports(const PortRequest& request) {
  auto owned = std::make_shared<Owned>();
  OwnedPorts ports;
  if (!request.ledger.empty()) {
    PortOptions o;
    o.ledger = request.ledger;
    o.account = request.account;
    o.stage = request.spec ? request.spec->name : "";
    o.flush = request.flush;
    o.reader_left = request.reader_left;
    o.interrupted = request.interrupted;
    Result<std::unique_ptr<LedgerPort>> p = LedgerPort::open(std::move(o));
    if (!p) return p.error();
    owned->account = std::move(p).value();
    ports.ports.account = owned->account.get();
  }
  if (!request.kill_file.empty()) {
    owned->kill = std::make_unique<KillFile>(request.kill_file);
    ports.ports.kill = owned->kill.get();
  }
  ports.owner = std::move(owned);
  return ports;
}

Status check_run(Journal& journal, std::string_view session, std::string_view via) {
  constexpr Field id_field{Type::run, "session"}, via_field{Type::run, "via"};
  const std::vector<std::string> ours = texts_of(via);
  RowReader reader;
  return journal.run_rows([&](const Row& row) -> Status {
    Result<const Event*> e = reader.read(row);
    if (!e) return e.error();
    const std::string named = "ledger " + journal.path() + ": this ledger holds another run";
    if ((*e)->text(id_field) != session)
      return fail(Exit::config, fmt::format("{}: of session {}, not {} (name another --ledger)", named,
                                            (*e)->text(id_field), session));
    const std::vector<std::string> theirs = texts_of((*e)->text(via_field));
    for (std::size_t i = 0; i < std::min(ours.size(), theirs.size()); ++i)
      if (ours[i] != theirs[i])
        return fail(Exit::config,
                    fmt::format("{}: stage {} of it was {}, now it is {}: other stages or options (name "
                                "another --ledger)",
                                named, i + 1, theirs[i], ours[i]));
    return {};
  });
}

}  // namespace tu::ledger
