#!/bin/sh
# The story of one ping through a tunnel, command by command. Run it in a lab of its own:
#   tunlab with -- sh examples/demo.sh
set -e

cd "$(mktemp -d)"
trap 'rm -r "$PWD"' EXIT

if [ -t 1 ] && [ -z "${NO_COLOR+set}" ]; then bold=$(printf '\033[1m') plain=$(printf '\033[0m'); else bold='' plain=''; fi
say() { echo; printf '# %s\n' "$@"; }
run() { printf '%s$ %s%s\n' "$bold" "$1" "$plain"; eval "$1"; }

say 'A point-to-point interface: bringing it up sets up its driver, and a device node appears.'
run 'ifconfig tun0 inet 10.10.10.10 10.10.10.8 up'
run 'ifconfig tun0'
run 'tunctl show tun0'

say 'What is not local goes through it.'
run 'route add tun0 default gw 10.10.10.8'
run 'route'

say 'Somebody pings a machine on the other side of the world.' \
  'The driver looks at the destination: it is not an address of tun0, so the packet waits for an application.'
run 'ping -c 1 142.250.72.14 > ping.txt &'
ping=$!
run 'tunctl read tun0 --peek > /dev/null    # wait until it is there'
run 'tunctl queues tun0'

say 'An application reads it: one read, one packet.'
run 'tunctl read tun0 > request.hex'
run 'cat request.hex'

say 'A VPN client would encrypt it and send it off. Here the answer is made on the spot, and written to the node.'
run 'tunctl reply < request.hex > reply.hex'
run 'cat reply.hex'
run 'tunctl write tun0 "$(cat reply.hex)"'

say 'The interface received it, and ping prints its line.'
run "wait $ping"
run 'cat ping.txt'

say 'Now the other way of the driver: a ping to the own address. By its local route it would never leave the stack;' \
  'with a plain host route in its place it goes to the driver, which sends it back up: the address is its own.'
run 'route delete tun0 10.10.10.10 local'
run 'route add tun0 10.10.10.10 host'
run 'tunctl set tun0 link-header ethernet'
run 'tunctl hold tun0 interface'
run 'ping -c 1 --id 0x5702 --ip-id 0x9c72 --stamp 1686024960359008 --ttl 254 10.10.10.10 > ping.txt &'
ping=$!
run 'tunctl read tun0 --queue interface --peek'
run 'tunctl queues tun0'
run 'tunctl release tun0'
run "wait $ping"
run 'cat ping.txt'

say 'The lab goes away now, and nothing of it is left.'
