#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Why: an operator who finds a line in the log looks it up. DIAGNOSTICS in rdisc(8) has every line above
# debug, and every event, under its level, with its members and the event's name, and no other. The schema
# of the control socket has the members of events. The catalogue for journalctl -x has each event, by its
# identifier, with fields that it has; and the manual those fields.
# shellcheck source=tests/lint/lib.sh
. "$(dirname "$0")/lib.sh"

page=man/rdisc.8

# Reads src/system/log.c (levels and phrases), src/model/event.c (names and members), the other sources (log_line)
# and the page; each is told to awk by "what".
complaints=$(
  # shellcheck disable=SC2046 # our file names have no spaces
  awk '
    function complain(text) { print "'$page':1: " text }

    # The literal that is logged: from its first quotation mark on.
    function literal(text) {
      sub(/^[^"]*"/, "", text)
      sub(/".*/, "", text)
      return text
    }

    # The longest piece of a format without conversions.
    function fixed(format,    pieces, n, i, best) {
      n = split(format, pieces, /%[a-z]+/)
      best = ""
      for (i = 1; i <= n; i++)
        if (length(pieces[i]) > length(best)) best = pieces[i]
      return best
    }

    # The words of a set, and of an item, in one order.
    function listed(set,    i, list) {
      list = ""
      for (i = 1; i <= n_words; i++)
        if (word[i] in set) list = list " " word[i]
      return list
    }
    function words_of_fields(text,    f, n, part, i, set) {
      delete set
      for (f in words_of)
        if (text ~ ("FIELD_" f "([^A-Z_]|$)")) {
          n = split(words_of[f], part, " ")
          for (i = 1; i <= n; i++) set[part[i]] = 1
        }
      return listed(set)
    }
    function words_of_item(text,    i, set) {
      delete set
      for (i = 1; i <= n_words; i++)
        if (index(text, " " word[i] "=")) set[word[i]] = 1
      return listed(set)
    }

    FNR == 1 { joined = "" }

    what == "log" || what == "event" {
      joined = joined " " $0
      if ($0 !~ /}/) next
      if (match(joined, /\[EVENT_[A-Z_]+\] = \{/)) {
        kind = substr(joined, RSTART + 1, RLENGTH - 6)
        if (what == "log" && match(joined, /LOG_[A-Z]+/)) {
          level[kind] = tolower(substr(joined, RSTART + 4, RLENGTH - 4))
          phrase[kind] = literal(joined)
        } else if (what == "event") {
          name[kind] = literal(joined)
          fields[kind] = joined
        }
      } else if (what == "log" && match(joined, /\{ EVENT_[A-Z_]+, REASON_[A-Z_]+, LOG_[A-Z]+ \}/)) {
        n = split(substr(joined, RSTART, RLENGTH), part, /[{}, ]+/)
        graver[part[2] " " tolower(substr(part[3], 8))] = tolower(substr(part[4], 5))
      }
      # A member: its field, its word and its name in JSON.
      if (what == "event" && match(joined, /\{ FIELD_[A-Z_]+, VALUE_.*/)) {
        field = substr(joined, RSTART + 8, index(substr(joined, RSTART), ",") - 9)
        if (split(joined, part, "\"") >= 3 && joined !~ /, NULL, "/) {
          if (!(part[2] in known)) word[++n_words] = part[2]
          known[part[2]] = 1
          words_of[field] = words_of[field] " " part[2]
        }
        if (joined !~ /, NULL }/) json[part[joined ~ /, NULL, "/ ? 2 : 4]] = 1
      }
      joined = ""
      next
    }

    # The properties of an event in the schema.
    what == "schema" && /^    "event": \{/ { inside = 1 }
    what == "schema" && /^    \}/ { inside = 0 }
    what == "schema" && inside && match($0, /^        "[a-z_]+":/) { property[substr($0, 10, RLENGTH - 11)] = 1 }

    what == "lines" {
      if ($0 ~ /fatal\("[^"]* /) joined = "LOG_CRIT " $0 # with less it names a call
      else if ($0 ~ /(log_line\(|define LOST.* )(LOG_[A-Z]+|$)/) joined = $0
      else if (joined != "") joined = joined $0
      if (joined ~ /".*"/) {
        match(joined, /LOG_[A-Z]+/)
        l = tolower(substr(joined, RSTART + 4, RLENGTH - 4))
        text = fixed(literal(joined))
        if (l != "debug" && length(text) > 2) { # less is a line that only passes on others
          line_level[text] = l
          line_file[text] = FILENAME ":" FNR
        }
        joined = ""
      }
      next
    }

    what == "page" && /^\.Sh/ { inside = $2 == "DIAGNOSTICS"; section = "" }
    what == "page" && inside && /^\.Ss Level/ { section = $3 }
    what == "page" && inside && wants_name != "" {
      if ($1 == ".Cm" && $3 == ":") event_of[wants_name] = $2
      wants_name = ""
    }
    what == "page" && inside && /^\.It / {
      n_items++
      item[n_items] = substr($0, 5)
      item_level[n_items] = section
      item_line[n_items] = FNR
      wants_name = n_items
    }

    # The item of that level that begins so, if there are several the one of that event.
    function find(l, beginning, event,    i, best) {
      for (i = 1; i <= n_items; i++)
        if (item_level[i] == l && index(item[i] " ", beginning " ") == 1 && (!best || event_of[i] == event))
          best = i
      return best + 0
    }

    END {
      for (kind in phrase) {
        i = find(level[kind], phrase[kind], name[kind])
        if (i == 0) {
          complain("no \"" phrase[kind] "\" (" kind ") under level " level[kind])
          continue
        }
        used[i] = 1
        if (event_of[i] != name[kind])
          complain("\"" item[i] "\": not followed by .Cm " name[kind] " :")
        if (words_of_item(item[i]) != words_of_fields(fields[kind]))
          complain("\"" item[i] "\": the members are" words_of_fields(fields[kind]))
      }
      for (key in graver) {
        split(key, part, " ")
        for (i = 1; i <= n_items; i++)
          if (item_level[i] == graver[key] && index(item[i], phrase[part[1]] " ") == 1 &&
            index(item[i] " ", " reason=" part[2] " ")) break
        if (i > n_items)
          complain("no \"" phrase[part[1]] " ... reason=" part[2] "\" under level " graver[key])
        used[i] = 1
      }
      for (text in line_level) {
        found = 0
        for (i = 1; i <= n_items && !found; i++)
          if (item_level[i] == line_level[text] && index(item[i], text) > 0) found = used[i] = 1
        if (!found) print line_file[text] ": \"" text "\" is not in '$page' under level " line_level[text]
      }
      for (i = 1; i <= n_items; i++)
        if (!(i in used)) print "'$page':" item_line[i] ": \"" item[i] "\" is not logged, or at another level"
      for (key in json)
        if (!(key in property)) print "doc/control.schema.json:1: an event has no \"" key "\""
      split("version time type seq event level message", part, " ")
      for (i in part) json[part[i]] = 1
      for (key in property)
        if (!(key in json)) print "doc/control.schema.json:1: no event has \"" key "\""
      if (n_words < 15) complain("only " n_words + 0 " members are in src/model/event.c")
      if (n_items < 40) complain("only " n_items + 0 " lines are explained")
    }' what=log src/system/log.c what=event src/model/event.c what=schema doc/control.schema.json \
    what=lines $(find src -name '*.c' ! -name log.c | sort) what=page $page
)

# ids: EVENT NAME ID FIELD... of src/model/event.c, a line each.
ids=$(awk '
  { joined = joined " " $0 }
  $0 !~ /}/ { next }
  match(joined, /\[EVENT_[A-Z_]+\] = \{.*\}/) {
    n = split(joined, part, "\"")
    if (n >= 5) line[++n_lines] = part[2] " " part[4] joined
  }
  match(joined, /\{ FIELD_[A-Z_]+, VALUE_.*\}/) && joined !~ /, NULL }/ {
    field = substr(joined, RSTART + 2, index(substr(joined, RSTART), ",") - 3)
    n = split(joined, part, "\"")
    name = toupper(part[n - 1])
    names[field] = names[field] " " (name == "INTERFACE" ? "" : "RDISC_") name
  }
  { joined = "" }
  END {
    for (i = 1; i <= n_lines; i++) {
      split(line[i], part, " ")
      fields = ""
      for (f in names) if (line[i] ~ ("[ |\t]" f "[ ,]")) fields = fields names[f]
      print part[1], part[2] fields
    }
  }' src/model/event.c)
catalogue=contrib/systemd/rdisc.catalog

# Those that are never above debug, which need no entry.
quiet=$(awk '/\[EVENT_[A-Z_]+\] = { LOG_DEBUG/ { sub(/^.*\[EVENT_/, ""); sub(/\].*/, ""); print tolower($0) }' src/system/log.c)

complaints=$complaints$(
  printf '%s\n' "$ids" | awk -v quiet=" $(echo "$quiet" | tr '\n' ' ') " -v file=$catalogue '
    function complain(line, text) { print file ":" line ": " text }
    FILENAME == "-" {
      n++
      name[$2] = $1
      fields[$2] = " MESSAGE_ID RDISC_EVENT " substr($0, length($1 $2) + 2) " "
      next
    }
    /^-- / {
      id = $2
      if (!(id in name)) complain(FNR, id " is no event")
      if (id in seen) complain(FNR, id " is there twice")
      seen[id] = 1
    }
    /^Subject: ./ { subject[id] = 1 }
    {
      text = $0
      while (match(text, /@[A-Z_]+@/)) {
        field = substr(text, RSTART + 1, RLENGTH - 2)
        if (index(fields[id], " " field " ") == 0) complain(FNR, name[id] " has no " field)
        text = substr(text, RSTART + RLENGTH)
      }
    }
    END {
      for (i in name) {
        if (!(i in seen) && index(quiet, " " name[i] " ") == 0) complain(1, "no entry -- " i " for " name[i])
        if (i in seen && !(i in subject)) complain(1, name[i] " has no subject")
      }
      if (n < 40) complain(1, "only " n + 0 " events are in src/model/event.c")
    }' - $catalogue
  # The manual has the name of each field.
  for field in $(printf '%s\n' "$ids" | cut -d ' ' -f 3- | tr ' ' '\n' | sort -u); do
    grep -qE "^\.Va .*$field( |\$)" $page || echo "$page:1: DIAGNOSTICS has no field $field"
  done
  # As the journal reads it.
  if command -v journalctl >/dev/null; then
    root=$(mktemp -d)
    mkdir -p "$root/usr/lib/systemd/catalog" "$root/var/lib/systemd/catalog"
    cp $catalogue "$root/usr/lib/systemd/catalog"
    journalctl --root="$root" --update-catalog 2>&1
    known=$(journalctl --root="$root" --list-catalog | grep -c ' rdisc: ')
    [ "$known" = "$(grep -c '^-- ' $catalogue)" ] || echo "$catalogue:1: the journal knows $known entries of it"
    rm -r "$root"
  elif [ "${RDISC_REQUIRE_ALL:-0}" = 1 ]; then
    echo "journalctl is missing (Debian: systemd), and RDISC_REQUIRE_ALL=1"
  fi
)
verdict "$complaints"
