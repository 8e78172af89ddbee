#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Figures and plots for a page of doc/; read in by those who measure.
set -eu

# Before a long measurement: can its plots be drawn?
need_gnuplot() {
  command -v gnuplot >/dev/null && return
  echo "gnuplot not found (Debian: apt-get install gnuplot-nox)" >&2
  exit 1
}

# put_figures PAGE SCRIPT DATA WORK: puts the table WORK/figures into PAGE.md, between the lines that say
# where figures begin and end, and the plots that gnuplot's SCRIPT draws of the directory DATA into the
# directory PAGE. WORK takes what is in between.
put_figures() {
  gnuplot -e "data='$3'; out='$4'" "$2"
  for plot in "$4"/*.svg; do
    # As tests/lint/tree.sh wants every text of ours.
    sed -e '1a <!-- SPDX-License-Identifier: BSD-2-Clause -->' -e 's/[[:blank:]]*$//' "$plot" \
      >"$1/$(basename "$plot")"
  done
  awk -v figures="$4/figures" '
    /^<!-- figures begin/ {
      print
      print ""
      while ((getline line < figures) > 0)
        print line
      print ""
      skipping = 1
    }
    /^<!-- figures end/ { skipping = 0 }
    !skipping { print }' "$1.md" | cat -s >"$4/page"
  cat "$4/page" >"$1.md"
}
