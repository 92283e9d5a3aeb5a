/** examples/two-hosts.sh: two hosts on one wire, through the built tools, under the virtual clock. */
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {ROOT, TUNLAB, sandbox} from './sandbox.ts';

const SCRIPT = join(ROOT, 'examples', 'two-hosts.sh');

/** What it prints, to the character; a station that was made up is `MAC`. */
const OUTPUT = `
# Two machines, and a wire from one to the other.
NAME   INTERFACES  FORWARDING
local  lo0         no
alice  lo0 eth0    no
bob    lo0 eth0    no
# Either reaches the other; each has asked which station has the address.
PING 10.0.0.2 (10.0.0.2): 56 data bytes
64 bytes from 10.0.0.2: icmp_seq=0 ttl=254 time=0.000 ms

--- 10.0.0.2 ping statistics ---
1 packets transmitted, 1 packets received, 0.0% packet loss
round-trip min/avg/max/stddev = 0.000/0.000/0.000/0.000 ms
PING 10.0.0.1 (10.0.0.1): 56 data bytes
64 bytes from 10.0.0.1: icmp_seq=0 ttl=254 time=0.000 ms

--- 10.0.0.1 ping statistics ---
1 packets transmitted, 1 packets received, 0.0% packet loss
round-trip min/avg/max/stddev = 0.000/0.000/0.000/0.000 ms
       10.0.0.1  MAC                permanent local valid
       10.0.0.2  MAC                valid
# A station that changes its address tells its neighbours.
       10.0.0.2  02:00:00:00:00:0b  valid
# Five milliseconds each way.
PING 10.0.0.2 (10.0.0.2): 56 data bytes
64 bytes from 10.0.0.2: icmp_seq=0 ttl=254 time=10.000 ms

--- 10.0.0.2 ping statistics ---
1 packets transmitted, 1 packets received, 0.0% packet loss
round-trip min/avg/max/stddev = 10.000/10.000/10.000/0.000 ms
# The third echo request is lost, and no other packet.
lan: joined, delay 5ms
  alice:eth0  5 sent, 5 delivered
  bob:eth0    6 sent, 6 delivered
  drop 3 icmp from alice:eth0 type echo-request: 0 seen, 3 to go
PING 10.0.0.2 (10.0.0.2): 56 data bytes
64 bytes from 10.0.0.2: icmp_seq=0 ttl=254 time=10.000 ms
64 bytes from 10.0.0.2: icmp_seq=1 ttl=254 time=10.000 ms
64 bytes from 10.0.0.2: icmp_seq=3 ttl=254 time=10.000 ms

--- 10.0.0.2 ping statistics ---
4 packets transmitted, 3 packets received, 25.0% packet loss
round-trip min/avg/max/stddev = 10.000/10.000/10.000/0.000 ms
# Half of all packets are lost, by chance drawn from the seed.
PING 10.0.0.2 (10.0.0.2): 56 data bytes

--- 10.0.0.2 ping statistics ---
20 packets transmitted, 4 packets received, 80.0% packet loss
round-trip min/avg/max/stddev = 10.000/10.000/10.000/0.000 ms
# A cable that is cut: nothing leaves, and the routes say why.
PING 10.0.0.2 (10.0.0.2): 56 data bytes
ping: sendto: Network is down

--- 10.0.0.2 ping statistics ---
1 packets transmitted, 0 packets received, 100.0% packet loss
no reply: 2
IPv4 routing table:
    Destination         Netmask         Gateway Flags  Interface
      127.0.0.1               -               - --HL-- loop
       10.0.0.1               -               - --HL-- /dev/net/ipro1000/0
       10.0.0.0   255.255.255.0               - ------ /dev/net/ipro1000/0 linkdown
      127.0.0.0       255.0.0.0               - ------ loop

PING 10.0.0.2 (10.0.0.2): 56 data bytes
64 bytes from 10.0.0.2: icmp_seq=0 ttl=254 time=10.000 ms

--- 10.0.0.2 ping statistics ---
1 packets transmitted, 1 packets received, 0.0% packet loss
round-trip min/avg/max/stddev = 10.000/10.000/10.000/0.000 ms
# What became of every packet.
lan: joined, delay 5ms
  alice:eth0  31 sent, 21 delivered, 8 lost, 1 filtered, 1 cut
  bob:eth0    22 sent, 14 delivered, 8 lost
`.trimStart();

function normalised(text: string): string {
  return text.replaceAll(/02(?!:00:00)(?::[0-9a-f]{2}){5}/g, 'MAC              ');
}

test('two-hosts.sh prints the same octets each time, and they are these', async () => {
  const runs = await Promise.all(
    [1, 2].map(() => sandbox().run([TUNLAB, 'with', '--virtual', '--seed', '1', '--', 'sh', SCRIPT])),
  );
  expect(runs[0]).toMatchObject({status: 0, stderr: ''});
  expect(normalised(runs[0]!.stdout)).toBe(OUTPUT);
  expect(runs[1]).toEqual(runs[0]);
});
