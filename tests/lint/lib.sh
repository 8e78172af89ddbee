# shellcheck shell=sh
# SPDX-License-Identifier: BSD-2-Clause
# Read by the lint scripts: goes to the top of the source tree and counts complaints.
#
# A script can be run by hand, `tests/lint/layers.sh`; the few that look at what was built need the
# environment that `make check` gives (see AM_TESTS_ENVIRONMENT in tests/local.mk).

set -eu
LC_ALL=C
export LC_ALL

cd "${top_srcdir:-$(dirname "$0")/../..}"

# skip REASON: the check cannot be made here. With RDISC_REQUIRE_ALL=1 that is a failure.
skip() {
  if [ "${RDISC_REQUIRE_ALL:-0}" = 1 ]; then
    echo "FAIL: $1, and RDISC_REQUIRE_ALL=1"
    exit 1
  fi
  echo "SKIP: $1"
  exit 77
}

# verdict COMPLAINTS: prints them, one a line, and fails if there are any.
verdict() {
  if [ -n "$1" ]; then
    printf '%s\n' "$1"
    exit 1
  fi
  exit 0
}

# scripts: the names of the shell programs of the tree, found by their first line.
scripts() {
  find autogen.sh .ci contrib debian doc man src tests -type f ! -name '*.o' |
    while IFS= read -r file; do
      # Only the first two bytes at first: most files are not scripts, some are not text.
      if [ "$(head -c 2 "$file" | tr -d '\0')" = '#!' ]; then
        case $(head -n 1 "$file") in
          *rc.common) ;; # OpenWrt's own; see service.sh
          *sh | *'sh '*) echo "$file" ;;
        esac
      fi
    done | sort
}
