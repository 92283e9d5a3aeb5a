# Addresses of a tun and of a tap: masks given and guessed, the first replaced and removed, forms of numbers.
. ./run.sh
application --hold tun0
application --tap tap0

run ifconfig -a
run ifconfig tun0 10.8.0.2/24
run ifconfig tun0
run route -n
run ifconfig tun0 10.8.0.2 netmask 255.255.0.0
run ifconfig tun0
run ifconfig tun0 192.168.5.1
run ifconfig tun0 10.8
run ifconfig tun0
run ifconfig tun0 0x0a080003 netmask 0xffffff00
run route -n
run ifconfig tun0 0.0.0.0
run ifconfig tun0
run route -n
run ifconfig tap0 192.168.7.1
run ifconfig tap0
run ifconfig tap0 172.16.1.1
run ifconfig tap0 broadcast 172.16.255.254
run ifconfig tap0 10.1.2.3/20
run ifconfig
run route -n
