# shellcheck shell=sh
# SPDX-License-Identifier: BSD-2-Clause
# Read after lib.sh: answers are as doc/control.schema.json has them.
need_python jsonschema
schema=$(dirname "$0")/../../doc/control.schema.json
answers=0

# valid FILE NAME...: the objects in it are as one of these definitions has them. "pass" has that judged: to start Python
# for each takes longer than the rest of a test.
valid() {
  answers=$((answers + 1))
  cp "$1" "$tmp/answer.$answers"
  shift
  printf '%s\n' "$tmp/answer.$answers $*" >>"$tmp/answers"
}

all_valid() {
  "$python" "$(dirname "$0")/schema.py" "$schema" <"$tmp/answers" || fail 'not as the schema has it, see above'
}
