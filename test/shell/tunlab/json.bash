# Assertions on JSON in $output: one value, or one a line.

# json_field PATH: prints what is there, text as it is, everything else as JSON. PATH: `mtu`, `[0].queues.application.packets`,
# `events.length`. Fails where there is nothing.
json_field() {
  node "$TUNLAB_BATS/query.cjs" field "$1" <<<"$output"
}

# assert_json PATH [VALUE]: there is such a field, and that is in it.
assert_json() {
  local actual
  if ! actual=$(json_field "$1" 2>&1); then
    fail_with "no such field" field "$1" ${2+expected "$2"} output "$output"
    return
  fi
  [[ $# == 1 || $actual == "$2" ]] || fail_with "the field is another" field "$1" expected "$2" actual "$actual"
}

# refute_json PATH [VALUE]: there is no such field, or something else is in it.
refute_json() {
  local actual
  actual=$(json_field "$1" 2>/dev/null) || return 0
  [[ $# == 2 && $actual != "$2" ]] || fail_with "the field was not to be that" field "$1" actual "$actual"
}
