# Every length of a mask behind an address, and addresses that are hardly any.
. ./run.sh
application --hold tun0
for length in 0 1 7 8 24 30 31 32 33 64 -1 024 0x18 08 24x x ""; do
  run ifconfig tun0 "10.8.4.2/$length"
  run ifconfig tun0
  run route -n
done
for address in 255.255.255.255 0.0.0.0 240.0.0.1 0.1.2.3 224.0.0.1 250.1.1.1 127.9.9.9 10.8 0x0a080002 010.8.0.2; do
  run ifconfig tun0 "$address"
  run ip -4 -o addr show tun0
  run ip -4 route show table all
done
run ifconfig tun0 10.8.0.2 pointopoint 255.255.255.255
run ip -4 -o addr show tun0
run ifconfig tun0 10.8.0.2 pointopoint 224.0.0.1
run ip -4 -o addr show tun0
run ifconfig tun0 10.8.0.2/32
run route add default gw 10.8.0.1
run route add -net 10.1.0.0/16 gw 10.8.0.1
run ip route get 9.9.9.9
run ifconfig tun0 inet6 add 10.1.1.1/64
run ifconfig tun0 add 10.8.0.9
run ifconfig tun0 del 10.8.0.9
run ifconfig -a
