# The MTU, and what becomes of packets that are larger.
. ./run.sh
application tun0

run ifconfig tun0 10.9.0.1 pointopoint 10.9.0.2 mtu 1400
run ping -c1 -s 1372 -M do 10.9.0.2
run ping -c1 -s 1373 -M do 10.9.0.2
run ifconfig tun0
run ping -c1 -s 1372 10.9.0.2
run ifconfig tun0 mtu 68
run ifconfig tun0 mtu 67
run ifconfig tun0 mtu 65535
run ping -c1 -s 5000 10.9.0.2
run ifconfig tun0 mtu 65536
run ifconfig tun0
