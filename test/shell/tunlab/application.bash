# Programs that run while the test goes on: the applications behind device nodes, servers, a long ping.

declare -gA TUNLAB_APPLICATIONS=()

# start_application NAME COMMAND…: in the background, with nothing on its standard input.
start_application() {
  local name=$1
  shift
  if [[ -n ${TUNLAB_APPLICATIONS[$name]-} ]]; then
    fail_with "an application of that name runs already" "name" "$name"
    return
  fi
  : >"$(_application_file "$name" out)" >"$(_application_file "$name" err)"
  # A process group of its own, so that all of it can be ended.
  set -m
  "$@" </dev/null >"$(_application_file "$name" out)" 2>"$(_application_file "$name" err)" 3>&- 4>&- &
  set +m
  TUNLAB_APPLICATIONS[$name]=$!
  _tell_supervisor "+ $!"
}

# stop_application NAME [SIGNAL]: ends it (TERM), and puts what it has printed into $output, $lines and $stderr, its exit
# status into $status, as `run` does.
stop_application() {
  _known_application "$1" || return
  _application_end "$1" "${2:-TERM}"
  application_output "$1"
}

# wait_application NAME: as stop_application, but waits until it ends by itself.
wait_application() {
  _known_application "$1" || return
  local process=${TUNLAB_APPLICATIONS[$1]} deadline=$((SECONDS + LAB_PATIENCE))
  while kill -0 "$process" 2>/dev/null; do
    if ((SECONDS > deadline)); then
      application_output "$1"
      fail_with "the application did not end within $LAB_PATIENCE s" "name" "$1" "output" "$output$stderr"
      return
    fi
    sleep 0.02
  done
  _application_end "$1" TERM
  application_output "$1"
}

# wait_for_output NAME TEXT: until the application has printed that, on either stream.
wait_for_output() {
  _known_application "$1" || return
  local process=${TUNLAB_APPLICATIONS[$1]} deadline=$((SECONDS + LAB_PATIENCE)) alive=1
  while true; do
    kill -0 "$process" 2>/dev/null || alive=0
    application_output "$1"
    [[ $output$'\n'$stderr != *"$2"* ]] || return 0
    if ((alive == 0)); then
      fail_with "the application ended before it printed that" "name" "$1" "expected" "$2" "output" "$output$stderr"
      return
    fi
    if ((SECONDS > deadline)); then
      fail_with "nothing of that came within $LAB_PATIENCE s" "name" "$1" "expected" "$2" "output" "$output$stderr"
      return
    fi
    sleep 0.02
  done
}

# application_output NAME: what it has printed so far, into $output, $lines and $stderr.
application_output() {
  output=$(<"$(_application_file "$1" out)")
  stderr=$(<"$(_application_file "$1" err)")
  lines=()
  [[ -z $output ]] || mapfile -t lines <<<"$output"
}

_application_file() {
  printf '%s' "$BATS_TEST_TMPDIR/application-$1.$2"
}

_known_application() {
  [[ -n ${TUNLAB_APPLICATIONS[$1]-} ]] || fail_with "no application of that name runs" "name" "$1"
}

# Sets $status. What does not end when it is told to is killed.
_application_end() {
  local process=${TUNLAB_APPLICATIONS[$1]} deadline=$((SECONDS + 10))
  kill -s "$2" -- "-$process" 2>/dev/null || true
  while kill -0 "$process" 2>/dev/null; do
    if ((SECONDS > deadline)); then kill -s KILL -- "-$process" 2>/dev/null || true; fi
    sleep 0.01
  done
  status=0
  wait "$process" 2>/dev/null || status=$?
  # Whatever it has started.
  kill -s KILL -- "-$process" 2>/dev/null || true
  unset "TUNLAB_APPLICATIONS[$1]"
  _tell_supervisor "- $process"
}

_tell_supervisor() {
  [[ -n ${TUNLAB_LIFELINE-} ]] || return 0
  printf '%s\n' "$1" >&"$TUNLAB_LIFELINE"
}
