// Http: plain requests, through libcurl, which is loaded when the first one is made: linking it would cost
// every replay nine milliseconds. Certificates are checked; redirects are not followed.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "net/loop.h"
#include "net/url.h"

namespace tu::net {

struct HttpRequest {
  std::string method = "GET";
  Url url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string ca;                           // file of certificates to trust; "": the system's
  DurUs time_max = 10 * us_per_s;           // everything together
  std::size_t body_max = 64 * 1024 * 1024;  // a larger answer is an Error
  const std::atomic<bool>* stop = nullptr;  // true: the answer is not wanted any more
};

struct HttpResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case, in order
  std::string body;
  std::string header(std::string_view name) const;  // "" when there is none
};

// Any answer is a response, whatever its status; an Error (69) is a request without one. Blocks. Connections
// are kept for the next request of the same thread.
Result<HttpResponse> http(const HttpRequest& request);

// The same without blocking: requests are made one after another on a thread of their own, and answered on
// the loop. What is not answered when the queue goes away is never answered.
class HttpQueue {
 public:
  using Answer = std::function<void(Result<HttpResponse>)>;
  explicit HttpQueue(Loop& loop);
  ~HttpQueue();
  HttpQueue(const HttpQueue&) = delete;
  HttpQueue& operator=(const HttpQueue&) = delete;
  void ask(HttpRequest request, Answer answer);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace tu::net
