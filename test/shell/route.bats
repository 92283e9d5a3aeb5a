load tunlab/load

setup() {
  lab_start
  ifconfig tun0 inet 10.10.10.10 10.10.10.8 up
}

@test "default, as Haiku has it" {
  route add tun0 default gw 10.10.10.8
  assert_route default via 10.10.10.8 dev tun0 protocol static
}

@test "a network, as Linux has it" {
  route add -net 10.0.0.0/8 dev tun0
  assert_route 10.0.0.0/8 dev tun0
  run route get 10.1.2.3 --json
  assert_json dev tun0
}

@test "default, as the BSDs have it" {
  route add default 10.10.10.8
  assert_route default via 10.10.10.8
  route delete default
  refute_route default
}

@test "the most specific route wins" {
  route add -net 10.0.0.0/8 -reject
  route add -net 10.1.0.0/16 dev tun0
  run ping -c 1 -W 0 10.1.2.3
  assert_packet tun0 application '> 10.1.2.3: ICMP echo request'
  run ping -c 1 -W 0 10.2.2.3
  assert_no_packet tun0 application 10.2.2.3
}

@test "the same route twice is refused" {
  route add -net 10.0.0.0/8 dev tun0
  run route add -net 10.0.0.0/8 dev tun0
  assert_status 1
  assert_output -p already
}

@test "flush deletes what was typed in, and nothing else" {
  route add default 10.10.10.8
  route add -net 192.0.2.0/24 -blackhole
  run route flush --json
  assert_json deleted 2
  refute_route default
  refute_route 192.0.2.0/24
  assert_route 10.10.10.8 dev tun0
}

@test "netstat -rn prints the same table" {
  route add default 10.10.10.8
  run netstat -rn -4
  local table=$output
  run route -4
  assert_output "$table"
}

@test "a routing table in JSON" {
  route add default 10.10.10.8 metric 7
  run route --json
  assert_json '[0].dst' 127.0.0.1
  assert_output -e '"dst":"default","family":"inet","type":"unicast","gateway":"10.10.10.8","dev":"tun0","metric":7'
}
