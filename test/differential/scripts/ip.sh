# Addresses, links, routes by `ip`, on devices that it makes.
. ./run.sh

run ip tuntap add dev tun0 mode tun
run ip tuntap add dev tap0 mode tap
run ip tuntap add dev tap0 mode tap
run ip link show
application tun0
run ip address add 10.9.0.1 peer 10.9.0.2 dev tun0
run ip link set tun0 up mtu 1400
run ip address add 10.10.0.1/24 dev tun0
run ip address show dev tun0
run ip -br address show dev tun0
run ip -4 -o address show
run ip route
run ip route add 192.168.1.0/24 dev tun0
run ip route add 192.168.2.0/24 via 10.9.0.2 metric 7
run ip route add unreachable 192.168.3.0/24
run ip route add prohibit 192.168.4.0/24
run ip route add blackhole 192.168.5.0/24
run ip route add throw 192.168.6.0/24
run ip route add default via 10.9.0.2
run ip route
run route -n
run route -nee
run ip route get 192.168.1.7
run ip route get 192.168.2.7
run ip route get 8.8.8.8
run ip route get 10.9.0.1
run ping -c1 192.168.1.7
run ping -c1 192.168.3.1
run ping -c1 192.168.4.1
run ping -c1 192.168.5.1
run ping -c1 192.168.6.1
run ip route add 192.168.1.0/24 dev tun0
run ip route replace 192.168.1.0/24 via 10.9.0.2
run ip route change 192.168.9.0/24 via 10.9.0.2
run ip route del 192.168.2.0/24
run ip route del 192.168.2.0/24
run ip route
run ip -s link show dev tun0
run ip -6 address add fd00:9::1/64 dev tun0
run ip -6 route add fd00:a::/48 dev tun0
run ip -6 route
run ifconfig tun0
run ip address del 10.9.0.1 dev tun0
run ip route
run ip address del 10.10.0.1/24 dev tun0
run ip route
run ip address add 300.1.2.3/24 dev tun0
run ip address add 10.9.0.1/24 dev nosuch0
run ip link set nosuch0 up
run ip link set tun0 down
run ip tuntap del dev tap0 mode tap
run ip -br link
