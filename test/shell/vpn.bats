# WireGuard between two hosts.
load tunlab/load

setup() {
  lab_start
  cd "$BATS_TEST_TMPDIR"
  umask 077
  tunlab batch - <<'END'
host add client server
wire add lan client:eth0 server:eth0
on client ifconfig eth0 10.0.0.1/24 up
on server ifconfig eth0 10.0.0.2/24 up
END
  tunlab vpn genkey > client.key
  tunlab vpn genkey > server.key
  cat > client.conf <<END
[Interface]
Address = 10.7.0.1/24
PrivateKey = $(cat client.key)
[Peer]
PublicKey = $(tunlab vpn pubkey < server.key)
AllowedIPs = 10.7.0.0/24, 192.168.0.0/16
Endpoint = 10.0.0.2:51820
END
  cat > server.conf <<END
[Interface]
Address = 10.7.0.2/24
PrivateKey = $(cat server.key)
ListenPort = 51820
[Peer]
PublicKey = $(tunlab vpn pubkey < client.key)
AllowedIPs = 10.7.0.1/32
END
}

up() {
  on server tunlab vpn up server.conf --interface wg0
  on client tunlab vpn up client.conf --interface wg0
}

@test "keys are 32 octets in base64, and a key's public one is always the same" {
  run cat client.key
  assert_output -e '^[A-Za-z0-9+/]{43}=$'
  assert_equal "$(tunlab vpn pubkey < client.key)" "$(tunlab vpn pubkey < client.key)"
  run tunlab vpn pubkey <<< nonsense
  assert_failure
}

@test "a ping goes through the tunnel, and not beside it" {
  up
  run on client ping -c 1 10.7.0.2
  assert_success
  assert_output -p '64 bytes from 10.7.0.2'
  run on client tunlab vpn show --json
  assert_json '[0].interface' wg0
  assert_json '[0].peers[0].endpoint' 10.0.0.2:51820
}

@test "up brings addresses and routes, and down takes them away" {
  up
  on client assert_interface_up wg0
  on client assert_address wg0 10.7.0.1/24
  on client assert_route 192.168.0.0/16 dev wg0
  on client tunlab vpn down wg0
  on client refute_interface wg0
  on client refute_route 192.168.0.0/16
}

@test "a file that is none is refused, and nothing is left of it" {
  echo '[Interface]' > broken.conf
  run on client tunlab vpn up broken.conf --interface wg0
  assert_failure
  assert_output -p broken.conf
  on client refute_interface wg0
}

@test "down of what is not up is refused" {
  run on client tunlab vpn down wg0
  assert_status 1
  assert_output -e '^tunlab: .*wg0'
}
