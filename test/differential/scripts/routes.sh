# Routes of every kind: to networks and hosts, by device and by gateway, default, with a metric, rejecting.
. ./run.sh
application --hold tun0
application --hold tun1

run ifconfig tun0 10.8.0.1/24
run ifconfig tun1 10.9.0.1 pointopoint 10.9.0.2
run route add -net 192.168.1.0/24 dev tun0
run route add -net 192.168.2.0 netmask 255.255.255.0 tun0
run route add -host 192.168.1.7 dev tun1
run route add 192.168.1.8 dev tun1
run route add -net 172.16.0.0/16 gw 10.8.0.9
run route add -net 172.17.0.0/16 gw 10.9.0.2 metric 5
run route add -net 172.17.0.0/16 gw 10.8.0.9 metric 7
run route add -net 172.17.0.0/16 dev tun1 metric 3
run route add default gw 10.8.0.254
run route add default gw 10.9.0.2 metric 9
run route add -net 172.18.0.0/16 reject
run route add -host 172.18.0.5 reject
run route -n
run netstat -rn
run route -en
run route -een
run route add -net 10.8.0.0/16 dev tun1
run route add -net 10.0.0.0/8 gw 10.8.0.7
run route -n
run route del -net 172.17.0.0/16
run route del -net 172.17.0.0/16 metric 7
run route del 192.168.1.8
run route del default
run route del -net 172.18.0.0/16 reject
run route del -net 172.16.0.0 netmask 255.255.0.0 gw 10.8.0.9
run route -n
run route del default gw 10.9.0.2
run route del default
run route -n
