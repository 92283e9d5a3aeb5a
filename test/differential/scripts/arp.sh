# Neighbours on an Ethernet: learnt, typed, deleted, and one that is not there.
. ./run.sh
station

run arp -n
run ifconfig eth0 10.0.0.1/24
run ping -c1 10.0.0.2
run arp -n
run arp -an
run arp -s 10.0.0.7 02:00:00:00:00:07
run arp -s 10.0.0.8 02:00:00:00:00:08 temp
run arp -n
run arp -an
run arp -n 10.0.0.7
run arp -d 10.0.0.7
run arp -d 10.0.0.7
run arp -n -i eth0
run ping -c1 -W4 10.0.0.9
run arp -n
run ifconfig eth0 down
run arp -n
run ifconfig eth0
