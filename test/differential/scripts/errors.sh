# What `ifconfig` refuses, and in which words.
. ./run.sh
application --hold tun0

run ifconfig nosuch0
run ifconfig nosuch0 up
run ifconfig nosuch0 10.0.0.1
run ifconfig nosuch0 mtu 1400
run ifconfig tun0 10.8.0.2 netmask 255.0.255.0
run ifconfig tun0 224.0.0.1
run ifconfig tun0 mtu 5
run ifconfig tun0 mtu 70000
run ifconfig tun0 mtu
run ifconfig tun0 netmask
run ifconfig tun0 300.1.2.3
run ifconfig tun0 hw ether 02:00:00:00:00:09
run ifconfig tun0 hw ether zz
run ifconfig tun0 bogusword
run ifconfig tun0 10.8.0.2 up bogusword
run ifconfig -x
run ifconfig tun0 irq 5
run ifconfig tun0 keepalive 5
run ifconfig tun0 txqueuelen -1
run ifconfig tun0 create
run ifconfig tun0 metric 3
run ifconfig tun0
