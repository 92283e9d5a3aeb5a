# For scripts that run in a lab and in a namespace of Linux: shows a command, what it prints, and a status other than 0.
run() {
  printf '$ %s\n' "$*"
  "$@" 2>&1 || echo "exit status $?"
}
