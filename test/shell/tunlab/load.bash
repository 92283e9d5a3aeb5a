# Helpers for tests of bats in labs of tunlab. In a test file:    load "$(tunlab bats-helpers)"
# docs/testing-with-bats.md tells how to use them.

if ((BASH_VERSINFO[0] < 4)); then
  echo "tunlab's helpers need bash 4 or newer; this is $BASH_VERSION" >&2
  return 1
fi

# `run --separate-stderr` came with it.
bats_require_minimum_version 1.5.0

TUNLAB_BATS=${BASH_SOURCE[0]%/*}

# Seconds that something may take that has to happen. Nothing depends on it where all is well.
: "${LAB_PATIENCE:=30}"

source "$TUNLAB_BATS/lab.bash"
source "$TUNLAB_BATS/application.bash"
source "$TUNLAB_BATS/failure.bash"
source "$TUNLAB_BATS/output.bash"
source "$TUNLAB_BATS/json.bash"
source "$TUNLAB_BATS/packets.bash"
source "$TUNLAB_BATS/network.bash"

# What a test file has that says nothing else: a lab for each test, with the options in LAB_OPTIONS.
setup() {
  lab_start ${LAB_OPTIONS[@]+"${LAB_OPTIONS[@]}"}
}

teardown() {
  lab_stop
}
