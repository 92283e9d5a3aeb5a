/** The stack of a lab and the one of the Linux kernel understand each other: the kernel's own programs say so. */
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type Exchange, check, skip, testWith} from './kernel-exchange.ts';
import {ENABLE_FORWARDING, KernelUnderTest, whatForwardingLacks, whatKernelLacks} from './kernel-under-test.ts';
import {sandbox} from './sandbox.ts';

/** The lab's tap, a host behind it, and the kernel. */
const LAB = '10.99.0.1';
const FAR = '10.98.0.2';
const KERNEL = '10.99.0.2';

/** What the lab is before the kernel comes: `local` passes on between the tap and a narrow wire. */
const NETWORK = [
  `ifconfig tap0 ${LAB}/24 mtu 1500 up`,
  'host add far',
  'wire add narrow local:eth0 far:eth0',
  'on local ifconfig eth0 10.98.0.1/24 mtu 1400 up',
  `on far ifconfig eth0 ${FAR}/24 mtu 1400 up`,
  'on far route add default gw 10.98.0.1',
  'tunctl sysctl net.inet.ip.forwarding=1',
  // What the kernel is asked to pass on, and does not.
  `route add -net 10.96.0.0/24 gw ${KERNEL}`,
  `route add -net 10.95.0.0/24 gw ${KERNEL}`,
];

/** In the kernel's namespace. */
const FROM_KERNEL: readonly Exchange[] = [
  [`ping -c 1 -W 5 ${LAB}`, 0, /^64 bytes from 10\.99\.0\.1: icmp_seq=1 ttl=254 /m],
  [`ping -c 1 -W 5 -s 8000 ${LAB}`, 0, /^8008 bytes from 10\.99\.0\.1: /m],
  [`arping -c 1 -I vde0 ${LAB}`, 0, /reply from 10\.99\.0\.1 |bytes from .*10\.99\.0\.1/],
  [`fping -r 0 -t 5000 ${LAB}`, 0, /^10\.99\.0\.1 is alive$/m],
  [`traceroute -n -q 1 ${LAB}`, 0, /\n 1 {2}10\.99\.0\.1 {2}[\d.]+ ms\n$/],
  [`traceroute -I -n -q 1 ${LAB}`, 0, /\n 1 {2}10\.99\.0\.1 {2}[\d.]+ ms\n$/],
  [`nping --udp -p 4444 -c 1 ${LAB}`, 0, /^RCVD .*ICMP \[10\.99\.0\.1 > 10\.99\.0\.2 Port unreachable /m],
  // Through the lab: its router, its errors, the path MTU that it tells the kernel.
  [`traceroute -n -q 1 ${FAR}`, 0, /\n 1 {2}10\.99\.0\.1 {2}[\d.]+ ms\n 2 {2}10\.98\.0\.2 {2}[\d.]+ ms\n$/],
  [`traceroute -I -n -q 1 ${FAR}`, 0, /\n 1 {2}10\.99\.0\.1 {2}[\d.]+ ms\n 2 {2}10\.98\.0\.2 {2}[\d.]+ ms\n$/],
  [`ping -c 1 -W 5 -M do -s 1472 ${FAR}`, 1, /^From 10\.99\.0\.1 icmp_seq=1 Frag needed and DF set \(mtu = 1400\)$/m],
  [`ping -c 1 -W 5 -s 8000 ${FAR}`, 0, /^8008 bytes from 10\.98\.0\.2: icmp_seq=1 ttl=253 /m],
  ['ping -c 1 -W 5 10.97.0.1', 1, /^From 10\.99\.0\.1 icmp_seq=1 Destination Net Unreachable$/m],
];

/** In the lab. */
const FROM_LAB: readonly Exchange[] = [
  [`ping -c 1 -W 5 ${KERNEL}`, 0, /^64 bytes from 10\.99\.0\.2: icmp_seq=0 ttl=64 /m],
  [`ping -c 1 -W 5 -s 8000 ${KERNEL}`, 0, /^8008 bytes from 10\.99\.0\.2: /m],
  [`traceroute -q 1 ${KERNEL}`, 0, /\n 1 {2}10\.99\.0\.2 {2}[\d.]+ ms\n$/],
  [
    `udp send ${KERNEL} 4444 hello --wait 5`,
    1,
    /Connection refused \(Destination Port Unreachable, says 10\.99\.0\.2\)/,
  ],
  [`on far ping -c 1 -W 5 -s 8000 ${KERNEL}`, 0, /^8008 bytes from 10\.99\.0\.2: icmp_seq=0 ttl=63 /m],
  [`on far traceroute -q 1 ${KERNEL}`, 0, /\n 1 {2}10\.98\.0\.1 {2}[\d.]+ ms\n 2 {2}10\.99\.0\.2 {2}[\d.]+ ms\n$/],
];

/** In the lab, where the kernel is a router: its errors. */
const BEYOND_KERNEL: readonly Exchange[] = [
  ['udp send 10.96.0.9 4444 hello --wait 5', 1, /\(Destination Host Unreachable, says 10\.99\.0\.2\)/],
  ['udp send 10.95.0.9 4444 hello --wait 5 --ttl 1', 1, /\(Time to live exceeded, says 10\.99\.0\.2\)/],
  ['ping -c 1 -W 3 -D -s 1200 10.95.0.9', 2, / bytes from 10\.99\.0\.2: frag needed and DF set \(MTU 1000\)$/m],
];
const KERNEL_AS_ROUTER = [
  ENABLE_FORWARDING.ipv4,
  'ip route add unreachable 10.96.0.0/24',
  `ip route add 10.95.0.0/24 via ${LAB} mtu lock 1000`,
];

/** A datagram to the kernel's echo server: how many octets, one packet or several. */
const ECHOED = [5, 4000];

const lacking = whatKernelLacks();
if (lacking === undefined) describe('a lab and the kernel', joined);
else skip('a lab and the kernel', lacking);

function joined(): void {
  const box = sandbox(afterAll);
  const forwardingLacks = whatForwardingLacks('ipv4');
  let kernel: KernelUnderTest;
  beforeAll(async () => {
    for (const line of NETWORK) await box.output(line);
    kernel = await KernelUnderTest.join(box, `${box.runtime}/default/local/dev/tap/0`, [`${KERNEL}/24`]);
    await kernel.do(`ip route add default via ${LAB}`);
    if (forwardingLacks === undefined) for (const line of KERNEL_AS_ROUTER) await kernel.do(line);
  });
  afterAll(async () => {
    expect(await kernel.end()).toMatchObject({status: 0, stderr: ''});
  });

  for (const [command, status, output] of FROM_KERNEL) {
    testWith(command.split(' ')[0]!, `from the kernel: ${command}`, async () => {
      await check(kernel.run(command), status, output);
    });
  }

  test.each(FROM_LAB)('from the lab: %s', async (command, status, output) => {
    await check(box.tunlab(command), status, output);
  });

  for (const [command, status, output] of BEYOND_KERNEL) {
    const title = `from the lab, through the kernel: ${command}`;
    if (forwardingLacks !== undefined) skip(title, forwardingLacks);
    else {
      test(title, async () => {
        await check(box.tunlab(command), status, output);
      });
    }
  }

  testWith('socat', 'from the lab: datagrams to a program that sends them back', async () => {
    await kernel.serve(7, 'socat UDP4-RECVFROM:7,fork PIPE');
    for (const octets of ECHOED) {
      const text = 'x'.repeat(octets);
      expect(await box.output(`udp send ${KERNEL} 7 ${text} --wait 5`)).toBe(
        `${octets} octets from ${KERNEL}:7: ${text}\n`,
      );
    }
  });
}
