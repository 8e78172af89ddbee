#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# No moment without a default route: over restarts, the daemon's death, the watchdog that ends one that hangs, and the
# upgrade of the package.
. "$(dirname "$0")/lib.sh"

settle

saved() {
  grep -q 'address=192[.]0[.]2[.]1 ' /run/rdisc/state
}
# again PID: another daemon is there, and has the route.
again() {
  state active && [ "$(of_unit MainPID)" != "$1" ] && rdiscctl wait --router --timeout 1 && learned
}

wait_for 10 saved
witness
for _ in 1 2 3; do
  pid=$(of_unit MainPID)
  systemctl restart rdisc
  wait_for 20 "again $pid && saved"
done
check no_gap 'restart: a moment without a default route'

pid=$(of_unit MainPID)
kill -KILL "$pid"
wait_for 30 "again $pid && saved"
check no_gap 'kill -9: a moment without a default route'

# The manager ends it by SIGABRT after WatchdogSec, and starts it again after RestartSec.
pid=$(of_unit MainPID)
kill -STOP "$pid"
wait_for 120 "again $pid && saved"
check 'journalctl --quiet -u rdisc --since "$began" -o cat | grep -q "Watchdog timeout"' 'not the watchdog ended it'
check no_gap 'watchdog: a moment without a default route'

pid=$(of_unit MainPID)
dpkg --install /vm/rdisc.deb
wait_for 30 "again $pid && saved"
check no_gap 'an upgrade: a moment without a default route'
check '[ "$(systemctl is-enabled rdisc)" = enabled ]' 'an upgrade disabled it'
stop_witness
pass
