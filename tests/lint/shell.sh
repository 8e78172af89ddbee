#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Why: a shell script fails quietly. Every one, found by its first line, is executable, stops at errors, and shellcheck
# finds nothing in it. That takes two minutes on a slow machine, nearly all for the libraries that scripts read in. So
# the first look leaves these out, and only who draws a complaint there is read with them; tests/ci/static reads all so.
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
[ "$status" -eq 0 ] || exit 1

command -v shellcheck >/dev/null || skip "shellcheck not found (Debian: apt-get install shellcheck)"
# Not asked at the first look: the lint of tests/netns/.shellcheckrc, and what only a library could answer.
suspects=$(printf '%s\n' "$list" |
  xargs -n 16 shellcheck --norc --exclude=SC2016,SC2317,SC3043,SC2119,SC2120,SC1091,SC2154,SC2164 --format=gcc |
  sed 's/:.*//' | sort -u)
# shellcheck disable=SC2086 # as above
verdict "$([ -z "$suspects" ] || shellcheck --external-sources --format=gcc $suspects)"
