# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# Completion of rdiscctl for bash. Its options and commands are those that the program lists itself, by --help.

# Prints the answer of the daemon to command $1 under key $2, a name a line. It has two seconds.
_rdiscctl_ask() {
  timeout 2 "${COMP_WORDS[0]}" "$1" --json 2>/dev/null </dev/null |
    sed -nE "s/^ {6}\"$2\": \"([^\"\\\\]+)\".*/\1/p"
}

_rdiscctl() {
  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}

  COMPREPLY=()
  case $previous in
    -i | --interface | solicit | advertise | drain | undrain)
      mapfile -t COMPREPLY < <(compgen -W "$(_rdiscctl_ask interfaces name)" -- "$word")
      ;;
    explain | watch | what-if)
      mapfile -t COMPREPLY < <(compgen -W "$(_rdiscctl_ask routers address)" -- "$word")
      ;;
    log-level) mapfile -t COMPREPLY < <(compgen -W "err warning notice info debug" -- "$word") ;;
    --socket | --config | replay | import) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    --timeout | --address | query) ;;
    *)
      # An option begins with dashes, a command stands in the list of commands.
      local wanted='/^Commands:/,/^$/s/^  ([a-z-]+) .*/\1/p'
      [[ $word != -* ]] || wanted='s/^ {2,6}(-[A-Za-z], )?(--[a-z-]+).*/\2/p'
      mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" --help 2>/dev/null |
        sed -nE "$wanted")" -- "$word")
      ;;
  esac
}
complete -F _rdiscctl rdiscctl
