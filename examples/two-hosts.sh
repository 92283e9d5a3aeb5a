#!/bin/sh
# Two hosts on one wire: how they find each other, and what a bad wire does. Run it in a lab of its own, on a clock that
# moves only when somebody waits, so that the same seed prints the same bytes:
#   tunlab with --virtual --seed 1 -- sh examples/two-hosts.sh
set -e

echo '# Two machines, and a wire from one to the other.'
tunlab host add alice bob
tunlab wire add lan alice:eth0 bob:eth0
tunlab on alice ifconfig eth0 10.0.0.1/24 up
tunlab on bob ifconfig eth0 10.0.0.2/24 up
tunlab host list

echo '# Either reaches the other; each has asked which station has the address.'
tunlab on alice ping -c 1 10.0.0.2
tunlab on bob ping -c 1 10.0.0.1
tunlab on alice arp -a

echo '# A station that changes its address tells its neighbours.'
tunlab on bob ifconfig eth0 ether 02:00:00:00:00:0b
tunlab on alice arp 10.0.0.2

echo '# Five milliseconds each way.'
tunlab wire set lan delay 5ms
tunlab on alice ping -c 1 10.0.0.2

echo '# The third echo request is lost, and no other packet.'
tunlab wire drop lan 3 icmp from alice:eth0 type echo-request
tunlab wire list lan
tunlab on alice ping -c 4 -i 0.2 -W 1 10.0.0.2

echo '# Half of all packets are lost, by chance drawn from the seed.'
tunlab wire set lan loss 50% seed 7
tunlab on alice ping -q -c 20 -i 0.2 -W 1 10.0.0.2
tunlab wire set lan loss 0%

echo '# A cable that is cut: nothing leaves, and the routes say why.'
tunlab wire cut lan
tunlab on alice ping -c 1 10.0.0.2 2>&1 || echo "no reply: $?"
tunlab on alice route -4
tunlab wire join lan
tunlab on alice ping -c 1 10.0.0.2

echo '# What became of every packet.'
tunlab wire list lan
