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
  # A pattern that matched nothing stands for itself.
  for file in "$@"; do
    if [ -f "$file" ]; then echo "$file"; fi
  done | awk '
    NR == FNR { for (i = 1; i <= NF; i++) named[$i] = 1; next }
    !($0 in named) { print ARGV[1] ":1: does not name " $0 }' "$list" -
}

ours() {
  find autogen.sh configure.ac Makefile.am .ci contrib doc man src tests -type f \
    ! -path '*/.deps/*' ! -path 'tests/fuzz/corpus/*' ! -path 'tests/data/*' ! -name '*.svg' \
    ! -name '*.o' ! -name '*.log' ! -name '*.trs' ! -name '*.gc??' ! -name .dirstamp | sort
}

# shellcheck disable=SC2046 # our file names have no spaces
verdict "$(
  listed src/local.mk $(find src -name '*.[ch]')
  listed tests/local.mk $(find tests/unit tests/peer tests/failures -name '*.[ch]') tests/*.sh tests/unit/*.sh tests/ci/* tests/vm/* \
    tests/lint/*.sh tests/netns/* tests/sim/*.[ch] tests/sim/*.sh tests/sim/*.gp tests/fuzz/*.[ch] \
    tests/fuzz/*.sh tests/fuzz/*.dict tests/bench/*.[ch] tests/bench/*.sh tests/bench/*.gp
  listed man/local.mk man/*.[1-9]
  listed contrib/local.mk $(find contrib -type f ! -name local.mk)
  # Programs built in place are not text.
  ours | xargs grep -lI . | xargs awk '
    function judge() {
      if (file != "" && !licensed) print file ":1: no SPDX-License-Identifier line at the top"
    }
    FNR == 1 { judge(); file = FILENAME; licensed = 0 }
    FNR <= 4 && /SPDX-License-Identifier: BSD-2-Clause/ { licensed = 1 }
    /[ \t]$/ { print FILENAME ":" FNR ": blanks at the end of the line" }
    END { judge() }'
)"
