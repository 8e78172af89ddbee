#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Why: a fault that no test names may come back unnoticed. Release 1.0.0 had 65 of them, in seven groups:
# answers that were not heard (A), what the kernel does without a word (B), waiting for others (C), which machines to believe (D),
# privilege and place (E), what people stumble over (F), and the service (G). Each has a test that failed on 1.0.0 and
# says in a comment what was wrong, with the fault in brackets: [faults A1]. A fault without brackets is one of the
# program that rdisc replaced.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

verdict "$(
  {
    for group in A7 B9 C7 D11 E8 F7 G16; do
      seq -f "known ${group%%[0-9]*}%g" "${group#?}"
    done
    grep -rohE --exclude=faults.sh '\[faults [^]]*\]' tests | sed 's/.faults //; s/]//' | tr ',' '\n' | sed 's/^ */named /'
  } | awk '
    $1 == "known" { known[$2] = 1 }
    $1 == "named" { named[$2] = 1 }
    END {
      for (fault in known) if (!(fault in named)) print "tests/lint/faults.sh:1: no test names the fault " fault
      for (fault in named) if (!(fault in known)) print "tests/lint/faults.sh:1: a test names a fault " fault
    }' | sort
)"
