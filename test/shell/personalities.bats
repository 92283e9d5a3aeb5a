# Hosts that speak as other systems do, and say so by --personality, by the host, or by the lab.
load tunlab/load

LAB_OPTIONS=(--virtual)

@test "linux: ifconfig, to the character" {
  tunlab host set local personality linux
  tunctl create tun0
  ifconfig tun0 10.8.0.2 pointopoint 10.8.0.1 mtu 1400 up
  run ifconfig tun0
  assert_output "tun0: flags=4305<UP,POINTOPOINT,RUNNING,NOARP,MULTICAST>  mtu 1400
        inet 10.8.0.2  netmask 255.255.255.255  destination 10.8.0.1
        unspec 00-00-00-00-00-00-00-00-00-00-00-00-00-00-00-00  txqueuelen 500  (UNSPEC)
        RX packets 0  bytes 0 (0.0 B)
        RX errors 0  dropped 0  overruns 0  frame 0
        TX packets 0  bytes 0 (0.0 B)
        TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0"
}

@test "linux: route, and its exit statuses" {
  tunlab host set local personality linux
  tunctl create tun0
  ifconfig tun0 10.8.0.2 netmask 255.255.255.0 up
  route add -net 10.0.0.0/8 gw 10.8.0.1
  run route -n
  assert_line -n 1 'Destination     Gateway         Genmask         Flags Metric Ref    Use Iface'
  assert_line '10.0.0.0        10.8.0.1        255.0.0.0       UG    0      0        0 tun0'
  assert_route 10.0.0.0/8 via 10.8.0.1
  run route add -net 10.0.0.0/8 gw 10.8.0.1
  assert_status 7
  assert_output 'SIOCADDRT: File exists'
}

@test "linux: ping begins with 1 and TTL 64, and no reply is status 1" {
  tunlab host set local personality linux
  tunctl create tun0
  ifconfig tun0 10.8.0.2 pointopoint 10.8.0.1 up
  run ping -c 1 -W 1 10.8.0.1
  assert_status 1
  assert_line -n 0 'PING 10.8.0.1 (10.8.0.1) 56(84) bytes of data.'
  assert_line -e '^1 packets transmitted, 0 received, 100% packet loss, time 0ms$'
  assert_packet tun0 application 'seq 1, length 64'
  run tunctl read tun0 --format text
  assert_line -p 'time to live: 64'
}

@test "linux: one tool alone, whatever the host is" {
  TUNLAB_PERSONALITY=linux run ifconfig lo
  assert_line -n 0 'lo: flags=73<UP,LOOPBACK,RUNNING>  mtu 65536'
  run ifconfig lo --personality linux
  assert_line -n 0 'lo: flags=73<UP,LOOPBACK,RUNNING>  mtu 65536'
  run ifconfig lo
  assert_line -n 0 -p 'Local Loopback'
}

@test "bsd: TTL 64, and em0 is its name of an Ethernet" {
  tunlab host add far --personality bsd
  tunlab wire add lan local:eth0 far:eth0
  ifconfig eth0 10.0.0.1/24 up
  on far ifconfig em0 10.0.0.2/24 up
  on far assert_interface_up em0
  run on far ping -c 1 10.0.0.1
  assert_success
  run ping -c 1 10.0.0.2
  assert_line -e '^64 bytes from 10\.0\.0\.2: icmp_seq=0 ttl=64 '
}

@test "haiku: TTL 254, and tun/0 is its name of a tun" {
  ifconfig tun/0 10.8.0.2 10.8.0.1 up
  run ifconfig
  assert_line $'tun/0\tHardware type: unknown, Address: none'
  run ping -c 1 -W 0 10.8.0.1
  assert_status 2
  run tunctl read tun0 --format text
  assert_line -p 'time to live: 254'
}

@test "JSON is the same under all of them" {
  ifconfig tun0 10.8.0.2/24 up
  local haiku
  haiku=$(ifconfig tun0 --json --personality haiku)
  for personality in linux bsd; do
    run ifconfig tun0 --json --personality "$personality"
    assert_output "$haiku"
  done
}

@test "a host that is added is what the first one is" {
  tunlab host set local personality linux
  tunlab host add far
  run tunlab host show far --json
  assert_json personality linux
}
