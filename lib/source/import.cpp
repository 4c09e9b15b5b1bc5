#include "source/import.h"

#include <array>

#include "source/formats.h"

namespace tu::source {

namespace {
// A format that only a narrower sign tells from a later one comes first.
const std::array table = {candles_csv_format};
}  // namespace

std::span<const Format> formats() { return table; }

const Format* find_format(std::string_view name) {
  for (const Format& f : table)
    if (f.name == name) return &f;
  return nullptr;
}

const Format* recognise_format(std::string_view path, std::string_view head) {
  for (const Format& f : table)
    if (f.recognise(path, head)) return &f;
  return nullptr;
}

}  // namespace tu::source
