/** examples/ipv6.sh: a router that advertises, and a client that configures itself, through the built tools. */
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {ROOT, TUNLAB, sandbox} from './sandbox.ts';

/** Under the virtual clock with seed 7: what the client's addresses are is drawn from it. */
const OUTPUT = `
# The client is told nothing but to listen to routers.
	inet6 addr: fe80::b2:b2ff:fe46:3183, Bcast: --, Prefix Length: 64, tentative optimistic
	inet6 addr: 2001:db8:1:0:b2:b2ff:fe46:3183, Bcast: --, Prefix Length: 64, autoconf tentative optimistic
IPv6 routing table:
                            Destination                                     Gateway Flags  Interface
                                    ::1                                           - --HL-- loop
                fe80::b2:b2ff:fe46:3183                                           - --HL-- /dev/net/ipro1000/0
         2001:db8:1:0:b2:b2ff:fe46:3183                                           - --HL-- /dev/net/ipro1000/0
                                 fe80::/64                                        - ------ /dev/net/ipro1000/0
                           2001:db8:1::/64                                        - ------ /dev/net/ipro1000/0
                                     ::/0                   fe80::5c:26ff:febc:bd71 D----- /dev/net/ipro1000/0

# Its way to the server.
PING 2001:db8:2::2 (2001:db8:2::2): 56 data bytes
64 bytes from 2001:db8:2::2: icmp_seq=0 ttl=63 time=0.000 ms

--- 2001:db8:2::2 ping statistics ---
1 packets transmitted, 1 packets received, 0.0% packet loss
round-trip min/avg/max/stddev = 0.000/0.000/0.000/0.000 ms
traceroute to 2001:db8:2::2 (2001:db8:2::2), 64 hops max, 60 byte packets
 1  2001:db8:1::1  0.000 ms
 2  2001:db8:2::2  0.000 ms
# Nobody has this address: the router asks for it, and says so.
PING 2001:db8:2::99 (2001:db8:2::99): 56 data bytes
112 bytes from 2001:db8:1::1: Destination unreachable: Address unreachable

--- 2001:db8:2::99 ping statistics ---
1 packets transmitted, 0 packets received, 100.0% packet loss
no reply: 2
# The stations it knows by now.
Neighbor                      Linklayer Address  Netif  Expire  S  Flags
fe80::5c:26ff:febc:bd71%eth0  02:5c:26:bc:bd:71  eth0   -       R  R
`.trimStart();

test('ipv6.sh prints the same octets each time under the virtual clock', async () => {
  const script = join(ROOT, 'examples', 'ipv6.sh');
  const runs = await Promise.all(
    [1, 2].map(() => sandbox().run([TUNLAB, 'with', '--virtual', '--seed', '7', '--', 'sh', script])),
  );
  for (const run of runs) expect(run).toEqual({status: 0, stdout: OUTPUT, stderr: ''});
});
