#!/bin/sh
# client – router – server over IPv6: the router advertises its network, and the client configures itself.
# Run it in a lab of its own:
#   tunlab with -- sh examples/ipv6.sh
set -e

tunlab host add client router server
tunlab wire add left client:eth0 router:eth0
tunlab wire add right router:eth1 server:eth0

tunctl sysctl net.inet6.ip6.forwarding=1 --host router
tunlab on router ifconfig eth0 inet6 2001:db8:1::1/64 advertise up
tunlab on router ifconfig eth1 inet6 2001:db8:2::1/64 up
tunlab on server ifconfig eth0 inet6 2001:db8:2::2/64 up
tunlab on server route add -6 default gw 2001:db8:2::1

echo '# The client is told nothing but to listen to routers.'
tunlab on client ifconfig eth0 inet6 accept_rtadv up
tunlab on client ifconfig eth0 | grep inet6
tunlab on client route -6

echo '# Its way to the server.'
tunlab on client ping -6 -c 1 2001:db8:2::2
tunlab on client traceroute -q 1 2001:db8:2::2

echo '# Nobody has this address: the router asks for it, and says so.'
tunlab on client ping -c 1 2001:db8:2::99 || echo "no reply: $?"

echo '# The stations it knows by now.'
tunlab on client ndp -a
