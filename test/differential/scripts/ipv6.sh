# Addresses and routes of IPv6.
. ./run.sh
application tun0

run ifconfig tun0 up
run route -n -A inet6
run ifconfig tun0 inet6 add fd00:9::1/64
run ifconfig tun0 inet6 add fd00:9::1/64
run ifconfig tun0 add fd00:a::1/48
run ifconfig tun0
run route -n -A inet6
run ping -6 -c1 fd00:9::2
run ping -6 -c1 fd00:9::1
run route -A inet6 add fd00:b::/48 dev tun0
run route -A inet6 add fd00:c::/48 gw fd00:9::2
run route -A inet6 add default gw fd00:9::2 metric 5
run route -A inet6 add fd00:c::/48 gw fd00:9::2
run route -n -A inet6
run ping -6 -c1 fd00:c::2
run route -A inet6 del fd00:b::/48
run route -A inet6 del fd00:b::/48
run ifconfig tun0 inet6 del fd00:a::1/48
run ifconfig tun0 inet6 del fd00:a::1/48
run ifconfig tun0
run ifconfig tun0 down
run ifconfig tun0 up
run ifconfig tun0
run route -n -A inet6
