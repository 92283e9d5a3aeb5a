# Assertions on the interfaces and routes of the host: $TUNLAB_HOST, or as `on` says.

assert_interface_up() {
  _interface "$1" || return
  [[ $_flags == *'"UP"'* ]] || fail_with "the interface is down" interface "$1" flags "$_flags"
}

# It is there, and down.
assert_interface_down() {
  _interface "$1" || return
  [[ $_flags != *'"UP"'* ]] || fail_with "the interface is up" interface "$1" flags "$_flags"
}

refute_interface() {
  ! ifconfig "$1" --json &>/dev/null || fail_with "the interface was not to be there" interface "$1"
}

# assert_address INTERFACE ADDRESS[/LENGTH]
assert_address() {
  _interface "$1" || return
  local address
  for address in $_addresses; do
    [[ $address != "$2" && ${address%/*} != "$2" ]] || return 0
  done
  fail_with "the interface has no such address" interface "$1" expected "$2" actual "${_addresses:-(none)}"
}

refute_address() {
  _interface "$1" || return
  local address
  for address in $_addresses; do
    if [[ $address == "$2" || ${address%/*} == "$2" ]]; then
      fail_with "the interface was not to have that address" interface "$1" unexpected "$2" actual "$_addresses"
      return
    fi
  done
}

# assert_route DESTINATION [WORD VALUE]…: a route there that has all of these, in the words of `routes`.
assert_route() {
  local found
  found=$(routes) || return
  _route_among "$found" "$@" || fail_with "no such route" expected "$*" routes "$found"
}

refute_route() {
  local found
  found=$(routes) || return
  ! _route_among "$found" "$@" || fail_with "that route was not to be there" unexpected "$*" routes "$found"
}

# One line a route, of both versions of IP: `10.0.0.0/8 via 10.8.0.1 dev tun0 metric 0 type unicast protocol static`.
routes() {
  TUNLAB_PERSONALITY=haiku route --json | node "$TUNLAB_BATS/query.cjs" routes
}

_route_among() {
  local line word fits
  while IFS= read -r line; do
    [[ "$line " == "$2 "* ]] || continue
    fits=1
    for ((word = 3; word < $#; word += 2)); do
      local next=$((word + 1))
      [[ " $line " == *" ${!word} ${!next} "* ]] || fits=0
    done
    ((fits == 0)) || return 0
  done <<<"$1"
  return 1
}

# assert_host NAME: the lab has it.
assert_host() {
  tunlab host show "$1" --json >/dev/null || fail_with "no such host" host "$1"
}

_interface() {
  local state
  state=$(ifconfig "$1" --json) || { fail_with "no such interface" interface "$1"; return; }
  _flags=$(node "$TUNLAB_BATS/query.cjs" interface <<<"$state") || return
  _addresses=${_flags#*]}
  _addresses=${_addresses#$'\n'}
  _flags=${_flags%%$'\n'*}
}
