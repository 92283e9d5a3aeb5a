# Flags, hardware addresses and lengths of queues.
. ./run.sh
application --hold tun0
application --tap tap0

for device in tun0 tap0; do
  run ifconfig $device up
  for flag in promisc -promisc allmulti -allmulti -arp arp -multicast multicast dynamic -dynamic; do
    run ifconfig $device $flag
    run ifconfig $device
  done
  run ifconfig $device txqueuelen 77
  run ifconfig $device
done
run ifconfig -s
run ifconfig tap0 hw ether 02:11:22:33:44:55
run ifconfig tap0
run ifconfig tap0 hw ether 01:00:00:00:00:00
run ifconfig tap0 hw ether 00:00:00:00:00:00
run ifconfig lo promisc
run ifconfig lo
