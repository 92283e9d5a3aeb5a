# What `route` refuses, and in which words.
. ./run.sh
application --hold tun0

run route add -net 192.168.1.0/24 dev tun0
run ifconfig tun0 10.8.0.1/24
run route add -net 192.168.1.0/24
run route add -net 192.168.1.0/24 dev tun7
run route add -net 192.168.1.0/24 gw 10.99.0.1
run route add -net 192.168.1.5/24 dev tun0
run route add -net 192.168.1.0 netmask 255.0.255.0 dev tun0
run route add -host 192.168.1.0 netmask 255.255.255.0 dev tun0
run route add -net 192.168.1.0/24 dev tun0
run route add -net 192.168.1.0/24 dev tun0
run route add -net 192.168.1.0/24 gw 10.8.0.1
run route add -net 192.168.2.0/24 gw 10.8.0.255
run route add default gw nowhere
run route add nowhere dev tun0
run route del -net 192.168.3.0/24
run route del -net 192.168.1.0/24 dev tun7
run route del -net 192.168.1.0
run route del default
run route flush
run route change -net 192.168.1.0/24 dev tun0
run route -n
