// peak FILE COMMAND [ARG...]: runs COMMAND and writes to FILE the most memory that it had, in KiB. A program
// of its own, because a child counts what its parent had when it was started.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

int main(int argc, char** argv) {
  if (argc < 3) return 64;
  const pid_t child = fork();
  if (child == 0) {
    execvp(argv[2], argv + 2);
    _exit(127);
  }
  close(0);
  close(1);
  int status = 0;
  rusage used{};
  if (child < 0 || wait4(child, &status, 0, &used) != child) return 71;
  std::FILE* file = std::fopen(argv[1], "w");
  if (!file) return 74;
  std::fprintf(file, "%ld\n", used.ru_maxrss);
  std::fclose(file);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 70;
}
