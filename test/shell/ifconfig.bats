load tunlab/load

@test "an interface is made, and down, when it is first spoken of" {
  ifconfig tun0 mtu 1400
  assert_interface_down tun0
  run ifconfig tun0 --json
  assert_json mtu 1400
  assert_json link_type none
}

@test "a second address is the other end, and leads there" {
  ifconfig tun0 inet 10.10.10.10 10.10.10.8 up
  assert_interface_up tun0
  assert_address tun0 10.10.10.10/32
  assert_route 10.10.10.8 dev tun0 type unicast protocol kernel
}

@test "a second address that can be a mask is one" {
  ifconfig tun0 inet 10.10.10.10 255.255.255.0 up
  assert_address tun0 10.10.10.10/24
  assert_route 10.10.10.0/24 dev tun0
}

@test "the text of one interface" {
  ifconfig tun0 10.8.0.2/24 up
  run ifconfig tun0
  assert_success
  assert_line -n 0 $'tun/0\tHardware type: unknown, Address: none'
  assert_line -n 1 $'\tinet addr: 10.8.0.2, Mask: 255.255.255.0'
  assert_line -p 'MTU: 1514, Metric: 0, up link'
}

@test "the node appears when the interface comes up, and not before" {
  tunctl create tun3
  [ ! -e "$TUNLAB_DEV/tun/3" ]
  ifconfig tun3 up
  [ -S "$TUNLAB_DEV/tun/3" ]
  ifconfig --delete tun3
  [ ! -e "$TUNLAB_DEV/tun/3" ]
  refute_interface tun3
}

@test "an alias comes and goes" {
  ifconfig tun0 10.8.0.2/24 up
  ifconfig tun0 alias 10.8.0.3/24
  assert_address tun0 10.8.0.3/24
  ifconfig tun0 -alias 10.8.0.3
  refute_address tun0 10.8.0.3
  assert_address tun0 10.8.0.2/24
}

@test "IPv6 beside IPv4" {
  ifconfig tun0 10.8.0.2/24 up
  ifconfig tun0 inet6 2001:db8::2/64
  assert_address tun0 2001:db8::2/64
  assert_route 2001:db8::/64 dev tun0
}

@test "what is refused changes nothing" {
  ifconfig tun0 10.8.0.2/24 up
  run --separate-stderr ifconfig tun0 10.9.0.2/24 mtu 65536
  assert_status 1
  refute_output
  assert_stderr -e '^ifconfig: .*MTU.* 65536$'
  assert_address tun0 10.8.0.2/24
}

@test "wrong words are status 2, and one line" {
  run --separate-stderr ifconfig tun0 upp
  assert_status 2
  refute_output
  assert_stderr -p '"upp"'
  refute_interface tun0
}
