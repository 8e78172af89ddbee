#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Why: an alert on a metric that nobody tells never fires, and a metric that stands nowhere is seen by
# nobody. Those in contrib/prometheus/ name metrics of src/rdiscctl/metrics.c, and all of those but a few; promtool
# finds the rules good, sees them fire, and can read what the dashboard asks.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

# On no panel and in no alert, for queries by hand: moments, and what others there tell as well.
unseen='rdisc_advertised_lifetime_seconds
rdisc_config_generation
rdisc_config_last_reload_success_timestamp_seconds
rdisc_last_advertisement_timestamp_seconds
rdisc_next_advertisement_timestamp_seconds
rdisc_router_last_advertisement_timestamp_seconds
rdisc_router_preference
rdisc_router_reachable
rdisc_start_time_seconds'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sed -n 's/.*{ "\(rdisc_[a-z_]*\)", "[a-z]*",.*/\1/p' src/rdiscctl/metrics.c | sort -u >"$work/told"
[ -s "$work/told" ] || verdict "src/rdiscctl/metrics.c:1: no metric found"
grep -ohE '\brdisc_[a-z_]+' contrib/prometheus/rdisc.rules.yml contrib/prometheus/rdisc.dashboard.json |
  sort -u >"$work/shown"
complaints=$(
  for file in contrib/prometheus/*; do
    grep -oE '\brdisc_[a-z_]+' "$file" | sort -u | comm -13 "$work/told" - | sed "s,.*,$file:1: & is no metric,"
  done
  comm -23 "$work/told" "$work/shown" >"$work/missing"
  printf '%s\n' "$unseen" | sort | comm -13 - "$work/missing" |
    sed 's,.*,src/rdiscctl/metrics.c:1: & is on no panel of contrib/prometheus/ and in no alert,'
  printf '%s\n' "$unseen" | sort | comm -23 - "$work/missing" |
    sed 's,.*,tests/lint/metrics.sh:1: & is seen\, or no metric,'
)
[ -z "$complaints" ] || verdict "$complaints"
# The queries of the panels, as rules: promtool reads no dashboards.
python3 - >"$work/panels.yml" <<'EOF'
import json
panels = json.load(open("contrib/prometheus/rdisc.dashboard.json"))["panels"]
asked = [target["expr"].replace("$instance", ".*") for panel in panels for target in panel["targets"]]
rules = [{"record": f"panel:{i}", "expr": expr} for i, expr in enumerate(asked)]
print(json.dumps({"groups": [{"name": "panels", "rules": rules}]}))
EOF
command -v promtool >/dev/null || skip "promtool not found (Debian: apt-get install prometheus); the names were fine"
promtool check rules "$work/panels.yml"
cd contrib/prometheus
promtool check rules rdisc.rules.yml
promtool test rules rdisc.test.yml
