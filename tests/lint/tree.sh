#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Why: a test that no list names is never run, and a source that no list names is never built, and
# nobody notices. Also for every text of ours: a licence line, no blanks at line ends.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

# Every FILE is named in LIST as a word of its own.
listed() {
  list=$1
  shift
  for file in "$@"; do
    # A pattern that matched nothing stands for itself.
    if [ -f "$file" ] && ! tr -s '[:blank:]' '\n' <"$list" | grep -qxF "$file"; then
      echo "$list:1: does not name $file"
    fi
  done
}

ours() {
  find autogen.sh configure.ac Makefile.am .ci contrib doc man src tests -type f \
    ! -path '*/.deps/*' ! -path 'tests/fuzz/corpus/*' ! -path 'tests/data/*' ! -name '*.svg' \
    ! -name '*.o' ! -name '*.log' ! -name '*.trs' ! -name '*.gc??' ! -name .dirstamp | sort
}

# shellcheck disable=SC2046 # our file names have no spaces
verdict "$(
  listed src/local.mk src/*.c src/*.h
  listed tests/local.mk tests/*.[ch] tests/*.sh tests/unit/*.c tests/unit/*.h tests/unit/*.sh tests/ci/* \
    tests/lint/*.sh tests/netns/* tests/sim/*.[ch] tests/sim/*.sh tests/sim/*.gp tests/fuzz/*.[ch] \
    tests/fuzz/*.sh tests/fuzz/*.dict tests/bench/*.[ch] tests/bench/*.sh tests/bench/*.gp
  listed man/local.mk man/*.[1-9]
  listed contrib/local.mk $(find contrib -type f ! -name local.mk)
  ours | while IFS= read -r file; do
    # Programs built in place are not text.
    grep -qI . "$file" || continue
    head -n 4 "$file" | grep -q 'SPDX-License-Identifier: BSD-2-Clause' ||
      echo "$file:1: no SPDX-License-Identifier line at the top"
    grep -nH '[[:blank:]]$' "$file" | sed 's/:\([0-9]*\):.*/:\1: blanks at the end of the line/'
  done
)"
