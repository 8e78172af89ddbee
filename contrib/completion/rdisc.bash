# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# Completion of rdisc for bash. tests/lint/completion.sh compares the words with rdisc --help.

_rdisc() {
  local options="--install --metric --table --prefsrc --mtu --probe-interval --no-solicit-on-loss
    --allow --deny --keep-routes --no-require-forwarding --interface --log-level --user --config
    --check --version --help"
  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}

  COMPREPLY=()
  case $previous in
    -i | --interface) mapfile -t COMPREPLY < <(cd /sys/class/net && compgen -G "$word*") ;;
    --install) mapfile -t COMPREPLY < <(compgen -W "best ladder single multipath none" -- "$word") ;;
    --log-level) mapfile -t COMPREPLY < <(compgen -W "err warning notice info debug" -- "$word") ;;
    --user) mapfile -t COMPREPLY < <(compgen -W none -u -- "$word") ;;
    --config) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    -p | -T | --metric | --table | --prefsrc | --mtu | --probe-interval | --allow | --deny) ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word") ;;
  esac
}
complete -F _rdisc rdisc
