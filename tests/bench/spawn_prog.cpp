// spawn TIMES FILE COMMAND [ARG...]: starts COMMAND with FILE as its input and /dev/null as its output, waits
// for its end, TIMES times. Prints the smallest and the median time in microseconds.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

extern char** environ;

int main(int argc, char** argv) {
  if (argc < 4) return 64;
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 0, argv[2], O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
  std::vector<double> took;
  for (long i = std::atol(argv[1]); i > 0; --i) {
    const auto begin = std::chrono::steady_clock::now();
    pid_t child;
    if (posix_spawnp(&child, argv[3], &files, nullptr, argv + 3, environ) != 0) return 71;
    int status = 0;
    waitpid(child, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return 70;
    took.push_back(
        std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count());
  }
  std::sort(took.begin(), took.end());
  std::printf("%.1f %.1f\n", took[0], took[took.size() / 2]);
  return 0;
}
