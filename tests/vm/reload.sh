#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# systemctl reload comes back when the reload is done, and fails with its reason where the file is broken. OPTIONS= of
# /etc/default/rdisc counts at the next start.
. "$(dirname "$0")/lib.sh"

settle
for metric in 4711 4712 4713; do
  echo "routes { metric = $metric }" >/etc/rdisc.conf
  systemctl reload rdisc
  learned "default via 192.0.2.1 dev lan0 proto ra metric $metric" || fail "reloaded, but: $(ours)"
done
pid=$(of_unit MainPID)
echo 'routes { metric = wrong }' >/etc/rdisc.conf
check '! systemctl reload rdisc' 'a broken file is taken'
wait_for 10 'said "rdisc.conf:1: metric = wrong: expected" --priority err..warning'
check 'state active && [ "$(of_unit MainPID)" = "$pid" ]' 'a broken file ended the daemon'
check 'learned "default via 192.0.2.1 dev lan0 proto ra metric 4713"' 'a broken file took the route'
configure
check learned 'the first file again: another route'

# ---- OPTIONS -----------------------------------------------------------------------------------

echo 'OPTIONS="-s -i lan0 --metric 99"' >/etc/default/rdisc
systemctl restart rdisc
wait_for 30 'learned "default via 192.0.2.1 dev lan0 proto ra metric 99"'
check 'rdiscctl interfaces | grep -q "^lan0 "' 'lan0 is not in use'
# A start that cannot succeed is given up, and leaves no route.
echo 'OPTIONS="--no-such-option"' >/etc/default/rdisc
mkdir -p /run/systemd/system/rdisc.service.d
printf '[Unit]\nStartLimitIntervalSec=900\n' >/run/systemd/system/rdisc.service.d/slow.conf # a start takes its time here
systemctl daemon-reload
systemctl restart --no-block rdisc
wait_for 300 'state failed'
wait_for 30 '[ -z "$(ours)" ]'
check 'said "no-such-option" --priority err..warning' 'the journal does not name the option'
pass
