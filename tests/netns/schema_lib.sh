# shellcheck shell=sh
# SPDX-License-Identifier: BSD-2-Clause
# Read after lib.sh: answers are as doc/control.schema.json has them.
need_python jsonschema
schema=$(dirname "$0")/../../doc/control.schema.json
schema_count=0

# valid FILE NAME...: the objects in it are as one of these definitions has them. "pass" has that judged: to start Python
# for each takes longer than the rest of a test.
valid() {
  schema_count=$((schema_count + 1))
  cp "$1" "$tmp/schema.$schema_count"
  shift
  printf '%s\n' "$tmp/schema.$schema_count $*" >>"$tmp/schema.list"
}

all_valid() {
  "$python" "$(dirname "$0")/schema.py" "$schema" <"$tmp/schema.list" || fail 'not as the schema has it, see above'
}
