# ip as of iproute2, on hosts of any personality.
load tunlab/load

LAB_OPTIONS=(--virtual)

setup() {
  lab_start "${LAB_OPTIONS[@]}"
  ip tuntap add dev tun0 mode tun
  ip address add 10.8.0.2/24 dev tun0
  ip link set tun0 up mtu 1400
}

@test "ip address shows what ifconfig does" {
  run ip -o address show dev tun0
  assert_output -e '^2: tun0 +inet 10\.8\.0\.2/24 scope global tun0\\ +valid_lft forever preferred_lft forever$'
  assert_interface_up tun0
  assert_address tun0 10.8.0.2/24
}

@test "ip -j has the keys of iproute2" {
  run ip -j address show dev tun0
  assert_json '[0].ifname' tun0
  assert_json '[0].mtu' 1400
  assert_json '[0].addr_info[0].prefixlen' 24
  refute_json '[1]'
}

@test "ip route adds, gets, lists and deletes" {
  ip route add 10.0.0.0/8 via 10.8.0.1 metric 7
  assert_route 10.0.0.0/8 via 10.8.0.1 metric 7
  run ip route get 10.1.2.3
  assert_line -n 0 -p '10.1.2.3 via 10.8.0.1 dev tun0 src 10.8.0.2'
  run ip route show 10.0.0.0/8
  assert_output -e '^10\.0\.0\.0/8 via 10\.8\.0\.1 dev tun0 metric 7 *$'
  ip route del 10.0.0.0/8
  refute_route 10.0.0.0/8
}

@test "what the kernel refuses is status 2, in its words" {
  ip route add 10.0.0.0/8 via 10.8.0.1
  run ip route add 10.0.0.0/8 via 10.8.0.1
  assert_status 2
  assert_output 'RTNETLINK answers: File exists'
}

@test "what is not understood is status 255 or 1, and what to type instead" {
  run ip route foo
  assert_status 255
  assert_output 'Command "foo" is unknown, try "ip route help".'
  run ip bogus
  assert_status 1
  assert_output 'Object "bogus" is unknown, try "ip help".'
}

@test "ip -batch ends at the line that fails, and says which" {
  run ip -batch - <<'END'
address add 10.9.0.1/24 dev tun0
route add 10.11.0.0/16 via 172.16.0.1
route add 10.12.0.0/16 via 10.9.0.2
END
  assert_status 1
  assert_line 'Error: Nexthop has invalid gateway.'
  assert_line 'Command failed -:2'
  assert_address tun0 10.9.0.1/24
  refute_route 10.12.0.0/16
}

@test "ip neighbour and ip link tell of a wire's other end" {
  tunlab host add far
  tunlab wire add lan local:eth0 far:eth0
  ip address add 10.0.0.1/24 dev eth0
  ip link set eth0 up
  ifconfig eth0 10.0.0.2/24 up --host far
  ping -c 1 10.0.0.2
  run ip neighbour show dev eth0
  assert_output -e '^10\.0\.0\.2 lladdr 02(:[0-9a-f]{2}){5} REACHABLE *$'
  run ip -br link show eth0
  assert_output -e '^eth0 +UP +02(:[0-9a-f]{2}){5} <BROADCAST,MULTICAST,UP,LOWER_UP> *$'
}

@test "a flush takes everything" {
  ifconfig tun0 inet6 2001:db8::2/64
  ip address flush dev tun0
  run ip -o address show dev tun0
  refute_output
  run ip route
  refute_output
}
