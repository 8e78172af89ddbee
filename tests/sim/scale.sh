#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# tests/sim/scale.sh SIM TOP: puts fresh figures into doc/scale.md of the source tree TOP, between the
# lines that say where they begin and end, and fresh plots beside it. `make scale` calls it.
set -eu

sim=$1
page=$2/doc/scale.md
plots=$2/doc/scale
here=$(dirname "$0")

if ! command -v gnuplot >/dev/null; then
  echo "scale: gnuplot not found (Debian: apt-get install gnuplot-nox)" >&2
  exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/data"

"$sim" --scale="$work/data" >"$work/figures"
gnuplot -e "data='$work/data'; out='$work'" "$here/scale.gp"
for plot in "$work"/*.svg; do
  # As tests/lint/tree.sh wants every text of ours.
  sed -e '1a <!-- SPDX-License-Identifier: BSD-2-Clause -->' -e 's/[[:blank:]]*$//' "$plot" \
    >"$plots/$(basename "$plot")"
done
awk -v figures="$work/figures" '
  /^<!-- figures begin/ {
    print
    print ""
    while ((getline line < figures) > 0)
      print line
    skipping = 1
  }
  /^<!-- figures end/ { skipping = 0 }
  !skipping { print }' "$page" | cat -s >"$work/page"
cat "$work/page" >"$page"
