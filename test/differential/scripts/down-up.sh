# What an interface loses when it goes down, and what comes back.
. ./run.sh
application --hold tun0

run ifconfig tun0 10.8.0.1/24 mtu 1400 up
run ifconfig tun0 add 10.9.0.1
run route add -net 192.168.1.0/24 dev tun0
run route add default gw 10.8.0.2
run route add -net 172.18.0.0/16 reject
run route -n
run ifconfig tun0 down
run ifconfig -a
run ifconfig
run ifconfig -s
run route -n
run ping -c1 10.8.0.2
run ping -c1 10.8.0.1
run ifconfig tun0 up
run ifconfig tun0
run route -n
run ifconfig tun0 10.8.0.3/24
run route -n
run route add -net 192.168.9.0/24 dev tun0
run ifconfig tun0 10.8.0.4/24
run route add -net 192.168.9.0/24 dev tun0
run ifconfig tun0 netmask 255.255.0.0
run route -n
run ifconfig tun0 down up
run route -n
