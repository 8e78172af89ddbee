#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Why: layout needs no discussion. `make format` repairs what this finds. The layout is what
# clang-format 14 (Debian 12) makes of .clang-format; other versions may differ in details.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

command -v clang-format >/dev/null || skip "clang-format not found (Debian: apt-get install clang-format)"
verdict "$(
  find src tests -name '*.[ch]' | sort | xargs clang-format --dry-run 2>&1 |
    sed -n 's/^\([^:]*:[0-9]*\):[0-9]*: warning: code should.*/\1: not laid out by the rules: make format/p;
      /: error:/p' | uniq
)"
