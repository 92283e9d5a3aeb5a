load tunlab/load

setup() {
  lab_start --virtual
  ifconfig tun0 inet 10.10.10.10 10.10.10.8 up
}

request() {
  run ping -c 1 -W 0 10.10.10.8
}

@test "a ping waits in the application queue until somebody reads it" {
  request
  assert_queue tun0 application 1
  assert_packet tun0 application -n 0 '10.10.10.10 > 10.10.10.8: ICMP echo request'
  assert_packet tun0 application 'sent by the stack'
  tunctl read tun0
  assert_queue tun0 application 0
}

@test "peek leaves the packet where it is" {
  request
  run tunctl read tun0 --peek --format text
  assert_line -n 0 -p 'ICMP echo request'
  assert_queue tun0 application 1
}

@test "a packet to an address of the interface is for the interface queue" {
  # By its local route the packet would never leave the stack.
  route delete 10.10.10.10
  route add tun0 10.10.10.10 host
  tunctl hold tun0 interface
  run ping -c 1 -W 0 10.10.10.10
  assert_packet tun0 interface 'destination 10.10.10.10 is an address of tun0'
  assert_no_packet tun0 application
  tunctl release tun0
  run ping -c 1 10.10.10.10
  assert_success
}

@test "a held queue lets packets go one by one" {
  tunctl hold tun0 application
  request
  request
  run --separate-stderr tunctl read tun0 --nonblock
  assert_status 1
  tunctl step tun0 application
  run tunctl read tun0 --nonblock
  assert_success
  assert_queue tun0 application 1
}

@test "a full queue drops what is newest, and counts it" {
  tunctl set tun0 queue 2
  run ping -c 4 -i 0 -W 0 10.10.10.8
  assert_queue tun0 application 2
  assert_packet tun0 application -n 1 'seq 1,'
  assert_no_packet tun0 application 'seq 2,'
  run tunctl show tun0 --json
  assert_json queues.application.dropped 2
}

@test "flush throws away what waits" {
  request
  run tunctl flush tun0
  assert_output '1 packet thrown away'
  assert_no_packet tun0 application
}

@test "an Ethernet header in front, if one is wanted" {
  tunctl set tun0 link-header ethernet
  request
  run tunctl read tun0
  assert_output -e '^0{24}080045'
}

@test "what is written and is no packet is refused, and counted" {
  run --separate-stderr tunctl write tun0 50000000
  assert_status 1
  assert_stderr -e '^tunctl: tun0: packet refused: .*'
  run tunctl show tun0 --json
  assert_output -e '"refused":\{"[a-z-]+":1\}'
}

@test "the classic tunctl" {
  run tunctl -t tun3 -u root
  assert_output "Set 'tun3' persistent and owned by uid root"
  run tunctl -b
  assert_output tun1
  run tunctl -d tun3
  assert_output "Set 'tun3' nonpersistent"
  refute_interface tun3
}

@test "in a loop, standard input is left alone" {
  run bash -c "printf 'a\nb\n' | while read -r line; do tunctl list >/dev/null; echo \"\$line\"; done"
  assert_output $'a\nb'
}
