#include "live/keys.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/text.h"

namespace tu::live {

Result<Secret> venue_key(const std::string& file, const std::string& command, const Environment& environment,
                         const char* variable) {
  if (!file.empty()) return secret_from_file(file);
  if (!command.empty()) return secret_from_command(command);
  std::string value = environment(variable);
  if (value.empty())
    return fail(Exit::config,
                std::string("no key: expected --key-file FILE, --key-cmd COMMAND, or ") + variable);
  return Secret(std::move(value));
}

std::string url_after(std::string_view list, std::string_view name) {
  for (const std::string_view each : text::split(list, ','))
    if (each.starts_with(name) && each.substr(name.size()).starts_with('='))
      return std::string(each.substr(name.size() + 1));
  return {};
}

void keep_out_of_cores() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace tu::live
