#include "net/http.h"

#include <dlfcn.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "net/curl.h"

namespace tu::net {

// curl.h's macros would check types against the linked functions, which there are none of.
#undef curl_easy_setopt
#undef curl_easy_getinfo

namespace {

struct Loaded {
  Curl functions{};
  std::string error;
};

Loaded load() {
  Loaded l;
  void* library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    l.error = std::string("requests need libcurl: ") + dlerror();
    return l;
  }
  auto find = [&](auto& function, const char* name) {
    function = reinterpret_cast<std::decay_t<decltype(function)>>(dlsym(library, name));
    if (!function && l.error.empty()) l.error = std::string("libcurl.so.4 has no ") + name;
  };
  decltype(&curl_global_init) start = nullptr;
  find(start, "curl_global_init");
  find(l.functions.init, "curl_easy_init");
  find(l.functions.setopt, "curl_easy_setopt");
  find(l.functions.perform, "curl_easy_perform");
  find(l.functions.getinfo, "curl_easy_getinfo");
  find(l.functions.reset, "curl_easy_reset");
  find(l.functions.cleanup, "curl_easy_cleanup");
  find(l.functions.list_append, "curl_slist_append");
  find(l.functions.list_free, "curl_slist_free_all");
  if (l.error.empty() && start(CURL_GLOBAL_DEFAULT) != 0) l.error = "libcurl did not start";
  return l;
}

struct Handle {
  const Curl* curl = nullptr;
  CURL* easy = nullptr;
  ~Handle() {
    if (easy) curl->cleanup(easy);
  }
};

struct Taken {
  HttpResponse response;
  std::size_t body_max = 0;
};

std::size_t take_body(char* data, std::size_t, std::size_t n, void* to) {
  Taken& taken = *static_cast<Taken*>(to);
  if (taken.response.body.size() + n > taken.body_max) return 0;
  taken.response.body.append(data, n);
  return n;
}

std::size_t take_header(char* data, std::size_t, std::size_t n, void* to) {
  Taken& taken = *static_cast<Taken*>(to);
  std::string_view line(data, n);
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n' || line.back() == ' '))
    line.remove_suffix(1);
  if (line.starts_with("HTTP/")) taken.response.headers.clear();  // an interim answer came before
  const std::size_t colon = line.find(':');
  if (colon == line.npos || taken.response.headers.size() >= 256) return n;
  std::string name(line.substr(0, colon));
  for (char& c : name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  std::string_view value = line.substr(colon + 1);
  while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  taken.response.headers.emplace_back(std::move(name), value);
  return n;
}

int look_for_stop(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(stop)->load() ? 1 : 0;
}

}  // namespace

Result<const Curl*> curl() {
  static const Loaded loaded = load();
  if (!loaded.error.empty()) return fail(Exit::unavailable, loaded.error);
  return &loaded.functions;
}

std::string HttpResponse::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

Result<HttpResponse> http(const HttpRequest& r) {
  Result<const Curl*> library = curl();
  if (!library) return library.error();
  const Curl& c = **library;
  static thread_local Handle handle;
  if (!handle.easy) {
    handle.curl = &c;
    handle.easy = c.init();
  }
  if (!handle.easy) return fail(Exit::unavailable, "libcurl gave no handle");
  CURL* easy = handle.easy;
  c.reset(easy);
  Taken taken;
  taken.body_max = r.body_max;
  char message[CURL_ERROR_SIZE] = "";
  const std::string url = r.url.text();
  curl_slist* list = nullptr;
  for (const auto& [name, value] : r.headers) list = c.list_append(list, (name + ": " + value).c_str());
  list = c.list_append(list, "Expect:");  // no round trip before a body
  c.setopt(easy, CURLOPT_URL, url.c_str());
  c.setopt(easy, CURLOPT_PROTOCOLS_STR, r.url.tls() ? "https" : "http");
  c.setopt(easy, CURLOPT_CUSTOMREQUEST, r.method.c_str());
  if (!r.body.empty()) {
    c.setopt(easy, CURLOPT_POSTFIELDS, r.body.data());
    c.setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(r.body.size()));
  }
  c.setopt(easy, CURLOPT_HTTPHEADER, list);
  c.setopt(easy, CURLOPT_USERAGENT, "tradeutils");
  c.setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
  c.setopt(easy, CURLOPT_NOSIGNAL, 1L);
  c.setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(r.time_max / us_per_ms));
  c.setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  c.setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  c.setopt(easy, CURLOPT_PROXY, is_loopback(r.url.host) ? "" : nullptr);
  if (!r.ca.empty()) c.setopt(easy, CURLOPT_CAINFO, r.ca.c_str());
  if (r.stop) {
    c.setopt(easy, CURLOPT_NOPROGRESS, 0L);
    c.setopt(easy, CURLOPT_XFERINFOFUNCTION, look_for_stop);
    c.setopt(easy, CURLOPT_XFERINFODATA, r.stop);
  }
  c.setopt(easy, CURLOPT_ERRORBUFFER, message);
  c.setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
  c.setopt(easy, CURLOPT_WRITEDATA, &taken);
  c.setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
  c.setopt(easy, CURLOPT_HEADERDATA, &taken);
  const CURLcode code = c.perform(easy);
  long status = 0;
  c.getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  c.list_free(list);
  c.reset(easy);
  if (code == CURLE_WRITE_ERROR)
    return fail(Exit::unavailable,
                r.url.authority() + ": the answer is over " + std::to_string(r.body_max) + " bytes");
  if (code != CURLE_OK)
    return fail(Exit::unavailable, r.url.authority() + ": " + (message[0] ? message : "no answer"));
  taken.response.status = static_cast<int>(status);
  return std::move(taken.response);
}

struct HttpQueue::Impl {
  struct Job {
    HttpRequest request;
    Answer answer;
  };
  explicit Impl(Loop& l) : loop(l) {}
  Loop& loop;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Job> jobs;
  std::atomic<bool> over = false;
  std::thread worker;

  void work(const std::shared_ptr<Impl>& self) {
    for (;;) {
      std::unique_lock lock(mutex);
      changed.wait(lock, [this] { return over.load() || !jobs.empty(); });
      if (over) return;
      Job job = std::move(jobs.front());
      jobs.pop_front();
      lock.unlock();
      job.request.stop = &over;
      auto result = std::make_shared<Result<HttpResponse>>(http(job.request));
      lock.lock();
      if (over) return;
      loop.post([self, result, answer = std::move(job.answer)] {
        if (!self->over) answer(std::move(*result));
      });
    }
  }
};

HttpQueue::HttpQueue(Loop& loop) : impl_(std::make_shared<Impl>(loop)) {}

// The worker may be inside a request, which it gives up within a second: a process must not end around it.
HttpQueue::~HttpQueue() {
  {
    std::lock_guard lock(impl_->mutex);
    impl_->over = true;
  }
  impl_->changed.notify_all();
  if (impl_->worker.joinable()) impl_->worker.join();
}

void HttpQueue::ask(HttpRequest request, Answer answer) {
  {
    std::lock_guard lock(impl_->mutex);
    impl_->jobs.push_back({std::move(request), std::move(answer)});
    if (!impl_->worker.joinable()) impl_->worker = std::thread([impl = impl_] { impl->work(impl); });
  }
  impl_->changed.notify_one();
}

}  // namespace tu::net
