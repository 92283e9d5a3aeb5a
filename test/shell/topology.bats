# A lab as a file: apply and dump; and many commands as one: batch.
load tunlab/load

LAB_OPTIONS=(--virtual)

two_hosts() {
  cat <<'END'
hosts:
  client: {interfaces: {eth0: {up: true, addresses: [10.0.0.1/24]}}, routes: [{dst: default, gateway: 10.0.0.2}]}
  server: {interfaces: {eth0: {up: true, addresses: [10.0.0.2/24]}}}
wires:
  lan: {ends: [client:eth0, server:eth0]}
END
}

@test "apply makes what a file says" {
  two_hosts | tunlab apply -
  assert_host client
  on client assert_address eth0 10.0.0.1/24
  on client assert_route default via 10.0.0.2
  run on client ping -c 1 10.0.0.2
  assert_success
}

@test "a second time there is nothing to change" {
  two_hosts | tunlab apply -
  two_hosts > "$BATS_TEST_TMPDIR/two.yaml"
  run tunlab apply "$BATS_TEST_TMPDIR/two.yaml" --json
  assert_success
  assert_json applied true
  refute_json 'differences[0]'
}

@test "a dry run changes nothing" {
  two_hosts > "$BATS_TEST_TMPDIR/two.yaml"
  run tunlab apply --dry-run "$BATS_TEST_TMPDIR/two.yaml"
  assert_success
  assert_line '+ host client'
  run tunlab host list
  refute_output -p client
}

@test "what can not be is refused, and none of it happens" {
  run tunlab apply - <<< 'hosts: {far: {}, local: {interfaces: {tun0: {mtu: 9}}}}'
  assert_status 1
  assert_output -e '^tunlab: standard input:1:[0-9]+: tun0 takes an MTU of 68 to 65535 octets, not 9$'
  run tunlab host list
  refute_output -p far
}

@test "dump and apply carry a lab into another" {
  two_hosts | tunlab apply -
  tunlab dump > "$BATS_TEST_TMPDIR/here.yaml"
  tunlab with --virtual -- sh -c "tunlab apply '$BATS_TEST_TMPDIR/here.yaml'; tunlab dump" > "$BATS_TEST_TMPDIR/there.yaml"
  sed -n '/^hosts:/,$p' "$BATS_TEST_TMPDIR/there.yaml" | cmp - "$BATS_TEST_TMPDIR/here.yaml"
}

@test "apply --prune takes away what is not named" {
  two_hosts | tunlab apply -
  tunlab apply --prune - <<< 'hosts: {client: {}}'
  run tunlab host list
  assert_output -p client
  refute_output -p server
}

@test "batch does line by line, also on other hosts" {
  tunlab batch - <<'END'
# comments and empty lines are left out

host add far
wire add lan local:eth0 far:eth0
ifconfig eth0 10.0.0.1/24 up
on far ifconfig eth0 10.0.0.2/24 up
END
  assert_address eth0 10.0.0.1/24
  on far assert_address eth0 10.0.0.2/24
}

@test "batch does nothing where a line is not understood" {
  run tunlab batch - <<'END'
host add far
bogus
END
  assert_status 2
  assert_output 'tunlab: standard input:2: there is no command "bogus"'
  run tunlab host list
  refute_output -p far
}

@test "batch ends at the first that fails, with its status" {
  run tunlab batch - <<'END'
ifconfig tun0 10.8.0.2/24 up
route delete 10.9.0.0/16
ifconfig tun0 down
END
  assert_status 1
  assert_output -p 10.9.0.0
  assert_interface_up tun0
}
