#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The systemd unit: the program does its work, confined as the unit says, and tells the manager. What
# the unit itself is worth says tests/lint/service.sh; that the confinement holds is checked here too.
. "$(dirname "$0")/lib.sh"

need_python
for tool in setpriv systemd-analyze; do
  command -v $tool >/dev/null || skip "$tool not found (Debian: util-linux, systemd)"
done
"$python" -c 'import ctypes; ctypes.CDLL("libseccomp.so.2")' 2>/dev/null || skip "libseccomp not found"
if [ "$(awk '{ n = $3 > n ? $3 : n } END { print n }' /proc/self/uid_map)" -le 65534 ]; then
  skip "no second user here, as whom to run"
fi
unit=${SERVICE_UNIT:-$(dirname "$RDISC")/contrib/systemd/rdisc.service}
[ -r "$unit" ] || fail "no unit at $unit; build it"

# The user of the service must reach all of that, wherever it was built.
mkdir /run/bin
cp "$RDISC" /run/bin/rdisc
cp "$(dirname "$0")/manager.py" /run/bin/manager.py
cp "$unit" /run/bin/rdisc.service
unit=/run/bin/rdisc.service

ns_add h1
ns_add r1
link h1 eth0 r1 eth0
addr h1 eth0 192.0.2.10/24
addr r1 eth0 192.0.2.1/24
addr r1 eth0 192.0.2.2/24
export ASAN_OPTIONS=detect_leaks=0 # the unit does not let the sanitizer look into the process
group=$(getent group 65534) && group=${group%%:*}
echo "daemon { control-group = $group }" >"$tmp/rdisc.conf"
spawn service h1 env OPTIONS="-s -i eth0 --config $tmp/rdisc.conf" "$python" /run/bin/manager.py "$unit" /run/bin/rdisc
wait_for 30 "says service '^told READY=1'"
pid=$(sed -n 's/^main_pid //p' "$tmp/service.out")

# main KEY VALUE: what the kernel says of the main process.
main() {
  [ "$(sed -n "s/^$1:[[:blank:]]*//p" "/proc/$pid/status")" = "$2" ] ||
    { grep "^$1:" "/proc/$pid/status" >&2 && return 1; }
}

# ---- it works ----------------------------------------------------------------------------------

advertise r1 eth0 1800 192.0.2.1
wait_for 5 "routes_are h1 'default via 192.0.2.1 dev eth0 proto ra metric 4096'"
wait_for 5 "says service '^told STATUS=.*192[.]0[.]2[.]1'"
wait_for 5 'grep -q 192.0.2.1 /run/rdisc/state'

check '[ "$(stat -c "%a %g" /run/rdisc/control)" = "660 65534" ]' 'the group cannot use rdiscctl'

# ---- it is confined ----------------------------------------------------------------------------

check 'main NoNewPrivs 1' 'new privileges can be had'
check 'main Seccomp 2' 'no filter of system calls'
for set in CapInh CapPrm CapEff CapBnd CapAmb; do
  check "[ \$((0x\$(sed -n 's/^$set:[[:blank:]]*//p' /proc/$pid/status) & ~0x3000)) -eq 0 ]" \
    "$set has more than the two capabilities of the network"
done
check "main Uid '65534	65534	65534	65534'" 'not the user of the service'

# ---- it is managed -----------------------------------------------------------------------------

kill -s HUP "$pid"
wait_for 5 "says service '^told RELOADING=1'"
wait_for 5 "says service '^told MONOTONIC_USEC=[0-9]+'"
wait_for 5 "[ \$(count service '^told READY=1') -eq 2 ]"
wait_for 25 "says service '^told WATCHDOG=1'"
advertise r1 eth0 1800 192.0.2.2
wait_for 5 "routes_are h1 'default via 192.0.2.1 dev eth0 proto ra metric 4096' \
  'default via 192.0.2.2 dev eth0 proto ra metric 4097'"

stop service
check '[ $exit_status -eq 0 ]' "ended with $exit_status"
check "says service '^told STOPPING=1'" 'did not say that it stops'
# For the next start, or rdisc-routes.service, as the user of the service; systemd.sh has both.
check 'routes_are h1 "default via 192.0.2.1 dev eth0 proto ra metric 4096" \
  "default via 192.0.2.2 dev eth0 proto ra metric 4097"' 'a restart would cost the routes'
in_ns h1 setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps +net_admin --ambient-caps +net_admin \
  /run/bin/rdisc --cleanup || fail 'the user of the service cannot remove the routes'
check 'routes_are h1' 'routes are left'

# ---- what cannot be given up is not kept by root -----------------------------------------------

sed 's/^User=.*/User=root/' "$unit" >"$tmp/root.service"
spawn root h1 env OPTIONS='-i eth0' "$python" "$(dirname "$0")/manager.py" "$tmp/root.service" /run/bin/rdisc
ended root 30
check '[ $exit_status -eq 1 ]' "ended with $exit_status"
check 'says root "cannot drop privilege"' 'went on as root'

pass
