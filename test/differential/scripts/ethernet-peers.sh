# The other end of an address on an Ethernet, by ifconfig and by ip.
. ./run.sh
application --tap tap0
run ifconfig tap0 hw ether 02:00:00:00:00:01
run ifconfig tap0 10.9.0.1/24 pointopoint 10.9.5.2
run ifconfig tap0
run ip -o addr show tap0
run route -n
run route add default gw 10.9.5.9
run ip route get 10.9.5.7
run ip route get 10.9.0.7
run ip addr add 10.7.0.1 peer 10.7.0.2 dev tap0
run ip -o addr show tap0
run route -n
run ip route show table local
run ifconfig tap0 10.9.0.1 netmask 255.255.255.0 dstaddr 10.9.0.9
run ip -o addr show tap0
run route -n
run ifconfig tap0 -pointopoint
run ifconfig tap0 pointopoint
run ip addr del 10.7.0.1/32 dev tap0
run ip -o addr show tap0
run route -n
run ifconfig tap0 down
run route -n
run ifconfig tap0 up
run route -n
run ifconfig tap0 hw ether 02:11:22:33:44
run ifconfig tap0 hw ether 2:0:0:0:0:1:7
run ifconfig tap0 hw ether 02.00.00.00.00.01
run ifconfig tap0 hw ether 020000000001
run ifconfig tap0
