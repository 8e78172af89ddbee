#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# tests/bench/bench.sh BUILD TOP [ARGUMENT]...: runs the benchmark of the build directory BUILD in
# namespaces, and puts the table and the plots into doc/benchmarks.md of the source tree TOP. Arguments
# go to tests/bench/bench: --quick, --only MEASURE, --build NAME=PATH (another build of rdisc), --peer
# NAME=PATH (any daemon with the old command line). With the first two the table is printed, and the
# document left alone. `make bench` and `make bench-quick` call it.
set -eu

if [ "${1-}" = --inside ]; then
  shift
  exec "$@"
fi
build=$1
top=$2
shift 2
here=$top/tests/bench
# shellcheck source=tests/figures_lib.sh
. "$top/tests/figures_lib.sh"

write=1
for argument; do
  case $argument in
    --quick | --only) write=0 ;;
  esac
done
[ "$write" = 0 ] || need_gnuplot
# Where the distribution has them (Debian: frr, radvd).
if [ -x /usr/lib/frr/zebra ] && find /usr/lib -name zebra_irdp.so 2>/dev/null | grep -q .; then
  set -- "$@" --zebra /usr/lib/frr/zebra
fi
if command -v radvd >/dev/null; then
  set -- "$@" --radvd "$(command -v radvd)"
fi

# Pages of a program just linked count as its own dirty ones until they are written.
sync "$build/rdisc" "$build/tests/bench/floor"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
RDISC_TEST_TIMEOUT=${RDISC_TEST_TIMEOUT:-1800} "$top/tests/netns/run" "$here/bench.sh" --inside \
  "$build/tests/bench/bench" --data "$work" --floor "$build/tests/bench/floor" --rdisc "$build/rdisc" "$@" \
  >"$work/figures"
if [ "$write" = 0 ]; then
  cat "$work/figures"
  exit
fi
put_figures "$top/doc/benchmarks" "$here/bench.gp" "$work" "$work"
