#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The daemon is killed and started again: traffic goes on, and what no router advertises any more goes
# at its recorded deadline, or after the solicitations where no record is left (fault A26).
. "$(dirname "$0")/lib.sh"

ns_add h1
ns_add r1
link h1 eth0 r1 eth0
addr h1 eth0 192.0.2.10/24
addr r1 eth0 192.0.2.1/24
state=/run/rdisc/state
# shellcheck disable=SC2034 # used in conditions
ra="dev eth0 proto ra metric"

begin() {
  start_rdisc daemon h1 -i eth0 "$@"
  wait_for 2 'says daemon "interface in use"'
}

# recorded ROUTER...: the state file has them, so a crash from now on loses nothing.
recorded() {
  local router
  for router; do
    wait_for 3 "grep -q 'address=192[.]0[.]2[.]$router ' $state"
  done
}

# untouched: since the witness began it has seen no change.
untouched() {
  ! grep -E ' (new|del|gone|gap) ?' "$tmp/watch.out" >&2
}

# ---- no record, and no answer: in the background, it takes its time -----------------------

ns_add h2
ns_add r2
link h2 eth0 r2 eth0
addr h2 eth0 192.0.2.10/24
ip -n h2 route add default via 192.0.2.1 dev eth0 proto ra metric 4096
ip -n h2 route add default via 192.0.2.2 dev eth0 proto ra metric 4099
ip -n h2 route add default via 192.0.2.3 dev eth0 proto static metric 4100
witness watch2 h2
orphaned=$(moment)
spawn orphan h2 env RUNTIME_DIRECTORY=/run/orphan "$RDISC" -t -s -f -i eth0
wait_for 2 'says orphan "adopted .*router=192[.]0[.]2[.]2 "'
adopted=$(moment)
advertise r2 eth0 1800 192.0.2.4

# ---- killed, started again, and the router lives -----------------------------------------------

# survives SHAPE ROUTER...: with the record and without, no route of ours is touched.
survives() {
  local shape="$1"
  shift
  begin --install "$shape"
  advertise r1 eth0 1800 "$@"
  wait_for 2 '[ "$(routes h1 | wc -l)" -eq '"$expected"' ]'
  recorded 1
  stop daemon KILL
  witness watch h1
  begin --install "$shape"
  wait_for 1 'says daemon "router restored from an earlier run"'
  advertise r1 eth0 1800 "$@" 192.0.2.9/-9
  recorded 9
  check untouched "$shape: a route changed with the record"
  stop daemon KILL
  rm $state
  begin --install "$shape"
  advertise r1 eth0 1800 "$@" 192.0.2.9/-9
  recorded 9
  check '! says daemon "router restored from an earlier run"' "$shape: a router out of nowhere"
  if [ "$shape" != ladder ]; then # a ladder has one for 192.0.2.9, too
    check untouched "$shape: a route changed without the record"
  fi
  check 'no_gap watch' "$shape: a moment without a default route"
  stop watch
  stop daemon INT
  check 'routes_are h1' "$shape: a route is left after SIGINT"
}

expected=1
survives best 192.0.2.1
expected=2
survives best 192.0.2.1/5 192.0.2.2/5
expected=1
survives multipath 192.0.2.1 192.0.2.2

# Equals: the one in use stays in use.
begin --install single
advertise r1 eth0 1800 192.0.2.2
wait_for 2 'routes_are h1 "default via 192.0.2.2 $ra 4096"'
advertise r1 eth0 1800 192.0.2.1 192.0.2.3
recorded 1 2 3
stop daemon KILL
witness watch h1
begin --install single
advertise r1 eth0 1800 192.0.2.3
advertise r1 eth0 1800 192.0.2.1 192.0.2.2 192.0.2.4
recorded 4
check untouched "single: an equal router took over after the restart"
stop watch
stop daemon

begin --install ladder
advertise r1 eth0 1800 192.0.2.1 192.0.2.2/-1 192.0.2.3/-1
wait_for 2 '[ "$(routes h1 | wc -l)" -eq 3 ]'
recorded 1 2 3
stop daemon KILL
witness watch h1
begin --install ladder
advertise r1 eth0 1800 192.0.2.3/-1 192.0.2.2/-1
advertise r1 eth0 1800 192.0.2.4/-2
wait_for 2 '[ "$(routes h1 | wc -l)" -eq 4 ]'
check '[ "$(grep -cE " (new|del|gone|gap)" "$tmp/watch.out")" -eq 1 ]' "ladder: a route changed"
stop watch
stop daemon

# ---- planned: --keep-routes --------------------------------------------------------------------

begin --keep-routes
advertise r1 eth0 1800 192.0.2.1
wait_for 2 'routes_are h1 "default via 192.0.2.1 $ra 4096"'
witness watch h1
stop daemon # at once: the record is written on the way out
recorded 1
begin
wait_for 1 'says daemon "router restored from an earlier run .*router=192[.]0[.]2[.]1 "'
advertise r1 eth0 1800 192.0.2.1 192.0.2.2/-1
recorded 2
check untouched "--keep-routes: a route changed"
stop watch
stop daemon
check 'routes_are h1 && [ ! -s $state ]' "something is left after SIGTERM"

# ---- the router died meanwhile -----------------------------------------------------------------

# Its time is up while the daemon runs again, and while none runs: so says the record by now. (It counts
# the microseconds of the clock of /proc/uptime.)
read_allowance # the next start has to be sooner
for left in $((5 + allowance / 1000)) -1; do
  begin
  witness watch h1
  advertise r1 eth0 1800 192.0.2.2/-1
  advertise r1 eth0 1800 192.0.2.1
  wait_for 2 'routes_are h1 "default via 192.0.2.1 $ra 4096"'
  recorded 1 2
  stop daemon KILL
  read_clock
  due=$(((now + left * 100) * 10000))
  sed -i "/address=192[.]0[.]2[.]1 /s/deadline=.*/deadline=$due/" $state
  asleep=$(awk -v clock="$(moment)" '{ print $1 * 1000 - clock }' /proc/uptime) # since the boot, which counts there only
  check 'routes_are h1 "default via 192.0.2.1 $ra 4096"' "a route went by itself"
  begin
  wait_for $((left + 10)) 'routes_are h1 "default via 192.0.2.2 $ra 4096"'
  if [ "$left" -gt 0 ]; then
    late=$(minus "$(minus "$(time_of watch ' del default via 192[.]0[.]2[.]1 ')" "$((due / 1000))")" "-$asleep")
    echo "the route went $late ms after its recorded deadline"
    check 'says daemon "earlier run .*router=192[.]0[.]2[.]1 preference"' "not taken over"
    check 'in_time -50 "$late" 1000' "not at its deadline"
  else
    check '! says daemon "earlier run .*router=192[.]0[.]2[.]1 preference"' "taken over though its time was up"
  fi
  check 'no_gap watch' "a moment without a default route"
  stop watch
  stop daemon
done

# No record, but the router itself says that it is gone.
begin
advertise r1 eth0 1800 192.0.2.1
wait_for 2 'routes_are h1 "default via 192.0.2.1 $ra 4096"'
stop daemon KILL
rm $state
begin
advertise r1 eth0 0 192.0.2.1
wait_for 2 'routes_are h1'
stop daemon

# ---- records that must not be believed ---------------------------------------------------------

begin
advertise r1 eth0 1800 192.0.2.1
recorded 1
stop daemon KILL
cp $state "$tmp/state"
for damage in 's/boot=./boot=x/' 's/netns=./netns=/' 's/^rdisc-state 1/rdisc-state 2/' '$d' '1d' \
  's/^end 1/end 2/' 's/192.0.2.1/192.0.2.1x/' 's/192.0.2.1/192.0.2.10/' 's/192.0.2.1/203.0.113.1/' \
  's/iface=eth0/iface=eth7/' 's/ifindex=[0-9]*/ifindex=1/' 's/deadline=/deadline=-/' \
  's/preference=0/preference=99999999999999999999z/' '1s/^/\n/' 's/.*/\x0&\xff/' 's/eth0/aaaaaaaaaaaaaaaaaaaaaaaa/'; do
  LC_ALL=C sed "$damage" "$tmp/state" >$state
  witness watch h1
  begin
  wait_for 1 'says daemon "adopted .*router=192[.]0[.]2[.]1 "'
  advertise r1 eth0 1800 192.0.2.1
  wait_for 2 'says daemon "router learned"'
  check '! says daemon "router restored from an earlier run"' "state file with $damage: believed"
  check untouched "state file with $damage: the route changed"
  stop watch
  stop daemon KILL
done
rm $state
ln -s "$tmp/elsewhere" $state
begin
check 'says daemon "after a crash rdisc must learn its routers again"' "a symbolic link is not refused"
check '[ ! -e "$tmp/elsewhere" ]' "a symbolic link was followed"
stop daemon
rm $state

# A second daemon goes without.
begin
spawn second h1 "$RDISC" -t -i lo
wait_for 2 'says second "in use by another rdisc, running without it"'
stop second
advertise r1 eth0 1800 192.0.2.1
recorded 1
stop daemon
check 'routes_are h1' "a route is left after SIGTERM"

# ---- no answer ---------------------------------------------------------------------------

wait_for 13 'routes_are h2 "default via 192.0.2.4 $ra 4096" "default via 192.0.2.3 dev eth0 proto static metric 4100"'
before=$orphaned after=$adopted
event=$(time_of watch2 " del .* metric 4099 ")
echo "not advertised after a restart: gone $(minus "$event" "$after") ms after it was adopted"
check 'caused 9000 "$event" 11000 && no_gap watch2' "an adopted route stayed too long or not long enough"
wait_for 1 'says orphan "route removed .*router=192[.]0[.]2[.]2 .*reason=not_advertised"'
stop orphan

pass
