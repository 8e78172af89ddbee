#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Why: of two files that need each other neither can be read, tested or moved alone. Asks the linker which
# object calls which, and tsort(1) for circles.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

if [ "${RDISC_INSTRUMENTED:-no}" = yes ]; then
  echo "SKIP: a sanitizer or coverage build calls its run-time library"
  exit 77
fi
if [ -z "${ALL_OBJECTS:-}" ]; then
  echo "circles: ALL_OBJECTS is not set; make check sets it"
  exit 1
fi

# "USER DEFINER", an object's name each. `nm -P -A` prints FILE: SYMBOL TYPE, or ARCHIVE[MEMBER]: ….
# shellcheck disable=SC2086 # a list of words
calls=$("${NM:-nm}" -P -A -g $ALL_OBJECTS | awk '
  { object = $1; sub(/:$/, "", object) }
  $3 == "U" { uses[object " " $2] = 1; next }
  $3 ~ /^[A-Z]$/ { defined[$2] = object }
  END {
    for (use in uses) {
      split(use, word, " ")
      if (word[2] in defined && defined[word[2]] != word[1]) print word[1], defined[word[2]]
    }
  }' | sort -u)
if [ -z "$calls" ]; then
  echo "circles: no object calls another one: $ALL_OBJECTS"
  exit 1
fi
verdict "$(printf '%s\n' "$calls" | tsort 2>&1 >/dev/null | sed 's/^tsort: //')"
