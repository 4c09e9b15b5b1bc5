// Strategy scripts: any text is read or refused with its place. That what is read is what sh would run is
// tests/pipeline/script_words.py's to say, against dash.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "run/script.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tu::run::ScriptRequest request;
  request.name = "S";
  request.text = {reinterpret_cast<const char*>(data), size};
  request.args = {"one", "two words"};
  request.env = [](std::string_view name) {
    return name == "SET" ? std::optional<std::string>("a b") : std::nullopt;
  };
  const auto script = tu::run::read_script(request);
  if (script ? script->stages.empty() : !script.error().message.starts_with("S:")) {
    std::fprintf(stderr, "%s\n", script ? "no stage" : script.error().message.c_str());
    std::abort();
  }
  return 0;
}
