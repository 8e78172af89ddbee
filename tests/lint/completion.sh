#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Why: a completion that has lost touch with its program goes unnoticed. Its long options, and the commands of
# rdiscctl, are those of --help, no more and no less; and bash really offers them.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

if [ -z "${RDISC:-}" ] || [ -z "${RDISCCTL:-}" ]; then
  echo "completion: RDISC or RDISCCTL is not set; make check sets them"
  exit 1
fi
command -v bash >/dev/null || skip "bash not found"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# differ FILE: between what the program has ($work/help) and what the completion has ($work/has).
differ() {
  comm -23 "$work/help" "$work/has" | sed "s,.*,$1:1: & is missing,"
  comm -13 "$work/help" "$work/has" | sed "s,.*,$1:1: & is unknown to --help,"
}

# offered PROGRAM WORD: what bash offers for it, one a line. It asks the program, which it finds by its name.
offered() {
  PATH=$(dirname "$RDISC"):$(dirname "$RDISCCTL"):$PATH bash -c '. "contrib/completion/$1.bash"; COMP_WORDS=("$1" "$2"); COMP_CWORD=1; "_$1"
    printf "%s\n" "${COMPREPLY[@]}"' bash "$@"
}

complaints=$(
  for program in rdisc rdiscctl; do
    path=$RDISC
    [ $program = rdisc ] || path=$RDISCCTL
    "$path" --help >"$work/text"
    # A value of a long option stands behind it; only what begins a line, or follows a short one, is an option.
    sed -nE 's/^ {2,6}(-[A-Za-z], )?(--[a-z-]+).*/\2/p' "$work/text" | sort -u >"$work/help"
    if [ ! -s "$work/help" ]; then echo "$path:1: --help names no option"; fi
    offered $program -- | sort -u >"$work/has"
    differ contrib/completion/$program.bash
    grep -oE -- "--[a-z][a-z-]*[][{}, '=]" contrib/completion/_$program | sed 's/-*.$//' | sort -u >"$work/has"
    differ contrib/completion/_$program
  done
  sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p' "$work/text" | sort -u >"$work/help"
  offered rdiscctl '' | sort -u >"$work/all"
  grep -v '^-' "$work/all" | sort -u >"$work/has"
  differ contrib/completion/rdiscctl.bash
  sed -n "s/.*'1:command:(\(.*\))'.*/\1/p" contrib/completion/_rdiscctl | tr ' ' '\n' | sort -u >"$work/has"
  differ contrib/completion/_rdiscctl
)
verdict "$complaints"
