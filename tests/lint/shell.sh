#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Why: a shell script fails quietly. Every one, found by its first line, is executable, and stops at errors.
# tests/ci/static runs shellcheck, which takes two minutes for all of them.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

status=0
list=$(scripts)
# (lib.sh: read by others, whatever its first line.)
for file in $list; do
  if [ ! -x "$file" ] && [ "${file##*/}" != lib.sh ]; then
    echo "$file:1: has a #! line but is not executable"
    status=1
  fi
done
# shellcheck disable=SC2086 # our file names have no spaces
awk '
  function judge() {
    if (file != "" && !stops) {
      print file ":1: goes on after errors: no \047set -eu\047"
      bad = 1
    }
  }
  FNR == 1 { judge(); file = FILENAME; stops = 0 }
  /^set -[a-z]*e/ || /^\. .*(lib|common)\.sh/ { stops = 1 }
  /\|\| *true([^A-Za-z0-9_]|$)/ && !/^ *#/ && FILENAME !~ /lint\/shell\.sh$/ {
    print FILENAME ":" FNR ": \047|| true\047 hides failures: say which status is fine"
    bad = 1
  }
  END { judge(); exit bad }' $list || status=1
exit $status
