# A private lab for a test. A process of its own, the supervisor, holds it: that one waits at the other end of a pipe
# which goes away with this shell, however it ends, and then takes down the applications and the lab.

# lab_start [OPTION…]: the options are those of `tunlab with`: --virtual, --seed N, --personality NAME.
lab_start() {
  if [[ -n ${TUNLAB_SUPERVISOR_PID-} ]]; then
    fail_with "a lab runs already" "call" "lab_stop" || return
  fi
  # Descriptors 3 and 4 are bats' own: whoever holds them keeps it waiting.
  coproc TUNLAB_SUPERVISOR {
    exec "$TUNLAB_BATS/../../../bin/path/tunlab" with "$@" -- bash "$TUNLAB_BATS/supervisor.bash"
  } 3>&- 4>&-
  # The array is gone as soon as the process is.
  TUNLAB_LAB_PROCESS=$TUNLAB_SUPERVISOR_PID
  local output=${TUNLAB_SUPERVISOR[0]-} name value
  TUNLAB_LIFELINE=${TUNLAB_SUPERVISOR[1]-}
  for name in PATH TUNLAB_LAB TUNLAB_HOST TUNLAB_DEV TUNLAB_PRIVATE; do
    if ! IFS= read -r -u "$output" value 2>/dev/null; then
      wait "$TUNLAB_LAB_PROCESS" || true
      TUNLAB_LAB_PROCESS= TUNLAB_LIFELINE=
      fail_with "the lab did not start" "what it said" "stands above"
      return
    fi
    export "$name=$value"
  done
  hash -r
}

# Stops the applications, and takes the lab down. Where none runs, nothing happens.
lab_stop() {
  [[ -n ${TUNLAB_LAB_PROCESS-} ]] || return 0
  local name lifeline=$TUNLAB_LIFELINE process=$TUNLAB_LAB_PROCESS result=0
  for name in "${!TUNLAB_APPLICATIONS[@]}"; do
    _application_end "$name" TERM
  done
  TUNLAB_LAB_PROCESS= TUNLAB_LIFELINE=
  { exec {lifeline}>&-; } 2>/dev/null || true
  wait "$process" || result=$?
  if ((result != 0)); then
    fail_with "the lab did not end well" "exit status" "$result"
  fi
}

# on HOST COMMAND…: runs a tool or one of these helpers as on another host of the lab.
on() {
  local host=$1 directory=${TUNLAB_DEV%/*/dev}
  shift
  TUNLAB_HOST=$host TUNLAB_DEV=$directory/$host/dev "$@"
}
