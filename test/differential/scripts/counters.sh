# What an application reads and writes is counted, in packets and in octets.
. ./run.sh
application tun0

run ifconfig tun0 10.9.0.1 pointopoint 10.9.0.2
run ping -q -c2 -i0.2 10.9.0.2
run ifconfig tun0
run ping -q -c1 -s 1400 10.9.0.2
run ifconfig tun0
run ping -q -c1 -W0.3 -s 3000 10.9.0.2
run ifconfig tun0
run ifconfig -s tun0
run netstat -i
run ping -q -c1 10.9.0.1
run ifconfig tun0
run ifconfig lo
