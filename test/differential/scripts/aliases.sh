# Further addresses: add and del, aliases by name, what becomes of them with the first.
. ./run.sh
application --hold tun0

run ifconfig tun0 10.8.0.1/24
run ifconfig tun0 add 10.8.1.1
run ifconfig tun0 add 10.8.2.1
run ifconfig
run route -n
run ifconfig tun0:5 10.9.0.1/16
run ifconfig tun0:5
run ifconfig
run ifconfig tun0 del 10.8.1.1
run ifconfig tun0 add 10.8.3.1
run ifconfig
run ifconfig tun0:5 netmask 255.255.255.0
run ifconfig tun0:5
run ifconfig tun0:1 down
run ifconfig tun0:5 0.0.0.0
run ifconfig
run route -n
run ifconfig tun0:9
run ifconfig tun0:9 up
run ifconfig tun0:9 netmask 255.0.0.0
run ifconfig tun0 add 10.8.3.1
run ifconfig -s
run ifconfig -s tun0:0
run netstat -i
run netstat -ie
run ifconfig tun0 down
run ifconfig tun0 up
run ifconfig tun0
run route -n
