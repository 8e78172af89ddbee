#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Why: the core stays testable and the edges stay replaceable only while includes point one way.
# Compares every #include "..." in src/ with the table src/LAYERS: only downwards, a level's own rule
# among its files, no cycle, every file in the table, and no header that draws in half the tree. And
# each x.c begins with config.h and x.h, which proves that every header can stand alone. x.c, x_more.c,
# x.h and x_private.h are one module, x; x_private.h is for its parts only.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

# A header with more includes of ours than this is a hub: everyone who needs one thing gets all.
hub_limit=5

complaints=$(
  {
    grep -nH . src/LAYERS
    find src -name '*.[ch]' | sort | sed 's/$/:0:present/'
    find src -name '*.[ch]' | sort | xargs grep -nHE '^[[:blank:]]*#[[:blank:]]*include\>'
  } | awk -v hub_limit="$hub_limit" '
    function module_of(file,    whole) {
      sub(/\.[ch]$/, "", file)
      whole = file; sub(/_.*/, "", whole)
      return (whole ".h") in level_of ? whole : file
    }

    # Every line is FILE:LINE:TEXT.
    {
      split($0, part, ":")
      file = part[1]; at = file ":" part[2]
      text = substr($0, length(at) + 2)
      base = file; sub(/.*\//, "", base)
    }

    file == "src/LAYERS" {
      sub(/[ \t]*#.*/, "", text)
      n = split(text, word, /[ \t]+/)
      if (n == 0 || text == "")
        next
      if (word[1] == "level") {
        level = word[2]; rule[level] = word[3]
        if (n != 3 || (word[3] != "acyclic" && word[3] != "apart"))
          print at ": want \"level N acyclic\" or \"level N apart\""
        next
      }
      for (i = 1; i <= n; i++) {
        if (word[i] in level_of)
          print at ": " word[i] " is listed twice"
        level_of[word[i]] = level; listed_at[word[i]] = at
      }
      next
    }

    part[2] == 0 {
      present[base] = 1
      if (!(base in level_of))
        print file ":1: not listed in src/LAYERS"
      next
    }

    {
      sub(/^[ \t]*#[ \t]*include[ \t]*/, "", text)
      quote = substr(text, 1, 1)
      target = substr(text, 2); sub(/[">].*/, "", target)
      own = base; sub(/\.c$/, ".h", own)
      private = own; sub(/\.h$/, "_private.h", private)
      order[base]++
      if (base ~ /\.c$/ && order[base] == 1 && target != "config.h")
        print at ": config.h is to be the first include"
      if (base ~ /\.c$/ && order[base] == 2 && own in present && target != own && target != private)
        print at ": " own " is to be the second include, after config.h"
      if (target == "config.h")
        next
      if (quote == "<") {
        if (target in level_of)
          print at ": <" target "> is ours: include it with quotes"
        next
      }
      if (!(target in level_of)) {
        print at ": \"" target "\" is not listed in src/LAYERS"
        next
      }
      from = module_of(base)
      to = module_of(target)
      if (base ~ /\.h$/ && base !~ /_private\.h$/ && ++headers[base] == hub_limit + 1)
        print at ": " base " includes more than " hub_limit " of our headers: a hub"
      if (target ~ /\.c$/)
        print at ": includes a .c file"
      if (from == to)
        next
      if (target ~ /_private\.h$/)
        print at ": " target " is for the parts of " to " only"
      mine = level_of[base]; its = level_of[target]
      if (its > mine)
        print at ": " base " (level " mine ") includes " target " (level " its "): upwards"
      else if (its == mine && rule[mine] == "apart")
        print at ": " base " includes " target ", both of level " mine ", which are to stay apart"
      else if (its == mine && !((from, to) in edge)) {
        edge[from, to] = at
        module[from] = 1; next_of[from] = next_of[from] " " to
      }
    }

    function visit(m, path,    list, count, i) {
      if (state[m] == 2)
        return
      state[m] = 1
      count = split(next_of[m], list, " ")
      for (i = 1; i <= count; i++) {
        if (state[list[i]] == 1)
          print edge[m, list[i]] ": closes a cycle:" path " " m " " list[i]
        else
          visit(list[i], path " " m)
      }
      state[m] = 2
    }

    END {
      for (f in listed_at)
        if (!(f in present))
          print listed_at[f] ": " f " does not exist"
      for (m in module)
        visit(m, "")
    }'
)
verdict "$complaints"
