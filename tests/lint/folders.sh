#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Why: the core stays testable and the edges stay replaceable only while includes point one way. Folders
# are levels: an include names its folder, and a folder includes its own files and those listed here.
# Each source begins with config.h and its own header, or its folder's: that proves that it can stand alone.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

# FOLDER: what it may include. A folder covers the folders in it.
rules='
base:
model: base
core: model base
kernel: core/wire.h model base
config: model base
system: model base
control: core model base
world: core model base
tools: world control system config kernel core model base
daemon: control system config kernel core model base
rdiscctl: tools config system/clock.h system/standard.h model base
'

verdict "$(
  find src -name '*.[ch]' | sort | xargs grep -nH '^[[:blank:]]*#[[:blank:]]*include[[:blank:]]*"' |
    awk -v rules="$rules" '
    BEGIN {
      n = split(rules, line, "\n")
      for (i = 1; i <= n; i++) {
        m = split(line[i], word, /[: ]+/)
        known[word[1]] = 1
        for (j = 2; j <= m; j++) may[word[1] " " word[j]] = 1
      }
    }
    {
      split($0, part, ":"); file = part[1]; at = file ":" part[2]
      target = $0; sub(/^[^"]*"/, "", target); sub(/".*/, "", target)
      split(file, step, "/"); from = step[2]
      split(target, step, "/"); to = step[1]
      folder = file; sub(/^src\//, "", folder); sub(/[^\/]*$/, "", folder)
      own = file; sub(/\.c$/, ".h", own)
      count[file]++
      if (file ~ /\.c$/ && count[file] == 1 && target != "config.h")
        print at ": a source begins with #include \"config.h\""
      if (file ~ /\.c$/ && count[file] == 2 && index(target, folder) != 1 && (getline junk < own) >= 0)
        print at ": the first header of a source is its own, or one of its folder"
      if (target == "config.h") next
      if (target !~ /\//)
        print at ": an include names its folder: \"" target "\""
      else if (!(from in known))
        print at ": no rule for src/" from "; see tests/lint/folders.sh"
      else if (from != to && !((from " " to) in may) && !((from " " target) in may))
        print at ": " from " may not include " target
    }'
)"
