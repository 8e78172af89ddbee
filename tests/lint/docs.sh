#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Why: a manual page that has lost touch with the program misleads. Every option of `rdisc --help` is
# in man/rdisc.8 and the other way round, and likewise for rdiscctl with its commands; NEWS speaks of the
# version that configure.ac builds; links in our documents lead somewhere; contrib/README.md knows all that
# lies there; and mandoc has nothing to complain about.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

if [ -z "${RDISC:-}" ] || [ -z "${RDISCCTL:-}" ]; then
  echo "docs: RDISC or RDISCCTL is not set; make check sets them"
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

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

# Every key of the table stands in the manual and in the example, and nothing else does.
{
  sed -n 's/.*KEY([A-Z]*([a-z_.]*), "\([a-z-]*\)".*/\1/p' src/config/keys.c
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

# compare HELP PAGE: files of words of a --help, and of "LINE WORD" of a page.
compare() {
  awk -v page="$page" '
    side == 1 { help[$1] = 1; next }
    { if (!($2 in told)) told[$2] = $1 }
    END {
      for (word in help)
        if (!(word in told)) print page ":1: " word " of --help is missing"
      for (word in told)
        if (!(word in help)) print page ":" told[word] ": " word " is unknown to --help"
    }' side=1 "$1" side=2 "$2" | sort >"$work/differ"
  if [ ! -s "$1" ]; then echo "$page:1: --help names nothing" >"$work/differ"; fi
  if [ -s "$work/differ" ]; then
    cat "$work/differ"
    status=1
  fi
}

for page in man/rdisc.8 man/rdiscctl.8; do
  program=$RDISC
  [ $page = man/rdisc.8 ] || program=$RDISCCTL
  if ! "$program" --help >"$work/text" 2>&1; then
    echo "$page:1: --help fails: $(head -n 1 "$work/text")"
    status=1
    continue
  fi
  help_options <"$work/text" | sort -u >"$work/help"
  page_options "$page" >"$work/page"
  compare "$work/help" "$work/page"
done

# The commands of rdiscctl, from what the last --help said.
sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p' "$work/text" | sort -u >"$work/help"
sed -n '/^\.Ss Commands/,/^\.Ss Options/!d; /^\.It Cm/{=;p;}' "$page" | sed 'N; s/\n\.It Cm \([a-z-]*\).*/ \1/' \
  >"$work/page"
compare "$work/help" "$work/page"

version=$(sed -n 's/^AC_INIT(\[rdisc\], \[\([^]]*\)\].*/\1/p' configure.ac)
news=$(sed -n 's/^rdisc \([0-9][^ ]*\).*/\1/p' NEWS | head -n 1)
if [ "$version" != "$news" ]; then
  echo "NEWS:1: the top entry is of version '$news', configure.ac:$(grep -n '^AC_INIT' configure.ac |
    cut -d: -f1) says '$version'"
  status=1
fi

# Whatever lies in contrib/ has its row in contrib/README.md, by its name or that of its directory.
for file in contrib/*; do
  name=${file#contrib/}
  case $name in README.md | local.mk) continue ;; esac
  if ! sed -n 's/^| \(.*\) | .* | .* |$/\1/p' contrib/README.md | grep -qF -e "\`$name" -e "(\`$name"; then
    echo "contrib/README.md:1: $file has no row"
    status=1
  fi
done

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
