# How a failed assertion is told.

# fail_with WHAT [NAME VALUE]…: prints it on standard error, long values below their names. Always fails.
fail_with() {
  local width=0 index
  local -a words=("${@:2}")
  for ((index = 0; index < ${#words[@]}; index += 2)); do
    ((${#words[index]} <= width)) || width=${#words[index]}
  done
  {
    echo
    echo "-- $1 --"
    for ((index = 0; index < ${#words[@]}; index += 2)); do
      _value "${words[index]}" "${words[index + 1]-}" "$width"
    done
    echo "--"
  } >&2
  return 1
}

# difference WHAT EXPECTED ACTUAL: one line each, or what differs between several lines. Always fails.
difference() {
  if [[ $2 != *$'\n'* && $3 != *$'\n'* ]]; then
    fail_with "$1" expected "$2" actual "$3"
    return
  fi
  {
    echo
    echo "-- $1 --"
    diff -U 3 <(printf '%s\n' "$2") <(printf '%s\n' "$3") | sed -e '1s/.*/--- expected/' -e '2s/.*/+++ actual/'
    echo "--"
  } >&2
  return 1
}

_value() {
  if [[ $2 == *$'\n'* ]]; then
    printf '%s:\n' "$1"
    printf '%s\n' "$2" | sed 's/^/  /'
  else
    printf '%-*s : %s\n' "$3" "$1" "$2"
  fi
}
