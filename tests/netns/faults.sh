#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# 500 random faults (faults.py), the loss of the way out among them, and after each: foreign routes untouched, ours as
# an independent reference says, and no moment without one. (faults A3, A4, A9, A26; [H-2, H-4, H-6, H-7, H-V1, N-2])
#
# RDISC_SEED chooses other faults, RDISC_STEPS more of them, with more time: RDISC_TEST_TIMEOUT=3600.
. "$(dirname "$0")/lib.sh"

need_python

ns_add h1
ns_add r1
for i in 0 1 2; do
  link h1 "eth$i" r1 "eth$i"
  addr h1 "eth$i" "10.0.$i.200/24"
  addr r1 "eth$i" "10.0.$i.1/24"
  ip -n r1 route add local "10.0.$i.0/25" dev lo # and so r1 answers for these
  ip -n h1 ntable change name arp_cache dev "eth$i" retrans 50 delay_probe 100
done
rp_filter_off h1

seed=${RDISC_SEED:-1}
steps=${RDISC_STEPS:-500}
spawn faults h1 "$python" "${0%.sh}.py" "$seed" "$steps" "$RDISC" "$PEER" "$tmp"
ended faults "${RDISC_TEST_TIMEOUT:-600}"
out faults
: >"$tmp/faults.out" # once is enough
[ "$exit_status" -eq 0 ] || fail "see above"
check '! grep -qE "Sanitizer|runtime error:" "$tmp/rdisc.err"' "a sanitizer found an error"

pass
