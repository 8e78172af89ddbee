#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The units under systemd itself, as process 1 of a root made here of /usr and a few files: the service
# solicits without any file of ours, a restart leaves no moment without a default route, a stop and the
# last of too many failed starts leave no route, and a reload tells what became of it.
#
# [faults G1, G2, G3, G4]
. "$(dirname "$0")/lib.sh"

[ -x /lib/systemd/systemd ] || skip 'systemd not found (Debian: systemd)'
if [ "$(awk '{ n = $3 > n ? $3 : n } END { print n }' /proc/self/uid_map)" -le 65534 ]; then
  skip "no second user here, as whom to run"
fi
units=${SERVICE_UNIT:-$(dirname "$RDISC")/contrib/systemd}
[ -r "$units/rdisc.service" ] || fail "no unit in $units; build it"

ns_add h1
ns_add r1
link h1 eth0 r1 eth0
addr h1 eth0 192.0.2.10/24
addr r1 eth0 192.0.2.1/24
forwarding r1 1

# ---- a root, and systemd in it -----------------------------------------------------------------

root=$tmp/root
mkdir "$root"
mount -t tmpfs -o mode=755 tmpfs "$root"
for directory in usr etc dev proc sys run tmp var log units program etc/default; do
  mkdir "$root/$directory"
done
for name in bin sbin lib lib32 lib64 libx32; do
  if [ -L /$name ]; then ln -s "usr/$name" "$root/$name"; fi
done
mount --rbind /usr "$root/usr"
cp "$RDISC" "$root/program/rdisc"
cp "$RDISCCTL" "$root/program/rdiscctl"
cp /etc/ld.so.cache "$root/etc"
chmod 1777 "$root/tmp" "$root/log"
printf 'root:x:0:0::/:/bin/sh\nrdisc:x:64321:64321::/:/bin/false\n' >"$root/etc/passwd"
printf 'root:x:0:\nrdisc:x:64321:\n' >"$root/etc/group"
echo 0123456789abcdef0123456789abcdef >"$root/etc/machine-id"
for name in null zero full random urandom tty console; do
  : >"$root/dev/$name"
  [ "$name" = console ] || mount --bind "/dev/$name" "$root/dev/$name"
done
for name in sysinit basic shutdown network-pre network lab; do
  printf '[Unit]\nDescription=%s\nDefaultDependencies=no\n' $name >"$root/units/$name.target"
done
for unit in rdisc rdisc-routes; do
  # A build elsewhere, and the usual places: the programs are in /program here.
  [ -r "$units/$unit.service" ] || continue
  sed "s,/[^ =']*/sbin/rdisc,/program/rdisc,g; s,=-[^ ]*/etc/,=-/etc/," "$units/$unit.service" >"$root/units/$unit.service"
  mkdir "$root/units/$unit.service.d"
  # The unit does not let the sanitizer look into the process.
  printf '[Service]\nStandardOutput=append:/log/%s\nStandardError=append:/log/%s\nEnvironment=ASAN_OPTIONS=detect_leaks=0\n' \
    $unit $unit >"$root/units/$unit.service.d/test.conf"
  ln -s "$root/log/$unit" "$tmp/$unit.err" # for the report of a failure
done
cat >"$tmp/boot" <<'END'
root=$1
mount -t proc proc "$root/proc" && mount -t sysfs sysfs "$root/sys" && mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup" &&
  mount -t tmpfs tmpfs "$root/run" || exit 77
exec chroot "$root" /usr/bin/env -i container=rdisc-test PATH=/usr/sbin:/usr/bin:/sbin:/bin SYSTEMD_UNIT_PATH=/units \
  /lib/systemd/systemd --unit=lab.target --log-target=null --show-status=0
END
spawn systemd h1 unshare --mount --pid --fork --kill-child --cgroup sh "$tmp/boot" "$root"

# Process 1 of the inner namespace, once it is systemd.
boot() {
  local parent
  parent=$(pid_of systemd)
  is_running systemd || return 0
  init=$(cat "/proc/$parent/task/$parent/children" 2>/dev/null) && init=${init% } && [ -n "$init" ] &&
    [ "$(cat "/proc/$init/comm")" = systemd ] && inside test -S /run/systemd/private
}
inside() {
  nsenter --target "$init" --mount --pid --cgroup --root "$@"
}
systemctl() {
  inside systemctl "$@"
}
# shellcheck disable=SC2034 # used in conditions
init=
wait_for 20 boot
is_running systemd || unavailable "no systemd as process 1 here: $(cat "$tmp/systemd.err")"
wait_for 20 'systemctl is-active lab.target'

log() {
  cat "$root/log/rdisc"
}
learned() {
  routes_are h1 'default via 192.0.2.1 dev eth0 proto ra metric 4096'
}
state() {
  [ "$(systemctl show -P ActiveState rdisc)" = "$1" ]
}

# ---- it solicits, whatever files there are (G1) --------------------------------------------------

start_rdisc router r1 -r -i eth0
wait_for 5 'says router "advertising iface=eth0"'
asked() {
  log | grep -q 'soliciting iface=eth0'
}
systemctl start rdisc || fail "no start: $(systemctl status rdisc)"
wait_for 10 learned
check asked 'no file: it does not solicit'
systemctl stop rdisc
: >"$root/log/rdisc"
echo '# nothing' >"$root/etc/rdisc.conf"
systemctl start rdisc
wait_for 10 learned
check asked 'a file of comments: it does not solicit'

# ---- a restart is not noticed (G2) ---------------------------------------------------------------

recorded() {
  grep -q 'address=192[.]0[.]2[.]1 ' "$root/run/rdisc/state" || inside grep -q 'address=192[.]0[.]2[.]1 ' /run/rdisc/state
}
wait_for 5 recorded
witness watch h1
for _ in 1 2 3; do
  systemctl restart rdisc
done
check 'no_gap watch' 'a restart: a moment without a default route'
check learned 'a restart: the route is gone'
kill -s KILL "$(systemctl show -P MainPID rdisc | xargs -I PID sh -c "grep -l '^NSpid:.*	PID\$' /proc/[0-9]*/status 2>/dev/null" | head -n 1 | tr -dc 0-9)"
wait_for 10 'log | grep -c "router restored from an earlier run" | grep -qx 4'
wait_for 10 'state active'
check 'no_gap watch && learned' 'a crash: a moment without a default route'
stop watch

# ---- a stop is (G2) ------------------------------------------------------------------------------

systemctl stop rdisc
wait_for 10 'routes_are h1'
wait_for 10 '[ "$(systemctl show -P ActiveState rdisc-routes)" = inactive ]'
check 'inside test ! -e /run/rdisc' '/run/rdisc is left'

echo 'OPTIONS="-s --keep-routes"' >"$root/etc/default/rdisc"
systemctl start rdisc
wait_for 10 learned
systemctl stop rdisc
wait_for 10 '[ "$(systemctl show -P ActiveState rdisc-routes)" = inactive ]'
check learned 'keep-routes: they do not stay after a stop'
rm "$root/etc/default/rdisc"

# A restart that looks elsewhere leaves nothing behind.
systemctl start rdisc
wait_for 10 learned
wait_for 5 recorded
echo 'routes { table = 100 }' >"$root/etc/rdisc.conf"
systemctl restart rdisc
wait_for 10 'routes_are h1'
wait_for 10 'ip -n h1 route show table 100 | grep -q 192.0.2.1'
: >"$root/etc/rdisc.conf"
systemctl restart rdisc
wait_for 10 learned
check '[ -z "$(ip -n h1 route show table 100)" ]' 'another table: the old route is left'

# ---- a reload says what became of it (G3) --------------------------------------------------------

echo 'routes { metric = 4711 }' >"$root/etc/rdisc.conf"
systemctl reload rdisc || fail 'a good file: the reload fails'
check 'routes_are h1 "default via 192.0.2.1 dev eth0 proto ra metric 4711"' 'it came back before the reload was done'
echo 'routes { metric = wrong }' >"$root/etc/rdisc.conf"
check '! systemctl reload rdisc' 'a broken file: "reloaded"'
check 'log | grep -q "rdisc.conf:1: metric = wrong: expected"' 'no reason in the log'
check 'state active' 'a broken file ended it'
check 'routes_are h1 "default via 192.0.2.1 dev eth0 proto ra metric 4711"' 'a broken file took the route'
# No control socket: the file is checked all the same.
printf 'daemon { control-socket = none }\n' >"$root/etc/rdisc.conf"
systemctl restart rdisc
wait_for 10 learned
systemctl reload rdisc || fail 'no socket, a good file: the reload fails'
echo 'routes { metric = wrong }' >"$root/etc/rdisc.conf"
check '! systemctl reload rdisc' 'no socket, a broken file: "reloaded"'
check 'state active && learned' 'no socket, a broken file ended it'

# ---- a start that fails is given up, and what an earlier one left is removed (G2, G4) ------------

wait_for 5 recorded
systemctl reset-failed
systemctl restart --no-block rdisc
wait_for 90 'state failed'
check '[ "$(systemctl show -P Result rdisc)" = exit-code ] || [ "$(systemctl show -P Result rdisc)" = start-limit-hit ]' 'failed for another reason'
wait_for 10 'routes_are h1'
echo "given up after $(systemctl show -P NRestarts rdisc) restarts"

kill -s KILL "$init"
ended systemd 10
pass
