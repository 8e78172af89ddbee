#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# The scripts for System V, OpenRC and procd: each starts the program with the options of its file, reloads
# and ends it. What OpenRC and procd provide is played here, as far as the scripts use it.
. "$(dirname "$0")/lib.sh"

command -v pidof >/dev/null || skip 'pidof not found (Debian: sysvinit-utils)'
RDISCCTL=${RDISCCTL:-$PWD/rdiscctl}
contrib=$(cd "$(dirname "$0")/../../contrib" && pwd)

ns_add h1
ns_add h2
ns_add r1
lan lan h1:eth0 h2:eth0 r1:eth0
addr h1 eth0 192.0.2.10/24
addr h2 eth0 192.0.2.11/24
addr r1 eth0 192.0.2.1/24

learned() {
  routes_are h1 'default via 192.0.2.1 dev eth0 proto ra metric 4711'
}

shown() {
  "$RDISCCTL" --socket "$tmp/h1.run/control"
}

# It is a host, as the options say, and finds a router.
works() {
  wait_for 5 'shown | grep -q "^eth0 .*host"'
  advertise r1 eth0 1800 192.0.2.1
  wait_for 5 learned
}

# reloaded N: how often the configuration was taken.
reloaded() {
  shown | grep -q ", configuration $1 of "
}

# A script of contrib with the places of this test in place of the machine's.
mkdir "$tmp/bin" "$tmp/rdisc.conf.d"
cp "$RDISC" "$tmp/bin/rdisc"
program=$tmp/bin/rdisc
: >"$tmp/rdisc.conf"
echo "OPTIONS='-s -i eth0 --metric 4711 --config $tmp/rdisc.conf'" >"$tmp/options"
place() {
  sed "s,/usr/sbin/rdisc,$program,; s,/etc/default/rdisc,$tmp/options,g; s,/etc/sysconfig/rdisc,$tmp/none,
    s,/etc/rdisc[.]conf,$tmp/rdisc.conf,g" "$contrib/$1" >"$2"
}
RUNTIME_DIRECTORY=$tmp/h1.run
export RUNTIME_DIRECTORY

# ---- System V: and leaves the one of another network alone --------------------------------------

place init.d/rdisc "$tmp/sysv"
sysv() {
  in_ns "$1" sh "$tmp/sysv" "$2"
}
status_is() {
  local status=0
  sysv h1 status || status=$?
  [ "$status" -eq "$1" ]
}

RUNTIME_DIRECTORY=$tmp/h2.run sysv h2 start
check 'status_is 3' 'a program elsewhere is taken for its own'
sysv h1 start
check 'status_is 0' 'it does not run'
works
sysv h1 reload
wait_for 5 'reloaded 2'
wait_for 5 'grep -q 192.0.2.1 "$tmp/h1.run/state"'
witness sysv h1
sysv h1 restart
check 'no_gap sysv && learned' 'System V: a restart costs the route'
stop sysv
wait_for 5 'shown | grep -q "^eth0 .*host"'
sysv h1 stop
check 'status_is 3' 'it was not stopped'
check 'routes_are h1' 'routes are left'
sysv h2 status || fail 'the other one was stopped as well'
sysv h2 stop

# ---- OpenRC: start and stop by its start-stop-daemon, reload by the script -----------------------

place openrc/rdisc "$tmp/openrc"
cat >"$tmp/bin/start-stop-daemon" <<'END'
#!/bin/sh
case $1 in
--start)
  while [ "$1" != -- ]; do shift; done
  shift
  exec "$program" "$@"
  ;;
--signal) [ "$*" = "--signal $2 --exec $program" ] && kill -s "$2" $(pidof rdisc) ;;
esac
END
chmod +x "$tmp/bin/start-stop-daemon"
cat >"$tmp/openrc-run" <<END
need() { :; }
use() { :; }
before() { :; }
ebegin() { echo "\$*"; }
eend() { return "\$1"; }
. "$tmp/openrc"
depend
case \$1 in
start) start-stop-daemon --start --exec "\$command" -- \$command_args ;;
*) "\$1" ;;
esac
END
openrc() {
  in_ns h1 env program="$program" PATH="$tmp/bin:$PATH" sh -eu "$tmp/openrc-run" "$1"
}

openrc start
works
echo "routes { max-routers = 32 }" >"$tmp/rdisc.conf"
openrc reload
wait_for 5 'reloaded 2'
in_ns h1 env program="$program" PATH="$tmp/bin:$PATH" start-stop-daemon --signal TERM --exec "$program"
wait_for 5 '! pidof rdisc'
RC_CMD=restart openrc stop_post
check learned 'OpenRC: a restart costs the route'
RC_CMD=stop openrc stop_post
check 'routes_are h1' 'OpenRC: a stop leaves the route'

# The package for Alpine goes, after its daemon has died.
openrc start
works
wait_for 5 'grep -q 192.0.2.1 "$tmp/h1.run/state"'
in_ns h1 env program="$program" PATH="$tmp/bin:$PATH" start-stop-daemon --signal KILL --exec "$program"
wait_for 5 '! pidof rdisc'
check learned 'OpenRC: a dead daemon costs the route'
printf '#!/bin/sh\n[ "$*" = "--quiet --ifstarted rdisc stop" ] && exit 1\n' >"$tmp/bin/rc-service"
chmod +x "$tmp/bin/rc-service"
in_ns h1 env PATH="$tmp/bin:$PATH" sh "$contrib/rdisc.pre-deinstall"
check 'routes_are h1' 'Alpine: the package goes, and leaves a route'

# ---- procd: an instance, on request ----------------------------------------

place openwrt/files/rdisc.init "$tmp/procd"
cat >"$tmp/rc.common" <<END
procd_open_instance() { echo open; }
procd_set_param() { echo "\$*"; }
procd_close_instance() { echo close; }
action=\$1
. "$tmp/procd"
case \$action in
start) start_service ;;
*) service_stopped ;;
esac
END
procd() {
  in_ns h1 sh -eu "$tmp/rc.common" "${1-start}" >"$tmp/instance"
}

cp "$tmp/options" "$tmp/options.of.h1"
: >"$tmp/options"
procd
check '[ ! -s "$tmp/instance" ]' 'procd: started, though nothing is configured'
echo 'interface "eth*" { role = host }' >"$tmp/rdisc.conf.d/lan.conf"
procd
check 'grep -qx open "$tmp/instance"' 'procd: not started for an interface of rdisc.conf.d'
cp "$tmp/options.of.h1" "$tmp/options"
procd
for line in 'reload_signal HUP' "file $tmp/rdisc.conf" respawn 'stderr 1' close; do
  check 'grep -qx -e "$line" "$tmp/instance"' "procd: no \"$line\""
done
# shellcheck disable=SC2046 # a command
spawn h1 h1 $(sed -n 's/^command //p' "$tmp/instance")
works
kill -s HUP "$(pid_of h1)"
wait_for 5 'reloaded 2'
wait_for 5 'grep -q 192.0.2.1 "$tmp/h1.run/state"'
# procd ends it at the same time, and a restart starts the next one then.
in_ns h1 sh -eu "$tmp/rc.common" restart &
stopping=$!
stop h1
wait "$stopping" || fail 'procd: restart'
check learned 'procd: a restart costs the route'
in_ns h1 sh -eu "$tmp/rc.common" stop
check 'routes_are h1' 'procd: a stop leaves the route'
pass
