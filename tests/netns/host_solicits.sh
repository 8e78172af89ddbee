#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# With -s a host asks three times, 3 s apart, the first time within a random second, and is silent once
# answered; it ends with 5 without an answer, unless -f. Without -s it asks nothing. It answers never.
#
# [H-1] never advertises, [H-8, H-9] when it asks, [H-10] when it stops, [H-V2] drops solicitations,
# [M-2] the message. fault A12, A13.
. "$(dirname "$0")/lib.sh"

# host NAME NUMBER: a namespace whose eth0 is 10.NUMBER.0.10/24, and a cable to the namespace r.
host() {
  ns_add "$1"
  link "$1" eth0 r "$1"
  addr "$1" eth0 "10.$2.0.10/24"
  addr r "$1" "10.$2.0.1/24"
}

ns_add r
host none 1
host stay 2
link stay eth1 r stay1
addr stay eth1 10.3.0.10/24
host answered 4
host early 5
host quiet 6
host bcast 7
host direct 8
for i in 1 2 3 4 5; do
  ns_add "h$i"
done
ns_add rl
lan lan0 h1:eth0 h2:eth0 h3:eth0 h4:eth0 h5:eth0 rl:eth0
addr rl eth0 192.0.2.1/24
for i in 1 2 3 4 5; do
  addr "h$i" eth0 "192.0.2.1$i/24"
done
capture seen r any
capture lan rl eth0

# ---- Start -------------------------------------------------------------------------------------

# Answers the first question, however busy the rest of this script is.
spawn responder r sh -c '"$0" listen -i answered --type 10 --count 1 && "$0" advertise -i answered --router 10.4.0.1' "$PEER"
wait_for 5 'says responder "^ready$"'
# It ends by itself; when, it cannot say.
spawn none none sh -c 'status=0; "$@" || status=$?; echo "ended $("$0" clock)"; exit $status' "$PEER" "$RDISC" -t -s
start_rdisc stay stay -sf
start_rdisc answered answered -s
start_rdisc quiet quiet
start_rdisc bcast bcast -s -f 255.255.255.255
start_rdisc direct direct -s -f 10.8.0.1
start_rdisc early early -sf
wait_for 5 'says early "interface in use iface=eth0"'
peer r advertise -i early --router 10.5.0.1
for i in 1 2 3 4 5; do
  start_rdisc "host$i" "h$i" -sf
done
for name in none stay answered bcast direct; do
  wait_for 5 "says $name 'interface in use iface=eth0'"
done
ready=$(moment)

# Answers to the first question; on the LAN to that of the first host. What stay gets is none.
wait_for 5 'says lan solicitation'
peer rl advertise -i eth0 --router 192.0.2.1
ended responder 5
wait_for 5 'says seen "solicitation source=10.2.0.10 "'
peer r advertise -i stay --router 10.2.0.1 --bad-checksum
peer r advertise -i stay --router 10.2.0.1 --code 16

# A host answers no question.
for host in quiet answered stay; do
  mac=$(in_ns "$host" cat /sys/class/net/eth0/address)
  for destination in 224.0.0.1 224.0.0.2 255.255.255.255; do
    peer r solicit -i "$host" --destination "$destination" --payload-reserved 00000002
  done
  peer r solicit -i "$host" --destination "$(ip -4 -n "$host" -o address show eth0 |
    sed 's/.*inet \([0-9.]*\).*/\1/')" --lladdr "$mac" --payload-reserved 00000002
done
for host in none stay answered quiet bcast direct early h1; do

  check 'is_member $host eth0 010000E0' "$host is not in 224.0.0.1"
done

# ---- No answer -----------------------------------------------------------------------

ended none 15
check '[ "$exit_status" -eq 5 ]' "without a router -s ended with status $exit_status"
took=$(minus "$(sed -n 's/^ended //p' "$tmp/none.out")" "$(time_of seen 'solicitation source=10.1.0.10 ')")
echo "gave up $took ms after the last question"
check 'in_time 0 "$took" 4000' "giving up took $took ms from the last question on"
check '[ "$(count none "no router found")" -eq 1 ]' "it does not say why it ends"
check 'says none "no router answered iface=eth0 count=3/3 "' "it does not say who was asked"
wait_for 2 '[ "$(count stay "no router answered iface=eth[01] count=3/3")" -eq 2 ]'
wait_for 2 '[ "$(count bcast "no router answered")" -eq 1 ]'
wait_for 2 '[ "$(count direct "no router answered")" -eq 1 ]'
for name in stay answered quiet bcast direct early host1 host2 host3 host4 host5; do
  check 'is_running $name' "$name did not stay"
done

# ---- What was seen -----------------------------------------------------------------------------

# Some go on asking; what is judged does not change any more.
stop seen
stop lan

# asked IFACE SOURCE DESTINATION TTL TIMES: so many solicitations were seen, exactly so, and when. The second of a
# burst to a group or to all has no source. The three got no answer, so that more may follow.
asked() {
  line="solicitation source=($2|0.0.0.0) destination=$3 ttl=$4 reserved=00000000 code=0 checksum=ok length=8 iface=$1$"
  n=$(count seen "solicitation source=($2|0.0.0.0) .* iface=$1$")
  if [ "$5" -eq 3 ]; then
    [ "$n" -ge 3 ] || fail "$1: $n questions instead of 3"
  else
    [ "$n" -eq "$5" ] || fail "$1: $n questions instead of $5"
  fi
  [ "$(count seen "$line")" -eq "$n" ] || fail "$1: not all are $line"
  n=$(out seen | grep -E "$line" | head -n 3 | grep -c 'source=0.0.0.0 ' || :)
  [ "$n" -eq "$([ "$5" -eq 3 ] && [ "$4" -eq 1 ] && echo 1 || echo 0)" ] || fail "$1: $n without a source"
  first=$(time_of seen "$line" 1)
  echo "$first" >>"$tmp/firsts"
  delay=$(minus "$first" "$ready")
  in_time -1000000000 "$delay" 1500 || fail "$1: asked first after $delay ms"
  for n in 2 3; do
    [ "$n" -le "$5" ] || continue
    gap=$(minus "$(time_of seen "$line" $n)" "$(time_of seen "$line" $((n - 1)))")
    echo "$1: $gap ms from question $((n - 1)) to $n"
    in_time 2950 "$gap" 3400 || fail "$1: too much or too little"
  done
}

asked none 10.1.0.10 224.0.0.2 1 3
asked stay 10.2.0.10 224.0.0.2 1 3
asked stay1 10.3.0.10 224.0.0.2 1 3
asked answered 10.4.0.10 224.0.0.2 1 "$(out seen |
  awk '/ advertisement source=10.4.0.1 / { exit } / solicitation source=10.4.0.10 / { n++ } END { print n }')"
asked bcast 10.7.0.10 255.255.255.255 1 3
asked direct 10.8.0.10 10.8.0.1 255 3
check '! says seen "solicitation source=10.6.0.10 "' "asked without -s"

# That all six begin within 20 ms by chance happens less often than once in 10^7 times.
spread=$(minus "$(sort -n "$tmp/firsts" | tail -n 1)" "$(sort -n "$tmp/firsts" | head -n 1)")
echo "the first questions are spread over $spread ms"
check 'between 20 $spread 1000000' "the first questions come together"

# After an answer no host asks, even if it was going to; one may have been on its way.
# late WITNESS ADVERTISEMENT SOLICITATION: by how much the last question is too late.
late() {
  minus "$(time_of "$1" "$3")" "$(time_of "$1" "$2" 1)" | sed 's/none/-1/'
}
check 'in_time -1000000000 "$(late seen "advertisement source=10.5.0.1 " "solicitation .* iface=early$")" 50' \
  "asked after an early answer"
check 'in_time -1000000000 "$(late lan "advertisement source=192.0.2.1 " solicitation)" 50' \
  "a question on the LAN after an answer"
echo "$(count lan solicitation) of 5 hosts on the LAN asked before they heard the answer"
for i in 1 2 3 4 5; do
  check 'routes_are h$i "default via 192.0.2.1 dev eth0 proto ra metric 4096"' "h$i has no route"
done
check '[ "$(out seen | grep " advertisement " | grep -vc " source=10[.][0-9]*[.]0[.]1 ")" -eq 0 ]' \
  "a host advertises"
check '! out lan | grep " advertisement " | grep -v " source=192[.]0[.]2[.]1 "' "a host advertises"
stop quiet
check 'says quiet "stopped advertisements=0 solicitations=0 refused=3 sent_advertisements=0 sent_solicitations=0$"' \
  "not all that was asked was dropped"
pass
