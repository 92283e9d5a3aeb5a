#!/bin/sh
# A lab and the real kernel on one Ethernet: the lab's tap leads into a network namespace. Needs vdens and ip, no root.
# Run it in a lab of its own:
#   tunlab with -- sh examples/kernel-tap.sh
set -e

for program in vdens ip; do
  command -v "$program" > /dev/null || { echo "kernel-tap.sh: skipped, there is no program $program here"; exit 0; }
done
if ! refused=$(vdens cmd://cat true 2>&1); then
  echo "kernel-tap.sh: skipped, no namespace with a tap is permitted here: $refused"
  exit 0
fi

adapter=$(cd "$(dirname "$0")" && pwd)/vde_adapter.mjs
# In a namespace the kernel's own tools are wanted, not those of the lab.
system_path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

echo '# The lab: a tap, as wide as the Ethernet of other systems.'
ifconfig tap0 10.99.0.1/24 mtu 1500 up

echo '# The kernel: a namespace whose only neighbour is the lab.'
vdens "cmd://node $adapter $TUNLAB_DEV/tap/0" env PATH="$system_path" sh -ec '
  ip address add 10.99.0.2/24 dev vde0
  ip link set vde0 up
  echo "# From the kernel to the lab."
  if command -v ping > /dev/null; then ping -c 1 10.99.0.1; else echo "(there is no ping here)"; fi
  echo "# From the lab to the kernel."
  PATH=$0
  ping -c 1 10.99.0.2
  arp -a
' "$PATH"
