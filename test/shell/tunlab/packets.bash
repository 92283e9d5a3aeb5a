# Assertions on the packets in the two queues of a device.

# packets INTERFACE QUEUE: one line a packet, the next to leave first: what it is, two blanks, why it is there.
packets() {
  local text line inside=0
  text=$(tunctl queues "$1") || return
  while IFS= read -r line; do
    case $line in
    *' queue ('*) [[ $line == *" $2 queue ("* ]] && inside=1 || inside=0 ;;
    '') inside=0 ;;
    '  '[0-9]*) ((inside == 0)) || _squeezed "$line" ;;
    esac
  done <<<"$text"
}

# assert_queue INTERFACE QUEUE N: so many packets wait there.
assert_queue() {
  local found
  found=$(_packets_of "$@") || return
  local -a waiting=()
  [[ -z $found ]] || mapfile -t waiting <<<"$found"
  ((${#waiting[@]} == $3)) ||
    fail_with "another number of packets" queue "$1 $2" expected "$3" actual "${#waiting[@]}" packets "$found"
}

# assert_packet INTERFACE QUEUE [-n PLACE] [-e] TEXT: a packet, or the one at that place from 0, has that in its line.
assert_packet() {
  local found
  found=$(_packets_of "$@") || return
  _packet_words "${@:3}" || return
  local -a lines=()
  [[ -z $found ]] || mapfile -t lines <<<"$found"
  local place
  for place in "${!lines[@]}"; do
    [[ -z $_index || $_index == "$place" ]] || continue
    ! _matches "$_kind" "${lines[place]}" "$_text" || return 0
  done
  fail_with "no such packet" queue "$1 $2" ${_index:+place "$_index"} expected "$_text" packets "${found:-(none)}"
}

# assert_no_packet INTERFACE QUEUE [-e] [TEXT]: none with that in its line; without TEXT none at all.
assert_no_packet() {
  local found line
  found=$(_packets_of "$@") || return
  _packet_words "${@:3}" || return
  while IFS= read -r line; do
    if [[ -n $line ]] && _matches "$_kind" "$line" "$_text"; then
      fail_with "that packet was not to be there" queue "$1 $2" ${_text:+unexpected "$_text"} packets "$found"
      return
    fi
  done <<<"$found"
}

_packets_of() {
  case ${2-} in
  application | interface) ;;
  *)
    fail_with "a device has the queues application and interface" queue "${2-}"
    return
    ;;
  esac
  packets "$1" "$2" || fail_with "the queues of $1 can not be shown" "$2" "see above"
}

_packet_words() {
  _line_words "$@" || return
  [[ $_kind != whole ]] || _kind=part
}

# A row of `tunctl queues` without its place and its octets, and without what made columns of it.
_squeezed() {
  [[ $1 =~ ^\ +[0-9]+\ +[0-9]+\ +(.*[^ ])\ *$ ]] || return 0
  local text=${BASH_REMATCH[1]}
  while [[ $text == *'   '* ]]; do text=${text//   /  }; done
  printf '%s\n' "$text"
}
