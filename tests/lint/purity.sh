#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Why: the core runs under tests with time and network as plain values only while it makes no system
# call, reads no clock and logs nothing. Asks the linker, which cannot be argued with: whatever
# librdisc-core.a needs from outside must be in the list below.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

# Why each group is harmless:
allowed='
  mem(cpy|move|set|cmp|chr|rchr|mem)          bytes in memory
  bcmp                                        what clang makes of memcmp() == 0
  str(len|nlen|cmp|ncmp|casecmp|chr|rchr|str|cpy|ncpy|spn|cspn|pbrk|lcpy|lcat)  text in memory
  (calloc|malloc|realloc|reallocarray|free)   memory itself
  (qsort(_r)?|bsearch)                        order
  v?snprintf                                  text into memory
  __(mem(cpy|move|set)|strn?cpy|v?snprintf)_chk  the same, fortified
  inet_(ntop|pton)                            addresses to text and back
  fnmatch                                     interface name patterns
  __ctype_(b|tolower|toupper)_loc             ctype.h
  __assert_fail                               a fault of ours
  __(stack_chk_(fail|guard)|chk_fail)         compiler: protection
  _GLOBAL_OFFSET_TABLE_                       compiler: position independence
  __u?(div|mod|divmod)[dt]i[34]               compiler: 64-bit arithmetic on 32-bit machines
'

if [ "${RDISC_INSTRUMENTED:-no}" = yes ]; then
  # Not skip(): RDISC_REQUIRE_ALL cannot ask for what an instrumented build does not have.
  echo "SKIP: a sanitizer or coverage build calls its run-time library"
  exit 77
fi
if [ -z "${CORE_LIB:-}" ]; then
  echo "purity: CORE_LIB is not set; make check sets it"
  exit 1
fi
nm=${NM:-nm}

pattern=$(printf '%s' "$allowed" | awk 'NF { printf "%s%s", sep, $1; sep = "|" }')
defined=$("$nm" -g --defined-only "$CORE_LIB" | awk 'NF == 3 { print $3 }' | sort -u | tr '\n' ' ')
if [ -z "$defined" ]; then
  echo "$CORE_LIB: defines nothing"
  exit 1
fi
foreign=$(
  "$nm" -u "$CORE_LIB" | awk -v defined="$defined" -v pattern="^($pattern)\$" '
    BEGIN { n = split(defined, d, " "); for (i = 1; i <= n; i++) ours[d[i]] = 1 }
    NF == 2 && !($2 in ours) && $2 !~ pattern { print $2 }' | sort -u | tr '\n' ' '
)
[ -n "$foreign" ] || exit 0

# Where each is used, from the debug information if there is any.
verdict "$(
  "$nm" -A -u -l "$CORE_LIB" | awk -v foreign="$foreign" '
    BEGIN { n = split(foreign, f, " "); for (i = 1; i <= n; i++) bad[f[i]] = 1 }
    $3 in bad {
      at = $4; object = $1; sub(/:$/, "", object)
      sub(/.*\/src\//, "src/", at)
      print (at != "" ? at : object) ": the core may not call " $3
    }'
)"
