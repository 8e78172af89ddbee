#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# In a container as rootless engines make it: one user id, a network of its own, a read-only root that holds what
# contrib/container makes and no more, no /proc, and the daemon as process 1. It is a host, with and without a place
# for its files; it reads its configuration again, and ends at SIGTERM with its routes.
#
# [faults E5]
. "$(dirname "$0")/lib.sh"

case $("$RDISC" --version) in
*'(sanitizers)' | *'(coverage)') skip "this build wants /proc, or writes files at its end" ;;
esac
command -v ldd >/dev/null || skip "ldd not found"

root=$tmp/root
"$(dirname "$0")/../../contrib/container/root" "$root" "$RDISC" "$RDISCCTL"
mkdir "$root/old"
: >"$root/etc/rdisc.conf"
cat >"$tmp/enter" <<'END'
# enter ROOT none|tmpfs PROGRAM ARGUMENT...: waits for the cable, then the program is in the root.
set -eu
root=$1 place=$2
shift 2
until ip link show dev eth0 >/dev/null 2>&1; do sleep 0.02; done
ip link set lo up
ip link set eth0 up
ip addr add 192.0.2.10/24 broadcast + dev eth0
mount --rbind "$root" "$root"
mount -o remount,bind,ro "$root"
[ "$place" = none ] || mount -t tmpfs -o mode=755 tmpfs "$root/run/rdisc"
exec chroot "$root" "$@"
END

ns_add r1

# container NAME PLACE ARGUMENT...: the daemon in a new container, with a cable to r1.
container() {
  local name="$1" place="$2"
  shift 2
  spawn "$name" r1 unshare --user --map-root-user --net --mount --ipc --uts --pid --fork --kill-child \
    sh "$tmp/enter" "$root" "$place" /usr/sbin/rdisc -f -t "$@"
  wait_for 5 "inner $name"
  ip -n r1 link add eth0 type veth peer name eth0 netns "$process"
  addr r1 eth0 192.0.2.1/24
  link_up r1 eth0
  wait_for 5 "says $name 'interface in use iface=eth0'"
}

# Sets $process to process 1 of the container NAME.
inner() {
  local parent
  parent=$(pid_of "$1")
  process=$(cat "/proc/$parent/task/$parent/children") && process=${process% } && [ -n "$process" ]
}

there() {
  nsenter --target "$process" --user --net --preserve-credentials "$@"
}

routes_there() {
  [ "$(there ip -4 route show default | sed 's/ *$//')" = "$1" ]
}

for place in tmpfs none; do
  container host $place -s
  check '[ "$(cat "/proc/$process/comm")" = rdisc ] && grep -q "^NSpid:.*	1$" "/proc/$process/status"' 'it is not process 1'
  check 'says host "staying root|stays root"' 'root stays without a word'
  advertise r1 eth0 1800 192.0.2.1
  wait_for 5 'routes_there "default via 192.0.2.1 dev eth0 proto ra metric 4096"'
  echo 'routes { metric = 4711 }' >"$root/etc/rdisc.conf"
  kill -s HUP "$process"
  wait_for 5 'routes_there "default via 192.0.2.1 dev eth0 proto ra metric 4711"'
  if [ $place = tmpfs ]; then
    nsenter --target "$process" --user --net --mount --root --preserve-credentials /usr/sbin/rdiscctl routers >"$tmp/routers"
    check 'grep -q "^192[.]0[.]2[.]1 .*used" "$tmp/routers"' 'rdiscctl does not show the router'
  fi
  : >"$root/etc/rdisc.conf"
  # The network of the container lives as long as a process is in it.
  spawn stay r1 nsenter --target "$process" --user --net --preserve-credentials sleep 60
  process_of_network=$(pid_of stay)
  wait_for 5 '[ "$(readlink "/proc/$process_of_network/ns/net")" = "$(readlink "/proc/$process/ns/net")" ]'
  kill -s TERM "$process"
  ended host 5
  check '[ $exit_status -eq 0 ]' "it ended with $exit_status"
  process=$process_of_network
  check 'routes_there ""' 'its route is left'
  kill -s TERM "$(pid_of stay)"
  ended stay 5
  wait_for 5 '! ip -n r1 link show dev eth0 2>/dev/null' # the kernel takes a network apart behind its last process
done
pass
