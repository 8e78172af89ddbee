#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Why: configure takes a hardening flag only if it works, so one that stops working goes without a word.
# Asks the program itself whether it has everything that configure.ac wants.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

if [ -z "${RDISC:-}" ]; then
  echo "hardening: RDISC is not set; make check sets it"
  exit 1
fi
if [ "${RDISC_INSTRUMENTED:-no}" = yes ]; then
  # Not skip(): RDISC_REQUIRE_ALL cannot ask for what an instrumented build does not have.
  echo "SKIP: a sanitizer or coverage build is not for use"
  exit 77
fi
command -v readelf >/dev/null || skip "readelf not found (Debian: apt-get install binutils)"

# has WHAT PATTERN TEXT: a complaint unless a line of TEXT matches.
has() {
  printf '%s\n' "$3" | grep -qE "$2" || echo "$RDISC: $1"
}

header=$(readelf -hW "$RDISC")
segments=$(readelf -lW "$RDISC")
dynamic=$(readelf -dW "$RDISC")
symbols=$(readelf --dyn-syms -W "$RDISC")

verdict "$(
  has 'not position independent (-fPIE -pie)' 'Type: +DYN' "$header"
  has 'not all of its symbols are bound at the start (-z now)' '\(FLAGS(_1)?\).*NOW' "$dynamic"
  has 'its tables of addresses stay writable (-z relro)' 'GNU_RELRO' "$segments"
  has 'its stack is executable' 'GNU_STACK .* RW +0x' "$segments"
  has 'no stack protector' ' UND __stack_chk_fail' "$symbols"
  # glibc has the fortified functions, and the compiler uses them only if it optimises.
  if [ "${RDISC_OPTIMISED:-yes}" = yes ] && printf '%s\n' "$dynamic" | grep -q 'libc\.so\.6'; then
    for function in snprintf vsnprintf memcpy; do
      has "no fortified $function (_FORTIFY_SOURCE)" " UND __${function}_chk" "$symbols"
    done
  fi
  # The linker's note says it of a program as a whole, the C library's start files included, which
  # not every distribution protects. So: main itself must begin with a landing pad.
  if printf '%s\n' "$header" | grep -q 'X86-64' && command -v objdump >/dev/null; then
    has 'no landing pads (-fcf-protection)' '^[0-9a-f]* <main>:.*endbr64' \
      "$(objdump -d --no-show-raw-insn "$RDISC" | awk '/^[0-9a-f]+ <main>:/ { printf "%s", $0; getline; print }')"
  fi
)"
