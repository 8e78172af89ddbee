#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Why: a shell script fails quietly. Every one, found by its first line, passes shellcheck (which also
# follows what it reads in), is executable, and stops at errors.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

command -v shellcheck >/dev/null || skip "shellcheck not found (Debian: apt-get install shellcheck)"
status=0
list=$(scripts)
# shellcheck disable=SC2086 # our file names have no spaces
shellcheck --external-sources --format=gcc $list || status=1
for file in $list; do
  # (lib.sh: read by others, whatever its first line.)
  if [ ! -x "$file" ] && [ "${file##*/}" != lib.sh ]; then
    echo "$file:1: has a #! line but is not executable"
    status=1
  fi
  if ! grep -qE '^set -[a-z]*e|^\. .*lib\.sh|^\. .*common\.sh' "$file"; then
    echo "$file:1: goes on after errors: no 'set -eu'"
    status=1
  fi
  if grep -nH '|| *true\>' "$file" | grep -v '^[^:]*:[0-9]*: *#' | grep -v 'tests/lint/shell.sh:'; then
    echo "$file: '|| true' hides failures: say which status is fine"
    status=1
  fi
done
exit $status
