# shellcheck shell=sh
# SPDX-License-Identifier: BSD-2-Clause
# Read by the lint scripts: goes to the top of the source tree and counts complaints.
#
# A script can be run by hand, `tests/lint/folders.sh`; the few that look at what was built need the
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
  # OpenWrt's own interpreter, rc.common, is none of them; see service.sh.
  find autogen.sh .ci contrib debian doc man src tests -type f ! -name '*.o' -exec awk '
    FNR == 1 && /^#!.*sh( |$)/ && !/rc\.common/ { print FILENAME }
    { nextfile }' {} + | sort
}
