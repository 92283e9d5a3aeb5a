#!/bin/sh
# A ping becomes a packet in the application queue; whoever reads it and writes the reply answers it. Run it in a lab of
# its own:
#   tunlab with -- sh examples/answer-ping.sh
set -e

cd "$(mktemp -d)"
trap 'rm -r "$PWD"' EXIT

ifconfig tun0 inet 10.10.10.10 10.10.10.8 up
ping -c 1 10.10.10.8 > ping.txt &
tunctl read tun0 > request.hex            # 84 octets: 45 00 00 54 …
tunctl write tun0 "$(tunctl reply < request.hex)"
wait $!
cat request.hex ping.txt
