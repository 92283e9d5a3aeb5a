#!/bin/sh
# client – router – server: two networks and the machine between them. Run it in a lab of its own:
#   tunlab with -- sh examples/router.sh
set -e

tunlab host add client router server
tunlab wire add left client:eth0 router:eth0
tunlab wire add right router:eth1 server:eth0

tunlab on client ifconfig eth0 10.1.0.2/24 up
tunlab on router ifconfig eth0 10.1.0.1/24 up
tunlab on router ifconfig eth1 10.2.0.1/24 up
tunlab on server ifconfig eth0 10.2.0.2/24 up
tunlab on client route add default gw 10.1.0.1
tunlab on server route add default gw 10.2.0.1

echo '# A host passes nothing on unless it is told to.'
tunlab on client ping -c 1 10.2.0.2 || echo "no reply: $?"

echo '# Told to, it is a router.'
tunctl sysctl net.inet.ip.forwarding=1 --host router
tunlab on client ping -c 1 10.2.0.2
tunlab on server ping -c 1 10.1.0.2

echo '# A packet that may take one hop only ends at the router.'
tunlab on client ping -c 1 --ttl 1 10.2.0.2 || echo "no reply: $?"
echo '# Who is on the way, by datagrams and by echo requests.'
tunlab on client traceroute -q 1 10.2.0.2
tunlab on client traceroute -I -q 1 10.2.0.2
tunlab on client arp -a
