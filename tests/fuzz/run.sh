#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# run.sh fuzz SECONDS TARGET...: each target for so long, from its corpus on; prints a line for each, and
# stops at the first finding. run.sh fuzz-merge SECONDS TARGET...: of all that was found since, what
# reaches code that the corpus does not goes to the corpus. Started in the build directory by make.
set -eu

what=$1 seconds=$2
shift 2
corpora=$(dirname "$0")/corpus
UBSAN_OPTIONS=print_stacktrace=1
export UBSAN_OPTIONS

# value KEY: of the final statistics in $log.
value() {
  sed -n "s/^stat::$1: *//p" "$log"
}

for target in "$@"; do
  name=$(basename "$target")
  found=fuzz/$name
  log=fuzz/$name.log
  mkdir -p "$found"
  if [ "$what" = fuzz-merge ]; then
    # Only code that is reached counts, not how often: that keeps the corpus small.
    "$target" -merge=1 -use_counters=0 "$corpora/$name" "$found" >"$log" 2>&1
    echo "$name: $(find "$corpora/$name" -type f | wc -l) files in the corpus"
    continue
  fi
  length=4096
  if [ "$name" = engine ]; then length=512; fi # its scripts end by then
  set -- -max_len="$length" -max_total_time="$seconds" -print_final_stats=1 -timeout=30 \
    -rss_limit_mb=1024 -artifact_prefix="fuzz/$name-"
  dictionary=$(dirname "$0")/$name.dict
  if [ -e "$dictionary" ]; then set -- "$@" -dict="$dictionary"; fi
  if ! "$target" "$@" "$found" "$corpora/$name" >"$log" 2>&1; then
    grep -vE '^(#[0-9]|INFO:)' "$log" | tail -n 60
    echo "$name: found something; to see it again: $target fuzz/$name-..."
    exit 1
  fi
  printf '%-10s %9s executions, %6s a second, %5s edges, %s MiB, %s new\n' "$name" \
    "$(value number_of_executed_units)" "$(value average_exec_per_sec)" \
    "$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1)" \
    "$(value peak_rss_mb)" "$(value new_units_added)"
done
