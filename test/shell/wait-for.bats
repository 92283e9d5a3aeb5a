# Waiting in place of sleeping.
load tunlab/load

@test "what is so already is not waited for" {
  ifconfig tun0 10.8.0.2/24 up
  run tunlab wait-for link tun0 up
  assert_success
  run tunlab wait-for address tun0 10.8.0.2 --json
  assert_success
}

@test "an interface may still come" {
  start_application waiter tunlab wait-for link tun0 up
  ifconfig tun0 10.8.0.2/24 up
  wait_application waiter
  assert_success
}

@test "a route, and that it is gone" {
  ifconfig tun0 10.8.0.2/24 up
  route add -net 10.0.0.0/8 gw 10.8.0.1
  start_application waiter tunlab wait-for route 10.0.0.0/8 gone
  route delete 10.0.0.0/8
  wait_application waiter
  assert_success
  refute_route 10.0.0.0/8
}

@test "packets in a queue, and an application at the node" {
  ifconfig tun0 inet 10.8.0.2 10.8.0.1 up
  start_application pinger ping -c 3 -i 0.2 10.8.0.1
  tunlab wait-for queue tun0 application '>= 2'
  assert_packet tun0 application -n 1 'ICMP echo request'
  start_application responder tunctl respond tun0
  tunlab wait-for node tun0 open
  wait_application pinger
  assert_success
  stop_application responder
  tunlab wait-for node tun0 closed
}

@test "in vain is status 124, and why" {
  run tunlab with --virtual -- tunlab wait-for link tun9 up --timeout 90
  assert_status 124
  assert_output 'tunlab: link tun9 up: waited 90 s in vain: there is no interface tun9'
}
