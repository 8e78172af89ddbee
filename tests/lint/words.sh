#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Why: a comment that begins with its subject is understood at the first reading. No comment of src, tests
# and scripts begins with What, Who, Whoever, Whose or Is. No sentence of src has over 20 words. Words are
# spelt as codespell knows them.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

command -v codespell >/dev/null || skip "codespell not found (Debian: apt-get install codespell)"

# Names that are no words: mdoc's Nd, nftables' iif, printf's %jus, nd and te of tests, keys misspelt on purpose.
misspelt=$(codespell --ignore-words-list nd,iif,jus,te,inh,tabel,adress,crasher README.md CONTRIBUTING.md NEWS SECURITY.md \
  contrib debian doc man src tests --skip 'tests/fuzz/corpus,*.o,*.a,*.svg') || misspelt=${misspelt:-codespell failed}

found=$(find src tests -name '*.[ch]' -exec awk '
  BEGIN { drawing = "^ *([|+]|([0-9] +)+[0-9] *$)" }
  function judge(    n, i, words, sentence) {
    gsub(/[ \t]+/, " ", comment)
    if (comment ~ /^ (What|Who|Whoever|Whose|Is) /) opening[++n_openings] = place ":" comment
    n = split(comment, sentence, /[.;:!?]( |$)/)
    for (i = 1; i <= n && FILENAME ~ /^src/; i++)
      if (split(sentence[i], words, " ") > 20) long[++n_long] = place ": over 20 words:" sentence[i]
  }
  {
    line = $0
    if (!inside) gsub(/"([^"\\]|\\.)*"/, "", line) # a glob in a string opens no comment
    if (!inside && match(line, /\/\*/)) {
      inside = 1
      comment = ""
      place = FILENAME ":" FNR
      line = substr(line, RSTART + 2)
    }
    if (!inside) next
    closed = match(line, /\*\//)
    if (closed) line = substr(line, 1, RSTART - 1)
    sub(/^[ \t]*\*/, "", line)
    if (line !~ drawing) comment = comment (line ~ /^(\t|  +)[^ ]/ ? " ; " : " ") line # an item of a list ends the last
    if (closed) {
      inside = 0
      judge()
    }
  }
  END {
    for (i = 1; i <= n_openings; i++) print opening[i]
    for (i = 1; i <= n_long; i++) print long[i]
  }' {} +)

scripts=$(grep -rnIE '^[[:blank:]]*# (What|Who|Whoever|Whose|Is) ' tests contrib .ci autogen.sh --exclude-dir=corpus \
  --exclude='*.[ch]' --exclude='*.md') || [ $? -eq 1 ] || scripts='grep failed'
verdict "$(printf '%s\n%s\n%s\n' "$misspelt" "$found" "$scripts" | sed '/^$/d')"
