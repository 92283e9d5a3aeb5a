/** What the shell of a walkthrough runs: one command after the other, as they come, in one and the same shell. */

/** Descriptors that it is started with besides its input and output. */
export const ORDERS_FD = 3;
export const STATUS_FD = 4;
export const LIFELINE_FD = 5;

/**
 * An order is `run N` and N lines of a command, whose status is told when it has ended; or any word, which is printed
 * between what commands print: it is made up when it is needed, so nothing that runs can know it. Commands have no part in
 * the descriptors. When the other end of the lifeline is gone, all of the process group is ended, whatever it does, and the
 * directory removed that is its first operand.
 */
export const SHELL_DRIVER = `
exec 7<&3 8>&4 6<&5 9>&1 2>&1 3<&- 4>&- 5<&-
( (trap '' INT TERM; IFS= read -r _ <&6; kill -TERM 0; rm -rf -- "$1"; kill -KILL 0) </dev/null >/dev/null 2>&1 7<&- 8>&- 9>&- & )
exec 6<&-
shift
trap tunlab_interrupted=1 INT
tunlab_interrupted=
tunlab_status=0
while :; do
  # An interrupt while it waits for an order is none of its end.
  until IFS= read -r tunlab_order <&7; do
    [ "$tunlab_interrupted" ] || exit 0
    tunlab_interrupted=
  done
  case $tunlab_order in
  run\\ *)
    tunlab_left=\${tunlab_order#run }
    tunlab_command=
    while [ "$tunlab_left" -gt 0 ]; do
      IFS= read -r tunlab_order <&7
      tunlab_command="$tunlab_command$tunlab_order
"
      tunlab_left=$((tunlab_left - 1))
    done
    (exit "$tunlab_status")
    command eval "$tunlab_command" 7<&- 8>&- 9>&-
    tunlab_status=$?
    printf '%s\\n' "$tunlab_status" >&8
    ;;
  *) printf %s "$tunlab_order" >&9 ;;
  esac
done
`;
