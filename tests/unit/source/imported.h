// Importing a file as feed does, for tests.
#pragma once

#include "files.h"
#include "source/import.h"

namespace files {

// The events that import makes of a file, without session and end.
inline Run imported(const std::string& path, const tu::source::ImportHints& hints = {}) {
  tu::source::SourceOptions o;
  o.files = {path};
  o.lockstep = o.beats = false;
  o.import = hints;
  Run r = run(o);
  if (r.error.empty()) {
    r.lines.erase(r.lines.begin());
    r.lines.pop_back();
  }
  return r;
}
inline Run imported(Folder& dir, const std::string& name, const std::string& content,
                    const tu::source::ImportHints& hints = {}) {
  return imported(dir.put(name, content), hints);
}
inline tu::source::ImportHints hints(const std::string& venue, const std::string& symbol = {},
                                     const std::string& tf = {}) {
  tu::source::ImportHints h;
  h.venue = venue, h.symbol = symbol, h.tf = tf;
  return h;
}

}  // namespace files
