#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Why: an unchecked table of features tells of features that are gone. doc/features.md has each row once, with a test
# that is there; and each option, key, command and file that it names exists.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

page=doc/features.md

# The words between backquotes in the third column of the page: "LINE WORD".
named() {
  awk -F'|' '$2 ~ /^ [HRO][0-9]+ $/ {
    n = split($4, part, "`")
    for (i = 2; i <= n; i += 2) print NR, part[i]
  }' $page
}

# The places where a word must stand, by its form.
exists() {
  case $1 in
  -?) grep -qF "{ { '${1#-}'," src/config/cmdline.c ;;
  --*) grep -q "\"${1#--}\"" src/config/cmdline.c src/rdiscctl/main.c && case $1 in *' '*) false ;; esac ;;
  'rdiscctl '*) grep -q "^	{ \"${1#rdiscctl }\"," src/rdiscctl/commands.c ;;
  contrib/* | doc/* | debian) [ -e "$1" ] ;;
  'make check') : ;;
  'man '*) [ -e "man/${1#man }.8" ] || [ -e "man/${1#man }.5" ] ;;
  rdisc.conf.d) grep -q "rdisc.conf.d" man/rdisc.conf.5 ;;
  best) grep -q '"best"' src/model/conf.c ;;
  *) grep -q "\"$1\"" src/config/keys.c ;; # sections too
  esac
}

verdict "$(
  awk -F'|' '$2 ~ /^ [HRO][0-9]+ $/ { n[substr($2, 2, length($2) - 2)]++ }
    END {
      split("H 55 R 41 O 38", last, " ")
      for (kind = 1; kind <= 5; kind += 2)
        for (i = 1; i <= last[kind + 1]; i++)
          if (n[last[kind] i] != 1) print FILENAME ":1: row " last[kind] i " is there " n[last[kind] i] + 0 " times"
    }' $page
  awk -F'|' '$2 ~ /^ [HRO][0-9]+ $/ && (NF != 6 || $4 ~ /^ *$/ || $5 !~ /`/) {
    print FILENAME ":" NR ": a row has a feature, what there is of it, and a test"
  }' $page
  find tests | sed 's,.*/,,' | awk -F'|' 'NR == FNR { there[$0] = 1; next }
    $2 ~ /^ [HRO][0-9]+ $/ {
      n = split($5, part, "`")
      for (i = 2; i <= n; i += 2) if (!(part[i] in there)) print FILENAME ":" FNR ": there is no test " part[i]
    }' - $page
  named | while read -r line word; do
    first=${word#--install }
    [ "$first" = "$word" ] || word=--install
    exists "$word" || echo "$page:$line: there is no $word"
  done
)"
