# An application that answers, and destinations that nobody is at.
. ./run.sh
application tun0

run ping -c1 10.9.0.2
run ifconfig tun0 10.9.0.1 pointopoint 10.9.0.2
run ping -c2 -i0.2 10.9.0.2
run ping -c1 -s 0 10.9.0.2
run ping -c1 -s 15 10.9.0.2
run ping -c1 -p abcd 10.9.0.2
run ping -c1 -q 10.9.0.2
run ping -c1 -n 10.9.0.2
run ping -c1 -t 5 10.9.0.2
run ping -c1 10.9.0.1
run ping -c1 127.0.0.1
run ping -c1 10.9.0.3
run route add -net 10.77.0.0/16 reject
run ping -c1 10.77.0.1
run route add default tun0
run ping -c1 -W0.5 8.8.8.8
run ping -c1 -I tun0 8.8.8.8
run ping -c1 -I 10.9.0.1 8.8.8.8
run ping -c1 -I 10.9.0.9 8.8.8.8
run ping
run ping -c0 10.9.0.2
