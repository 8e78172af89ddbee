#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Why: a duty of RFC 1256 that no line implements, or that no test proves, is found here and not by a
# user. The duties are in doc/duties.txt; a comment that says [H-3], or [H-3, H-4], in src/ and in
# tests/ claims them for the function it stands in or above. doc/rfc1256-coverage.md is the table of
# these claims.
#
#   tests/lint/coverage.sh          every duty claimed on both sides, and the table up to date?
#   tests/lint/coverage.sh --write  write the table
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

table=doc/rfc1256-coverage.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# claims FILE...: "FILE|NAME|ID", where NAME is the function, test, type or macro; complaints as
# "!FILE:LINE: ...". Relies on the house style: definitions begin and bodies end in column one.
claims() {
  awk -v duties=doc/duties.txt '
    BEGIN {
      while ((getline line < duties) > 0)
        if (split(line, field, / *[|] */) == 4)
          known[field[1]] = 1
    }

    function settle(file, name,    i) {
      for (i = 1; i <= waiting; i++)
        print file "|" name "|" wait[i]
      waiting = 0
    }

    # The name that a line in column one defines or declares; empty if it goes on in the next line.
    function defined(line,    name) {
      if (line ~ /^START_TEST/) {
        name = line
        sub(/^START_TEST *\( */, "", name); sub(/ *\).*/, "", name)
        return name
      }
      sub(/\/\*.*/, "", line)
      if (line ~ /^(struct|enum|union) [A-Za-z0-9_]+ *\{?$/) {
        sub(/ *\{?$/, "", line)
        return line
      }
      if (line ~ /[(]/ && line !~ /=/)
        sub(/ *[(].*/, "", line)
      else if (line ~ /[={;[]/)
        sub(/ *[={;[].*/, "", line)
      else
        return ""
      sub(/.*[^A-Za-z0-9_]/, "", line)
      return line
    }

    FNR == 1 {
      settle(file, "")
      file = FILENAME; body = ""; head = ""
      is_c = file ~ /\.[ch]$/
    }

    is_c && /^[A-Za-z_]/ && body == "" && !/^END_TEST/ {
      name = defined($0)
      if (name != "") {
        head = name
        settle(file, head)
        here = head
        if (/\{$/)
          body = head
      }
    }
    is_c && /^\{/ { body = head }
    is_c && /^#/ && body == "" {
      # A comment above a macro is about the macro; one above anything else, about the file.
      if (/^# *define/) {
        name = $0
        sub(/^# *define */, "", name); sub(/[^A-Za-z0-9_].*/, "", name)
      } else
        name = ""
      settle(file, name)
    }

    {
      rest = $0
      while (match(rest, /\[[MRHN]-[^]]*\]?/)) {
        claim = substr(rest, RSTART, RLENGTH)
        rest = substr(rest, RSTART + RLENGTH)
        if (claim !~ /^\[[MRHN]-V?[0-9]+(, [MRHN]-V?[0-9]+)*\]$/) {
          print "!" file ":" FNR ": " claim ": write [H-3] or [H-3, H-4]"
          continue
        }
        n = split(substr(claim, 2, length(claim) - 2), id, ", ")
        for (i = 1; i <= n; i++) {
          if (!(id[i] in known))
            print "!" file ":" FNR ": no duty " id[i] " in " duties
          else if (!is_c)
            print file "||" id[i]
          else if (body != "")
            print file "|" body "|" id[i]
          else if (/^[A-Za-z_]/)
            print file "|" here "|" id[i]
          else if (/^# *define/)
            print file "|" name "|" id[i]
          else
            wait[++waiting] = id[i]
        }
      }
    }
    is_c && /^\}/ { body = "" }

    END { settle(file, "") }' "$@"
}

# shellcheck disable=SC2046 # our file names have no spaces
claims $(find src -name '*.[ch]' | sort) | sort -u >"$work/src"
# shellcheck disable=SC2046
claims $(find tests -type f \( -name '*.[ch]' -o -name '*.sh' \) ! -path 'tests/lint/*' | sort) |
  sort -u >"$work/tests"

# One table row for each duty, one list item for each file.
{
  cat <<'EOF'
<!-- SPDX-License-Identifier: BSD-2-Clause -->
<!-- Written by tests/lint/coverage.sh --write; edit doc/duties.txt and the comments in the sources. -->

# Where each duty of RFC 1256 is done and tested

The duties are those of RFC 1256 and, N-1 to N-4, of its neighbours, told in our own words. A comment
in the source or in a test that names a duty, as `[H-3]`, claims it for the function around it.

| duty | weight | clause | what | done in | tested by |
|---|---|---|---|---|---|
EOF
  awk -F ' *[|] *' '
    function cell(side, id,    i, text, last, label) {
      for (i = 1; i <= count[side]; i++) {
        if (ids[side, i] != id)
          continue
        if (files[side, i] != last) {
          last = files[side, i]
          label = last; sub(/.*\//, "", label)
          text = text (text == "" ? "" : "<br>") "[" label "](../" last ")"
        }
        if (names[side, i] != "")
          text = text " `" names[side, i] "`"
      }
      return text == "" ? "**nowhere**" : text
    }
    /^!/ || /^#/ || NF < 3 { next }
    side < 3 { n = ++count[side]; files[side, n] = $1; names[side, n] = $2; ids[side, n] = $3; next }
    { print "| " $1 " | " $2 " | " $3 " | " $4 " | " cell(1, $1) " | " cell(2, $1) " |" }
  ' side=1 "$work/src" side=2 "$work/tests" side=3 doc/duties.txt
} >"$work/table"

if [ "${1:-}" = --write ]; then
  cp "$work/table" "$table"
  echo "wrote $table"
fi
verdict "$(
  sed -n 's/^!//p' "$work/src" "$work/tests"
  awk -F ' *[|] *' '
    /^#/ || NF == 0 { next }
    NF != 4 { print FILENAME ":" FNR ": want ID | weight | clause | text"; next }
    { where[$1] = FILENAME ":" FNR }
    seen[$1]++ { print where[$1] ": " $1 " is there twice" }' doc/duties.txt
  awk -F '|' '
    /^!/ { next }
    side < 3 { claimed[side, $3] = 1; next }
    /^#/ || NF != 4 { next }
    {
      id = $1; sub(/ *$/, "", id)
      if (!((1, id) in claimed)) print "doc/duties.txt:" FNR ": " id " is claimed by no source: no [" id "] in src/"
      if (!((2, id) in claimed)) print "doc/duties.txt:" FNR ": " id " is claimed by no test: no [" id "] in tests/"
    }' side=1 "$work/src" side=2 "$work/tests" side=3 doc/duties.txt
  cmp -s "$work/table" "$table" ||
    echo "$table:1: stale; run tests/lint/coverage.sh --write"
)"
