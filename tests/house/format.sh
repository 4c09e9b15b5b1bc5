#!/bin/sh
# Every source file is as .clang-format wants it.
git ls-files '*.cpp' '*.h' | xargs clang-format --dry-run -Werror
