#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Why: "RFC 1256 4.3" written in one way only can be found with one grep, and a citation of a section
# that does not exist or says nothing of the kind is worse than none. New ones are added here by
# whoever has read them.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

# RFC and the sections we have reason to cite; an RFC may always be cited as a whole.
known='
791   3.1 3.2
792
919
922
950
1071  1 2 3 4
1112  4 6.1 6.4 7.2
1122  3.2.1.3 3.3.1 3.3.1.1 3.3.1.2 3.3.1.3 3.3.1.4 3.3.1.5 3.3.1.6 3.3.6
1256  2 3 4 4.1 4.2 4.3 5 5.1 5.2 5.3 6 7
1812  4.3.3.10 5.3.4 5.3.5 5.3.5.1
2474
3021  2.1 2.2 3.3
3927
4436
4861
5944  2.1 2.1.1
7559
'

complaints=$(
  find src tests -type f \( -name '*.[ch]' -o -name '*.sh' \) ! -path 'tests/lint/*' | sort |
    xargs grep -niHE 'rfc|section|§' | awk -v known="$(printf '%s' "$known" | tr '\n' ';')" '
    BEGIN {
      n = split(known, lines, ";")
      for (i = 1; i <= n; i++) {
        m = split(lines[i], word, " ")
        if (m == 0)
          continue
        pair[word[1]] = 1
        for (j = 2; j <= m; j++)
          pair[word[1] " " word[j]] = 1
      }
    }
    {
      split($0, part, ":")
      at = part[1] ":" part[2]
      text = substr($0, length(at) + 2)
    }
    text ~ /([Ss]ection|§) *[0-9]/ {
      print at ": cite as \"RFC 1256 4.3\", without the word section"
    }
    {
      rest = text
      while (match(rest, /[Rr][Ff][Cc][^A-Za-z0-9]?[0-9]+/)) {
        before = (RSTART > 1) ? substr(rest, RSTART - 1, 1) : ""
        cite = substr(rest, RSTART, RLENGTH)
        rest = substr(rest, RSTART + RLENGTH)
        # Names of files, functions and include guards: rfc1256.h, RDISC_RFC1256_H.
        if (cite !~ /^RFC / && (before ~ /[A-Za-z0-9_]/ || rest ~ /^[_.]?[A-Za-z_]/))
          continue
        if (cite !~ /^RFC [0-9]/) {
          print at ": \"" cite "\": write it \"RFC 1256 4.3\""
          continue
        }
        number = substr(cite, 5)
        if (!(number in pair)) {
          print at ": RFC " number " is not among the known ones (tests/lint/rfc-refs.sh)"
          continue
        }
        if (rest ~ /^[,:;(\/#-]? *[(]?[0-9]+[.][0-9]/ && rest !~ /^ [0-9]/) {
          print at ": \"" cite substr(rest, 1, 6) "\": write it \"RFC 1256 4.3\""
          continue
        }
        if (match(rest, /^ [0-9]+([.][0-9]+)*/)) {
          cited = number substr(rest, 1, RLENGTH)
          if (!(cited in pair))
            print at ": RFC " cited " is not among the known sections (tests/lint/rfc-refs.sh)"
        }
      }
    }'
)
verdict "$complaints"
