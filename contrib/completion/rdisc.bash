# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# Completion of rdisc for bash. Its options are those that the program lists itself, by --help.

_rdisc() {
  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}

  COMPREPLY=()
  case $previous in
    -i | --interface) mapfile -t COMPREPLY < <(cd /sys/class/net && compgen -G "$word*") ;;
    --install) mapfile -t COMPREPLY < <(compgen -W "best ladder single multipath none" -- "$word") ;;
    --log-level) mapfile -t COMPREPLY < <(compgen -W "err warning notice info debug" -- "$word") ;;
    --user) mapfile -t COMPREPLY < <(compgen -W none -u -- "$word") ;;
    --config) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    -p | -T | --metric | --table | --prefsrc | --mtu | --probe-interval | --allow | --deny) ;;
    *)
      mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" --help 2>/dev/null |
        sed -nE 's/^ {2,6}(-[A-Za-z], )?(--[a-z-]+).*/\2/p')" -- "$word")
      ;;
  esac
}
complete -F _rdisc rdisc
