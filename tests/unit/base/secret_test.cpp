#include "base/secret.h"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <type_traits>

using namespace tu;

static_assert(!std::is_copy_constructible_v<Secret>, "a secret is not copied by accident");

TEST_CASE("a key file that others may read is refused, one of mode 0600 is read") {
  char path[] = "/tmp/secret-test-XXXXXX";
  const int fd = mkstemp(path);
  REQUIRE(write(fd, "hunter2\n", 8) == 8);
  chmod(path, 0644);
  auto open_to_all = secret_from_file(path);
  REQUIRE_FALSE(open_to_all);
  CHECK(open_to_all.error().status == Exit::config);
  CHECK(open_to_all.error().message.find("hunter2") == std::string::npos);
  chmod(path, 0600);
  auto own = secret_from_file(path);
  REQUIRE(own);
  CHECK(own->reveal() == "hunter2");
  close(fd);
  unlink(path);
  CHECK(secret_from_file(path).error().status == Exit::config);
}
TEST_CASE("a key command gives its output; a failing or silent one gives nothing") {
  CHECK(secret_from_command("printf 'k\\n'")->reveal() == "k");
  CHECK(secret_from_command("exit 3").error().message.find("status 3") != std::string::npos);
  CHECK_FALSE(secret_from_command("true"));
}
