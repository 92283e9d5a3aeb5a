load tunlab/load

# client and server, with a router between them if it is one.
setup() {
  lab_start --virtual
  tunlab batch - <<'END'
host add client router server
wire add left client:eth0 router:eth0
wire add right router:eth1 server:eth0
on client ifconfig eth0 10.1.0.2/24 up
on router ifconfig eth0 10.1.0.1/24 up
on router ifconfig eth1 10.2.0.1/24 up
on server ifconfig eth0 10.2.0.2/24 up
on client route add default gw 10.1.0.1
on server route add default gw 10.2.0.1
tunctl sysctl net.inet.ip.forwarding=1 --host router
END
}

@test "a ping goes there and back" {
  run on client ping -c 1 10.2.0.2
  assert_success
  assert_line -e '^64 bytes from 10\.2\.0\.2: icmp_seq=0 ttl=253 '
  assert_host server
  on client assert_route default via 10.1.0.1 dev eth0
  on router assert_interface_up eth1
}

@test "a router that is none forwards nothing" {
  tunctl sysctl net.inet.ip.forwarding=0 --host router
  run on client ping -c 1 -W 1 10.2.0.2
  assert_status 2
  assert_output -p '0 packets received'
}

@test "arp knows who was asked" {
  run on client ping -c 1 10.2.0.2
  run on client arp -a
  assert_output -p 10.1.0.1
  refute_output -p 10.2.0.2
  run on client arp 10.1.0.1 --json
  assert_json '[0].state' reachable
  assert_json '[0].dev' eth0
}

@test "traceroute lists the way" {
  run on client traceroute 10.2.0.2
  assert_success
  assert_line -n 1 -p 10.1.0.1
  assert_line -n 2 -p 10.2.0.2
}

@test "a cut wire is no link" {
  tunlab wire cut right
  run on client ping -c 1 -W 1 10.2.0.2
  assert_status 2
  tunlab wire join right
  run on client ping -c 1 -W 1 10.2.0.2
  assert_success
}

@test "exactly the frame that was chosen is lost" {
  tunlab wire drop left 2 icmp from client:eth0 type echo-request
  run on client ping -c 3 -i 0.1 -w 1 10.2.0.2
  assert_line -p icmp_seq=0
  refute_line -p icmp_seq=1
  assert_line -p icmp_seq=2
}

@test "a wire takes its time" {
  run on client ping -c 1 10.2.0.2
  tunlab wire set left delay 50ms
  run on client ping -c 1 10.2.0.2
  assert_line -p 'time=100.000 ms'
  run tunlab wire list left --json
  assert_json delay 50
}

@test "udp: a datagram, and its answer" {
  start_application echo on server udp echo 7 --count 1
  wait_for_output echo 7
  run on client udp send 10.2.0.2 7 hello --wait 2
  assert_output '5 octets from 10.2.0.2:7: hello'
  wait_application echo
  assert_success
}

@test "udp: nobody has the port" {
  run --separate-stderr on client udp send 10.2.0.2 7 hello --wait 2
  assert_status 1
  assert_stderr -e '^tunlab: udp: 10\.2\.0\.2:7: Connection refused '
}

@test "ndp: hosts that configure themselves" {
  tunctl sysctl net.inet6.ip6.forwarding=1 --host router
  on router ifconfig eth0 inet6 2001:db8:1::1/64
  on router ndp -i eth0 advertise
  on client ndp -i eth0 accept_rtadv
  tunlab clock advance 20s
  on client assert_route default protocol ra
  run on client ping -6 -c 1 2001:db8:1::1
  assert_success
  run on client ndp -a
  assert_output -p 2001:db8:1::1
}

@test "a bridge joins a tap and a wire" {
  tunlab bridge add br0 --host router
  tunctl create tap0 --host router
  tunlab bridge join br0 tap0 eth0 --host router
  run tunlab bridge show br0 --host router --json
  assert_json 'ports.length' 2
  assert_json 'ports[1].ifname' eth0
}

@test "a name for an address" {
  tunlab host name google.com 10.2.0.2 --host client
  run on client ping -c 1 google.com
  assert_line -n 0 'PING google.com (10.2.0.2): 56 data bytes'
}

@test "netstat says why a packet was dropped" {
  run on client ping -c 1 -t 1 10.2.0.2
  run on router netstat -s
  assert_output -p 'ttl'
}
