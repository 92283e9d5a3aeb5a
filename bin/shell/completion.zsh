# Completion of tunlab and of the tools of its labs, for zsh: eval "$(tunlab completion zsh)"
# What may be typed is the program's own knowledge; this hands it the words and shows its answer.
if (( ! $+functions[compdef] )); then
  autoload -Uz compinit
  compinit -i -D
fi
# What completed the system's own tools before.
typeset -gA __tunlab_others
_tunlab() {
  local tool=${words[1]:t} line
  local -a values shown
  if [[ $tool != tunlab && ${commands[$tool]-} != */bin/path/$tool ]]; then
    ${=__tunlab_others[$tool]:-_default}
    return
  fi
  for line in "${(@f)$(tunlab complete -- $tool "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}"; do
    case $line in
      '') ;;
      :files) _files ;;
      :commands) _command_names -e ;;
      *)
        values+=("${line%%$'\t'*}")
        if [[ $line == *$'\t'?* ]]; then shown+=("${line%%$'\t'*}  -- ${line#*$'\t'}"); else shown+=("$line"); fi
        ;;
    esac
  done
  if (( $#values )); then compadd -l -d shown -a values; fi
}
() {
  local tool
  for tool in tunlab ifconfig route ip ping tunctl arp ndp netstat traceroute udp; do
    if [[ ${_comps[$tool]-} != _tunlab ]]; then __tunlab_others[$tool]=${_comps[$tool]-}; fi
    compdef _tunlab $tool
  done
}
