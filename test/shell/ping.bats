load tunlab/load

@test "an application that answers" {
  ifconfig tun0 inet 10.10.10.10 10.10.10.8 up
  start_application responder tunctl respond tun0
  run ping -c 2 -i 0.01 10.10.10.8
  assert_success
  assert_line -n 0 'PING 10.10.10.8 (10.10.10.8): 56 data bytes'
  assert_line -e '^64 bytes from 10\.10\.10\.8: icmp_seq=1 ttl=64 time=[0-9.]+ ms$'
  assert_line '2 packets transmitted, 2 packets received, 0.0% packet loss'
  stop_application responder
  assert_line -n 1 -p 'answered 10.10.10.10 > 10.10.10.8: ICMP echo request'
}

@test "I answer my own ping, packet by packet" {
  ifconfig tun0 inet 10.10.10.10 10.10.10.8 up
  start_application ping ping -c 1 10.10.10.8
  tunctl read tun0 | tunctl reply | tunctl write tun0
  wait_application ping
  assert_success
  assert_output -p '1 packets received'
}

@test "every field can be said, and is in the packet" {
  ifconfig tun0 inet 10.10.10.10 10.10.10.8 up
  run ping -c 1 -W 0 --id 0x5702 --seq 7 --ip-id 0x9c72 --stamp 1686024960359008 --ttl 9 -s 16 -p ff 10.10.10.8
  run tunctl read tun0 --peek
  assert_output -e '^4500002c9c720000090\w{5}0a0a0a0a0a0a0a080800\w{4}57020007603ad8466efd0500ffffffffffffffff$'
}

@test "an interrupt ends it with the statistics" {
  start_application ping ping -i 0.01 127.0.0.1
  wait_for_output ping icmp_seq=2
  stop_application ping INT
  assert_success
  assert_line -e '^[0-9]+ packets transmitted, [0-9]+ packets received, 0\.0% packet loss$'
}

@test "a name that nobody knows is status 68" {
  run --separate-stderr ping -c 1 nowhere
  assert_status 68
  assert_stderr -p nowhere
}

@test "in JSON, errors too" {
  run ping -c 1 127.0.0.1 --json
  assert_json packets_received 1
  assert_json 'events[0].event' start
  run --separate-stderr ping -c 1 nowhere --json
  assert_json error.code ENOTFOUND
}
