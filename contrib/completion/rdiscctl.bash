# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# Completion of rdiscctl for bash. tests/lint/completion.sh compares the words with rdiscctl --help.

_rdiscctl() {
  local commands="status routers interfaces explain conflicts counters events trust metrics wait
    solicit advertise drain undrain reload log-level query replay import"
  local options="--interface --json --watch --follow --router --timeout --address --config
    --socket --help --version"
  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}

  COMPREPLY=()
  case $previous in
    -i | --interface | solicit | advertise | drain | undrain)
      mapfile -t COMPREPLY < <(cd /sys/class/net && compgen -G "$word*")
      ;;
    log-level) mapfile -t COMPREPLY < <(compgen -W "err warning notice info debug" -- "$word") ;;
    --socket | --config | replay | import) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    --timeout | --address | explain | query) ;;
    *)
      if [[ $word == -* ]]; then commands=; else options=; fi
      mapfile -t COMPREPLY < <(compgen -W "$commands $options" -- "$word")
      ;;
  esac
}
complete -F _rdiscctl rdiscctl
