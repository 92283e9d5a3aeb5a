# A device that its application closes takes its addresses and routes with it.
. ./run.sh
application tun0
application --hold tun1

run ifconfig tun0 10.8.0.1/24
run ifconfig tun1 10.9.0.1/24
run route add -net 192.168.1.0/24 dev tun0
run route add default gw 10.9.0.2
run ifconfig
application --stop tun0
run ifconfig
run ifconfig tun0
run ifconfig tun0 up
run route -n
run ping -c1 -W0.2 192.168.1.1
run ifconfig tun0 10.8.0.1
application --hold tun0
run ifconfig tun0
run route -n
