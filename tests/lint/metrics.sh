#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Why: an alert on a metric that nobody tells never fires. Those in contrib/prometheus/ name metrics of
# src/metrics.c, and promtool finds the rules good and sees them fire.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sed -n 's/.*{ "\(rdisc_[a-z_]*\)", "[a-z]*",.*/\1/p' src/metrics.c | sort -u >"$work/told"
[ -s "$work/told" ] || verdict "src/metrics.c:1: no metric found"
complaints=$(
  for file in contrib/prometheus/*; do
    grep -oE '\brdisc_[a-z_]+' "$file" | sort -u | comm -13 "$work/told" - | sed "s,.*,$file:1: & is no metric,"
  done
)
[ -z "$complaints" ] || verdict "$complaints"
python3 -c 'import json; json.load(open("contrib/prometheus/rdisc.dashboard.json"))'
command -v promtool >/dev/null || skip "promtool not found (Debian: apt-get install prometheus); the names were fine"
cd contrib/prometheus
promtool check rules rdisc.rules.yml
promtool test rules rdisc.test.yml
