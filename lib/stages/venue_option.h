// The shared option --venue FILE: one file of venues, read the same way by every stage that has it.
#pragma once

#include <optional>

#include "account/instrument.h"
#include "base/config.h"
#include "stage/option.h"

namespace tu::stages {

inline Result<account::Venues> read_venues(const std::optional<File>& file) {
  if (!file) return account::Venues{};
  auto toml = Config::parse(file->content, file->path);
  if (!toml) return toml.error();
  return account::Venues::from_config(*toml);
}

}  // namespace tu::stages
