#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The calendar jumps; the machine stands still; the machine sleeps. Lifetimes run while it sleeps, and the route of a
# router that ended meanwhile is gone when it wakes.
. "$(dirname "$0")/lib.sh"

settle
pid=$(of_unit MainPID)
witness

# ---- another date ------------------------------------------------------------------------------

for jump in '+1 day' '-2 days' '+1 day'; do
  date --set "$jump" >/dev/null
  rdiscctl status >$tmp/status
  check 'grep -q "^192[.]0[.]2[.]1 .* in 2[0-9]m" $tmp/status' "the date jumped ($jump): $(cat $tmp/status)"
done
check 'no_gap && same "$pid"' 'the date jumped: a moment without a route, or another daemon'

# ---- the machine stands still, longer than the watchdog's time ---------------------------------

hardware() {
  cat /sys/class/rtc/rtc0/since_epoch
}
before=$(hardware)
pause 35
wait_for 120 '[ $(($(hardware) - before)) -ge 30 ]'
check 'no_gap && same "$pid" && learned' 'it stood still: a moment without a route, or another daemon'
stop_witness

# ---- the machine sleeps ------------------------------------------------------------------------

if ! grep -qw mem /sys/power/state; then
  echo 'This kernel cannot sleep.'
  pass
fi
# Linux 6.12 does not fall asleep where qemu emulates a second processor.
other_processors 0
# Lifetimes of 30 s, and a router that says no farewell.
routers 'interface router0 { role = router  advertisement-lifetime = 30  max-advertisement-interval = 10 }'
wait_for 30 'rdiscctl status | grep -q "^192[.]0[.]2[.]1 .* in [23][0-9]s"'
systemctl kill --signal KILL router
slept=$(uptime)
rtcwake --mode mem --seconds 40
echo "slept for $(($(uptime) - slept)) s"
check '[ $(($(uptime) - slept)) -ge 35 ]' 'it did not sleep'
# Long before 20 s: the time asleep counts.
wait_for 3 '[ -z "$(ours)" ]'
routers 'interface router0 { role = router }'
wait_for 60 learned
# A sleep that is shorter than the lifetime costs nothing.
witness
rtcwake --mode mem --seconds 10
check 'ping -c 1 -W 5 198.51.100.1' 'awake, and nothing comes through the route'
other_processors 1
check 'no_gap && same "$pid" && learned' 'a short sleep: a moment without a route, or another daemon'
stop_witness
pass
