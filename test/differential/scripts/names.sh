# Interfaces by other names: while they are up, with all that they have, back and forth, and refused.
. ./run.sh
application tun0
run ifconfig tun0 10.9.0.1 pointopoint 10.9.0.2 mtu 1400
run route add -net 10.50.0.0 netmask 255.255.0.0 gw 10.9.0.2
run ping -c1 10.9.0.10
run ifconfig tun0 name vpn0
run ifconfig tun0
run ifconfig vpn0
run route -n
run ip -4 route show table all
run ping -c1 10.9.0.10
run ip -o addr show vpn0
run ip link set vpn0 name tun7 mtu 1300
run ifconfig -s
run ip link set tun7 name lo
run ifconfig tun7 name lo
run ifconfig tun7 name tun7
run ifconfig tun7 name 'a b'
run ifconfig tun7 name averyveryverylongname0 up
run ifconfig -s
run ip link set averyveryverylo down
run ip link set averyveryverylo name tun0
run ifconfig tun0:3 10.8.0.3 netmask 255.255.255.0
run ifconfig tun0 name nine9
run ifconfig nine9:3
run ip -o addr show nine9
run ip link delete nine9
run ip link set nosuch0 name other0
run ifconfig nosuch0 name other0
