# Assertions on what `run` has left: $status, $output, $lines, and $stderr behind `run --separate-stderr`.

# assert_status N
assert_status() {
  [[ $status == "$1" ]] || fail_with "another exit status" expected "$1" actual "$status" output "$output" ${stderr:+stderr "$stderr"}
}

assert_success() {
  assert_status 0
}

# It failed, in whatever way.
assert_failure() {
  [[ $status != 0 ]] || fail_with "it succeeded, and was to fail" output "$output"
}

# assert_output [-p|-e] TEXT: all of the output is that; -p: that is in it; -e: the regular expression matches it.
assert_output() {
  _assert_text output "$output" "$@"
}

refute_output() {
  _refute_text output "$output" "$@"
}

# assert_stderr [-p|-e] TEXT: of what `run --separate-stderr` took, or an application.
assert_stderr() {
  _assert_text "standard error" "${stderr-}" "$@"
}

refute_stderr() {
  _refute_text "standard error" "${stderr-}" "$@"
}

# assert_line [-n INDEX] [-p|-e] TEXT: a line, or the one of that index from 0.
assert_line() {
  _line_words "$@" || return
  if [[ -n $_index ]]; then
    if _matches "$_kind" "${lines[_index]-}" "$_text" && ((_index < ${#lines[@]})); then return 0; fi
    fail_with "line $_index is another" expected "$_text" actual "${lines[_index]-(there is none)}"
    return
  fi
  local line
  for line in ${lines[@]+"${lines[@]}"}; do
    ! _matches "$_kind" "$line" "$_text" || return 0
  done
  fail_with "no such line" expected "$_text" output "$output"
}

refute_line() {
  _line_words "$@" || return
  if [[ -n $_index ]]; then
    if ! _matches "$_kind" "${lines[_index]-}" "$_text"; then return 0; fi
    fail_with "line $_index was not to be that" unexpected "$_text" actual "${lines[_index]-}"
    return
  fi
  local index
  for index in "${!lines[@]}"; do
    if _matches "$_kind" "${lines[index]}" "$_text"; then
      fail_with "line $index was not to be there" unexpected "$_text" actual "${lines[index]}"
      return
    fi
  done
}

# assert_equal ACTUAL EXPECTED
assert_equal() {
  [[ $1 == "$2" ]] || difference "not equal" "$2" "$1"
}

# _matches KIND ACTUAL TEXT
_matches() {
  case $1 in
  whole) [[ $2 == "$3" ]] ;;
  part) [[ $2 == *"$3"* ]] ;;
  pattern) [[ $2 =~ $3 ]] ;;
  esac
}

_kind_of() {
  case ${1-} in
  -p | --partial) _kind=part ;;
  -e | --regexp) _kind=pattern ;;
  *) return 1 ;;
  esac
}

_assert_text() {
  local what=$1 actual=$2 _kind=whole
  shift 2
  if _kind_of "${1-}"; then shift; fi
  if _matches "$_kind" "$actual" "${1-}"; then return 0; fi
  case $_kind in
  whole) difference "$what differs" "${1-}" "$actual" ;;
  part) fail_with "that is not in the $what" expected "${1-}" "$what" "$actual" ;;
  pattern) fail_with "the $what does not match" expected "${1-}" "$what" "$actual" ;;
  esac
}

# Without a text, there was to be none at all.
_refute_text() {
  local what=$1 actual=$2 _kind=whole
  shift 2
  if (($# == 0)); then
    [[ -z $actual ]] || fail_with "there was to be no $what" "$what" "$actual"
    return
  fi
  if _kind_of "$1"; then shift; fi
  if ! _matches "$_kind" "$actual" "${1-}"; then return 0; fi
  fail_with "the $what was not to be that" unexpected "${1-}" "$what" "$actual"
}

_line_words() {
  _index= _kind=whole
  while (($# > 1)); do
    case $1 in
    -n | --index)
      _index=$2
      shift
      ;;
    *) _kind_of "$1" || break ;;
    esac
    shift
  done
  _text=${1-}
  [[ $_index =~ ^[0-9]*$ ]] || fail_with "the index of a line is a number" index "$_index"
}
