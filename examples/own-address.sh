#!/bin/sh
# A ping to the own address that goes through the driver, octet for octet that of the report. Run it in a lab of its own:
#   tunlab with -- sh examples/own-address.sh
set -e

cd "$(mktemp -d)"
trap 'rm -r "$PWD"' EXIT

ifconfig tun0 inet 10.10.10.10 10.10.10.8 up
# By its local route the packet would never leave the stack; a plain host route in its place leads to the driver.
route delete 10.10.10.10
route add tun0 10.10.10.10 host
tunctl set tun0 link-header ethernet
tunctl hold tun0 interface
ping -c 1 --id 0x5702 --ip-id 0x9c72 --stamp 1686024960359008 --ttl 254 10.10.10.10 > ping.txt &
tunctl read tun0 --queue interface --peek # waits until it is there: 98 octets
tunctl queues tun0
tunctl release tun0
wait $!
cat ping.txt
