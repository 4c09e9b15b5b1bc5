#include "cli/render.h"

#include <fmt/format.h>

namespace tu::cli {

Result<std::string> rendered(const CommandSpec& command, std::string_view form) {
  struct Form {
    std::string_view name;
    std::string (*make)(const CommandSpec&);
  };
  constexpr Form forms[] = {{"json", spec_json},
                            {"mdoc", mdoc_blocks},
                            {"help", [](const CommandSpec& c) { return help_text(c); }},
                            {"bash", bash_completion},
                            {"zsh", zsh_completion},
                            {"fish", fish_completion}};
  for (const Form& f : forms)
    if (f.name == form) return f.make(command);
  return fail(Exit::usage, fmt::format("--spec=\"{}\": expected json, mdoc, help, bash, zsh or fish", form));
}

}  // namespace tu::cli
