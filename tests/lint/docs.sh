#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Why: a manual page that has lost touch with the program misleads. Every option of `rdisc --help` is
# in man/rdisc.8 and the other way round; NEWS speaks of the version that configure.ac builds; links
# in our documents lead somewhere; and mandoc has nothing to complain about.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

if [ -z "${RDISC:-}" ]; then
  echo "docs: RDISC is not set; make check sets it"
  exit 1
fi

# The options of a help text: -a, --long, and each letter of a cluster like [-abf].
help_options() {
  awk '{
    rest = $0
    while (match(rest, /(^|[ \t,[|(\/])--?[A-Za-z][A-Za-z0-9-]*/)) {
      option = substr(rest, RSTART, RLENGTH)
      rest = substr(rest, RSTART + RLENGTH)
      sub(/^[^-]*/, "", option)
      if (option ~ /^--/)
        print option
      else
        for (i = 2; i <= length(option); i++)
          print "-" substr(option, i, 1)
    }
  }'
}

# The options of an mdoc page: what follows Fl, until the next macro, as "LINE OPTION".
page_options() {
  awk '/^\.[^\\]/ {
    flag = 0
    for (w = 1; w <= NF; w++) {
      word = $w
      if (w == 1)
        sub(/^\./, "", word)
      if (word ~ /^[A-Z][a-z]$/) {
        flag = word == "Fl"
        continue
      }
      if (!flag || word !~ /^-?[A-Za-z]/)
        continue
      if (word ~ /^-/)
        print FNR, "-" word
      else
        for (i = 1; i <= length(word); i++)
          print FNR, "-" substr(word, i, 1)
    }
  }' "$1"
}

page=man/rdisc.8
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

# Every key of the table stands in the manual and in the example, and nothing else does.
{
  sed -n 's/.*KEY([A-Z]*([a-z_]*), "\([a-z-]*\)".*/\1/p' src/confkey.c
  echo track # a list of names, which no table checks
} | sort -u >"$work/keys"
sed -n 's/^\.It Cm \([a-z-]*\)$/\1/p' man/rdisc.conf.5 | sort -u >"$work/page-keys"
sed -n 's/^[#[:blank:]]*\([a-z-]*\) = .*/\1/p' contrib/rdisc.conf | sort -u >"$work/example-keys"
for place in page example; do
  file=man/rdisc.conf.5
  [ $place = page ] || file=contrib/rdisc.conf
  comm -23 "$work/keys" "$work/$place-keys" | sed "s,.*,$file:1: the key & is missing," >"$work/missing"
  comm -13 "$work/keys" "$work/$place-keys" | sed "s,.*,$file:1: & is no key," >>"$work/missing"
  if [ -s "$work/missing" ]; then
    cat "$work/missing"
    status=1
  fi
done

if "$RDISC" --help >"$work/text" 2>&1; then
  help_options <"$work/text" | sort -u >"$work/help"
  page_options "$page" >"$work/page"
  awk -v page="$page" '
    side == 1 { help[$1] = 1; next }
    { if (!($2 in told)) told[$2] = $1 }
    END {
      for (option in help)
        if (!(option in told)) print page ":1: " option " of --help is missing"
      for (option in told)
        if (!(option in help)) print page ":" told[option] ": " option " is unknown to --help"
    }' side=1 "$work/help" side=2 "$work/page" | sort >"$work/differ"
  if [ ! -s "$work/help" ]; then echo "$page:1: rdisc --help names no option" >"$work/differ"; fi
  if [ -s "$work/differ" ]; then
    cat "$work/differ"
    status=1
  fi
else
  echo "src/main.c:1: rdisc --help fails: $(head -n 1 "$work/text")"
  status=1
fi

version=$(sed -n 's/^AC_INIT(\[rdisc\], \[\([^]]*\)\].*/\1/p' configure.ac)
news=$(sed -n 's/^rdisc \([0-9][^ ]*\).*/\1/p' NEWS | head -n 1)
if [ "$version" != "$news" ]; then
  echo "NEWS:1: the top entry is of version '$news', configure.ac:$(grep -n '^AC_INIT' configure.ac |
    cut -d: -f1) says '$version'"
  status=1
fi

# Relative links of the Markdown pages: ](path) or ](path#anchor).
for file in $(find . -path ./build -prune -o -path './rdisc-*' -prune -o -name '*.md' -print | sort); do
  grep -no ']([^)]*)' "$file" | while IFS=: read -r line link; do
    link=${link#](}
    link=${link%)}
    case $link in *://* | mailto:* | '#'*) continue ;; esac
    if [ ! -e "$(dirname "$file")/${link%%#*}" ]; then
      echo "${file#./}:$line: the link $link leads nowhere"
    fi
  done
done >"$work/links"
if [ -s "$work/links" ]; then
  cat "$work/links"
  status=1
fi

if command -v mandoc >/dev/null; then
  mandoc -T lint -W warning man/*.[1-9] || status=1
elif [ "$status" -eq 0 ]; then
  skip "mandoc not found (Debian: apt-get install mandoc); all else was fine"
fi
exit $status
