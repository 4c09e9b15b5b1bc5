// words: prints what the script reader makes of SCRIPT [ARG]...: a line a stage, its words in <>, bytes
// escaped. Commands s1, s2, ... are its stages. Status 78 and the reason when the script is refused.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "run/script.h"

int main(int argc, char** argv) {
  if (argc < 2) return 64;
  std::ifstream file(argv[1]);
  std::stringstream text;
  text << file.rdbuf();
  const std::string script = text.str();
  tu::run::ScriptRequest request{argv[1],
                                 script,
                                 {argv + 2, argv + argc},
                                 [](std::string_view name) -> std::optional<std::string> {
                                   const char* value = std::getenv(std::string(name).c_str());
                                   return value ? std::optional<std::string>(value) : std::nullopt;
                                 },
                                 [](std::string_view name) { return name.size() == 2 && name[0] == 's'; },
                                 {}};
  auto read = tu::run::read_script(request);
  if (!read) {
    std::fprintf(stderr, "%s\n", read.error().message.c_str());
    return static_cast<int>(read.error().status);
  }
  for (const auto& stage : read->stages) {
    std::printf("%s", stage.tool.c_str());
    for (const auto& arg : stage.args) {
      std::printf("<");
      std::fwrite(arg.data(), 1, arg.size(), stdout);
      std::printf(">");
    }
    std::printf("\n");
  }
  for (const auto& [name, value] : read->environment) std::printf("%s=%s\n", name.c_str(), value.c_str());
  return 0;
}
