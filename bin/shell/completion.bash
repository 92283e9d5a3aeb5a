# Completion of tunlab and of the tools of its labs, for bash: eval "$(tunlab completion bash)"
# What may be typed is the program's own knowledge; this hands it the words and shows its answer.
_tunlab() {
  local tool=${1##*/} line=${COMP_LINE:0:COMP_POINT} current word rest
  local -a typed=()
  COMPREPLY=()
  if [[ $tool != tunlab && $(type -P "$1") != */bin/path/"$tool" ]]; then
    # Outside of a lab this is the system's own tool.
    type compopt &>/dev/null && compopt -o default
    return
  fi
  # Not COMP_WORDS: there `client:eth0` is three words.
  read -ra typed <<<"$line"
  if [[ $line == *[[:space:]] ]]; then typed+=(''); fi
  current=${typed[${#typed[@]} - 1]}
  while IFS=$'\t' read -r word rest; do
    case $word in
      :files) type compopt &>/dev/null && compopt -o default ;;
      :commands) while read -r word; do COMPREPLY+=("$word"); done < <(compgen -c -- "$current") ;;
      *) COMPREPLY+=("$word") ;;
    esac
  done < <(tunlab complete -- "$tool" "${typed[@]:1}" 2>/dev/null)
  # What stands in front of the last colon or equals sign is a word of its own to bash, and stays.
  rest=$current
  [[ $COMP_WORDBREAKS == *:* ]] || rest=${rest//:/}
  [[ $COMP_WORDBREAKS == *=* ]] || rest=${rest//=/}
  if [[ $rest == *[:=]* ]]; then COMPREPLY=("${COMPREPLY[@]#"${current%"${rest##*[:=]}"}"}"); fi
}
complete -F _tunlab tunlab ifconfig route ip ping tunctl arp ndp netstat traceroute udp
