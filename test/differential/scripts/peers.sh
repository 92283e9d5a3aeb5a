# A tun with another end, as VPN programs set it up.
. ./run.sh
application --hold tun0

run ifconfig tun0 inet 10.10.10.10 pointopoint 10.10.10.8 netmask 255.255.255.255 mtu 1400 up
run ifconfig tun0
run route -n
run ifconfig tun0 dstaddr 10.10.10.9
run ifconfig tun0
run route -n
run ifconfig tun0 10.8.0.6 pointopoint 10.8.0.5 mtu 1500
run ifconfig tun0
run route -n
run ifconfig tun0 10.8.0.6 pointopoint 10.8.0.5 netmask 255.255.255.0
run route -n
run ifconfig tun0 -pointopoint
run ifconfig tun0 10.8.0.7
run ifconfig tun0
run route -n
