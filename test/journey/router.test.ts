/** examples/router.sh: client, router and server, through the built tools. */
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {ROOT, TUNLAB, sandbox} from './sandbox.ts';

const SCRIPT = join(ROOT, 'examples', 'router.sh');

/** What it prints; times and identifiers as `TIME`, `ID` and so on. */
const OUTPUT = `
# A host passes nothing on unless it is told to.
PING 10.2.0.2 (10.2.0.2): 56 data bytes
36 bytes from 10.1.0.1: Destination Host Unreachable
Vr HL TOS  Len   ID Flg  off TTL Pro  cks      Src      Dst
 4  5  00 0054 ID   0 0000  fe  01 SUM 10.1.0.2 10.2.0.2


--- 10.2.0.2 ping statistics ---
1 packets transmitted, 0 packets received, 100.0% packet loss
no reply: 2
# Told to, it is a router.
PING 10.2.0.2 (10.2.0.2): 56 data bytes
64 bytes from 10.2.0.2: icmp_seq=0 ttl=253 time=TIME ms

--- 10.2.0.2 ping statistics ---
1 packets transmitted, 1 packets received, 0.0% packet loss
round-trip min/avg/max/stddev = TIMES ms
PING 10.1.0.2 (10.1.0.2): 56 data bytes
64 bytes from 10.1.0.2: icmp_seq=0 ttl=253 time=TIME ms

--- 10.1.0.2 ping statistics ---
1 packets transmitted, 1 packets received, 0.0% packet loss
round-trip min/avg/max/stddev = TIMES ms
# A packet that may take one hop only ends at the router.
PING 10.2.0.2 (10.2.0.2): 56 data bytes
36 bytes from 10.1.0.1: Time to live exceeded
Vr HL TOS  Len   ID Flg  off TTL Pro  cks      Src      Dst
 4  5  00 0054 ID   0 0000  01  01 SUM 10.1.0.2 10.2.0.2


--- 10.2.0.2 ping statistics ---
1 packets transmitted, 0 packets received, 100.0% packet loss
no reply: 2
# Who is on the way, by datagrams and by echo requests.
traceroute to 10.2.0.2 (10.2.0.2), 64 hops max, 40 byte packets
 1  10.1.0.1  TIME ms
 2  10.2.0.2  TIME ms
traceroute to 10.2.0.2 (10.2.0.2), 64 hops max, 48 byte packets
 1  10.1.0.1  TIME ms
 2  10.2.0.2  TIME ms
       10.1.0.2  MAC  permanent local valid
       10.1.0.1  MAC  valid
`.trimStart();

function normalised(text: string): string {
  return text
    .replaceAll(/time=\d+\.\d{3} ms/g, 'time=TIME ms')
    .replaceAll(/^( \d {2}10\.\d\.0\.\d) {2}\d+\.\d{3} ms$/gm, '$1  TIME ms')
    .replaceAll(/stddev = \d+\.\d{3}(?:\/\d+\.\d{3}){3} ms/g, 'stddev = TIMES ms')
    .replaceAll(/^( 4 {2}5 {2}00 0054) [0-9a-f]{4}( .*) [0-9a-f]{4} (?=10\.)/gm, '$1 ID$2 SUM ')
    .replaceAll(/02(?::[0-9a-f]{2}){5}/g, 'MAC');
}

/** Two pings of it wait for ten seconds each. */
const TIMEOUT = 120_000;

test(
  'router.sh tells what passes a router, also where tunlab is not installed',
  async () => {
    const env = {PATH: process.env['PATH'] ?? ''};
    const {status, stdout, stderr} = await sandbox().run([TUNLAB, 'with', '--', 'sh', SCRIPT], {env});
    expect({status, stderr}).toEqual({status: 0, stderr: ''});
    expect(normalised(stdout)).toBe(OUTPUT);
  },
  TIMEOUT,
);

test('under the virtual clock router.sh prints the same octets each time, and takes no time at all', async () => {
  const runs = await Promise.all(
    [1, 2].map(() => sandbox().run([TUNLAB, 'with', '--virtual', '--seed', '7', '--', 'sh', SCRIPT])),
  );
  expect(runs[0]).toMatchObject({status: 0, stderr: ''});
  expect(normalised(runs[0]!.stdout)).toBe(OUTPUT);
  expect(runs[0]!.stdout).toContain(' time=0.000 ms\n');
  expect(runs[1]).toEqual(runs[0]);
});
