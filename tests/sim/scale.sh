#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# tests/sim/scale.sh SIM TOP: puts fresh figures into doc/scale.md of the source tree TOP, between the
# lines that say where they begin and end, and fresh plots beside it. `make scale` calls it.
set -eu

sim=$1
top=$2
# shellcheck source=tests/figures_lib.sh
. "$top/tests/figures_lib.sh"

need_gnuplot
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/data"
"$sim" --scale="$work/data" >"$work/figures"
put_figures "$top/doc/scale" "$top/tests/sim/scale.gp" "$work/data" "$work"
