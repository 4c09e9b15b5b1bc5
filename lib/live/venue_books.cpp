#include "live/venue_books.h"

#include <algorithm>

namespace tu::live {

void BooksReader::ask(const std::string& what, Send send, std::function<Status(const std::string&)> took,
                      int tries) {
  constexpr int tries_max = 6;
  send([this, what, send, took = std::move(took), tries](Answer a) mutable {
    if (a.status == 200) {
      if (Status st = took(a.body); !st) stop(fail(Exit::unavailable, what + ": " + st.error().message));
      return;
    }
    const bool hopeless = a.status != 0 && a.status != 429 && a.status < 500;
    const std::string why = a.status != 0 ? "HTTP " + std::to_string(a.status) : a.why;
    if (hopeless || tries >= tries_max) return stop(fail(Exit::unavailable, what + ": " + why));
    // A limit by the minute passes within one.
    const DurUs wait =
        a.status == 429 ? std::min<DurUs>(us_per_s << tries, 20 * us_per_s) : (100 * us_per_ms) << tries;
    pause_.after(wait, [this, what, send = std::move(send), took = std::move(took), tries] {
      ask(what, send, took, tries + 1);
    });
  });
}

Status BooksReader::run() {
  loop_.run();
  return status_;
}

void BooksReader::stop(Error why) {
  status_ = std::move(why);
  loop_.stop();
}

}  // namespace tu::live
