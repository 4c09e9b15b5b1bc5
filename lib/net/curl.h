// The few functions of libcurl that are used, from the shared library, loaded once.
#pragma once

#include <curl/curl.h>

#include "base/result.h"

namespace tu::net {

struct Curl {
  decltype(&curl_easy_init) init;
  decltype(&curl_easy_setopt) setopt;
  decltype(&curl_easy_perform) perform;
  decltype(&curl_easy_getinfo) getinfo;
  decltype(&curl_easy_reset) reset;
  decltype(&curl_easy_cleanup) cleanup;
  decltype(&curl_slist_append) list_append;
  decltype(&curl_slist_free_all) list_free;
};

// An Error (69) says what could not be loaded. Threads: any.
Result<const Curl*> curl();

}  // namespace tu::net
