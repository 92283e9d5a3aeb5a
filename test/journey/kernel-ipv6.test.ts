/** The IPv6 of a lab and the one of the Linux kernel understand each other: the kernel's own programs say so. */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type Exchange, check, skip, testWith} from './kernel-exchange.ts';
import {ENABLE_FORWARDING, KernelUnderTest, whatForwardingLacks, whatIpv6Lacks} from './kernel-under-test.ts';
import {eventually, sandbox} from './sandbox.ts';

/** The lab's tap, a host behind it, and the kernel; what they make of their Ethernet addresses. */
const LAB = 'fd99::1';
const LAB_LINK = 'fe80::e:b3ff:fe82:f339';
const FAR = 'fd98::2';
const KERNEL = 'fd99::ff:fe00:2';
const KERNEL_LINK = 'fe80::ff:fe00:2';

/** What the lab is before the kernel comes: `local` is a router that says so, and passes on to a narrow wire. */
const NETWORK = [
  'tunctl sysctl net.inet6.ip6.forwarding=1',
  `ifconfig tap0 mtu 1500 inet6 ${LAB}/64 advertise up`,
  'host add far',
  'wire add narrow local:eth0 far:eth0',
  'ifconfig eth0 mtu 1400 inet6 fd98::1/64 up',
  `on far ifconfig eth0 mtu 1400 inet6 ${FAR}/64 up`,
  'on far route add default gw fd98::1',
  // What the kernel is asked to pass on, and does not.
  ...['fd93', 'fd94', 'fd95', 'fd96'].map((prefix) => `route add ${prefix}::/64 gw ${KERNEL}`),
];

/** In the kernel's namespace. */
const FROM_KERNEL: readonly Exchange[] = [
  [`ping -6 -c 1 -W 5 ${LAB}`, 0, /^64 bytes from fd99::1: icmp_seq=1 ttl=64 /m],
  [`ping -6 -c 1 -W 5 ${LAB_LINK}%vde0`, 0, /^64 bytes from fe80::e:b3ff:fe82:f339%vde0: icmp_seq=1 ttl=64 /m],
  [`ping -6 -c 1 -W 5 -s 8000 ${LAB}`, 0, /^8008 bytes from fd99::1: /m],
  // Without -L the kernel hears, and answers, its own request.
  ['ping -6 -L -c 1 -W 5 ff02::1%vde0', 0, /^64 bytes from fe80::e:b3ff:fe82:f339%vde0: /m],
  [`fping -6 -r 0 -t 5000 ${LAB}`, 0, /^fd99::1 is alive$/m],
  [`traceroute -6 -n -q 1 ${LAB}`, 0, /\n 1 {2}fd99::1 {2}[\d.]+ ms\n$/],
  [`traceroute -6 -I -n -q 1 ${LAB}`, 0, /\n 1 {2}fd99::1 {2}[\d.]+ ms\n$/],
  // By itself, nping neither finds the source nor sees the answer.
  [`nping -6 --unprivileged --udp -p 4444 -c 1 ${LAB}`, 0, /fd99::1:4444 failed: Connection refused$/m],
  [`ndisc6 -1 ${LAB} vde0`, 0, /^Target link-layer address: 02:0E:B3:82:F3:39\n from fd99::1$/m],
  ['rdisc6 -1 vde0', 0, /lifetime +: +1800 [^]* MTU +: +1500 [^]* Prefix +: fd99::\/64\n[^]* from fe80::e:b3ff:/],
  [`socat - TCP6:[${LAB}]:80`, 1, /Protocol error$/m],
  // Through the lab: its router, its errors, the path MTU that it tells the kernel.
  [`traceroute -6 -n -q 1 ${FAR}`, 0, /\n 1 {2}fd99::1 {2}[\d.]+ ms\n 2 {2}fd98::2 {2}[\d.]+ ms\n$/],
  [`traceroute -6 -I -n -q 1 ${FAR}`, 0, /\n 1 {2}fd99::1 {2}[\d.]+ ms\n 2 {2}fd98::2 {2}[\d.]+ ms\n$/],
  [`ping -6 -c 1 -W 5 -M do -s 1452 ${FAR}`, 1, /^From fd99::1 icmp_seq=1 Packet too big: mtu=1400$/m],
  [`ip -6 route get ${FAR}`, 0, / via fe80::e:b3ff:fe82:f339 .* mtu 1400 /],
  [`ping -6 -c 1 -W 5 -s 8000 ${FAR}`, 0, /^8008 bytes from fd98::2: icmp_seq=1 ttl=63 /m],
  [`tracepath -6 -n ${FAR}`, 0, /^ +Resume: pmtu 1400 hops 2 back 2 $/m],
  ['ping -6 -c 1 -W 5 fd97::1', 1, /^From fd99::1 icmp_seq=1 Destination unreachable: No route$/m],
];

/** In the lab. */
const FROM_LAB: readonly Exchange[] = [
  [`ping -6 -c 1 -W 5 ${KERNEL}`, 0, /^64 bytes from fd99::ff:fe00:2: icmp_seq=0 ttl=64 /m],
  [`ping -6 -c 1 -W 5 -s 8000 ${KERNEL}`, 0, /^8008 bytes from fd99::ff:fe00:2: /m],
  [`ping -6 -c 1 -W 5 ${KERNEL_LINK}%tap0`, 0, /^64 bytes from fe80::ff:fe00:2: /m],
  // The first answer is the host's own.
  ['ping -6 -c 2 -W 5 ff02::1%tap0', 0, /^64 bytes from fe80::ff:fe00:2: /m],
  [`traceroute -6 -q 1 ${KERNEL}`, 0, /\n 1 {2}fd99::ff:fe00:2 {2}[\d.]+ ms\n$/],
  [`traceroute -6 -I -q 1 ${KERNEL}`, 0, /\n 1 {2}fd99::ff:fe00:2 {2}[\d.]+ ms\n$/],
  [`udp send ${KERNEL} 4444 hello --wait 5`, 1, /Connection refused \(.*: Port unreachable, says fd99::ff:fe00:2\)/],
  [`on far ping -6 -c 1 -W 5 -s 8000 ${KERNEL}`, 0, /^8008 bytes from fd99::ff:fe00:2: icmp_seq=0 ttl=63 /m],
  [`on far traceroute -6 -q 1 ${KERNEL}`, 0, /\n 1 {2}fd98::1 {2}[\d.]+ ms\n 2 {2}fd99::ff:fe00:2 {2}[\d.]+ ms\n$/],
];

/** In the lab, where the kernel is a router: its errors. */
const BEYOND_KERNEL: readonly Exchange[] = [
  ['udp send fd93::9 4444 hello --wait 5', 1, /: No route, says fd99::ff:fe00:2\)/],
  ['udp send fd94::9 4444 hello --wait 5', 1, /: Administratively prohibited, says fd99::ff:fe00:2\)/],
  ['udp send fd96::9 4444 hello --wait 5', 1, /: Address unreachable, says fd99::ff:fe00:2\)/],
  ['udp send fd95::9 4444 hello --wait 5 --ttl 1', 1, /\(Time exceeded: Hop limit, says fd99::ff:fe00:2\)/],
  ['ping -6 -c 1 -W 2 -s 1400 fd95::9', 2, / bytes from fd99::ff:fe00:2: Packet too big: mtu=1280$/m],
];
const KERNEL_AS_ROUTER = [
  ENABLE_FORWARDING.ipv6,
  // Whom nobody finds is given up the sooner.
  'echo 100 > /proc/sys/net/ipv6/neigh/vde0/retrans_time_ms',
  'ip route add prohibit fd94::/64',
  `ip route add fd95::/64 via ${LAB_LINK} dev vde0 mtu lock 1280`,
  'ip route add fd96::/64 dev vde0',
];

/** What makes the kernel's router one that says so, in a language of its own. */
const RADVD = `interface vde0 {
  AdvSendAdvert on;
  AdvLinkMTU 1400;
  prefix fd90::/64 {};
};
`;

/** A datagram to the kernel's echo server: how many octets, one packet or several. */
const ECHOED = [5, 4000];

const lacking = whatIpv6Lacks();
if (lacking === undefined) describe('a lab and the kernel, over IPv6', joined);
else skip('a lab and the kernel, over IPv6', lacking);

function joined(): void {
  const box = sandbox(afterAll);
  const forwardingLacks = whatForwardingLacks('ipv6');
  let kernel: KernelUnderTest;
  beforeAll(async () => {
    for (const line of NETWORK) await box.output(line);
    kernel = await KernelUnderTest.join(box, `${box.runtime}/default/local/dev/tap/0`, []);
  });
  afterAll(async () => {
    expect(await kernel.end()).toMatchObject({status: 0, stderr: ''});
  });

  // The first one: the way to the rest of the lab is only what the kernel hears of it.
  test('the kernel configures itself by what the lab advertises', async () => {
    await eventually(() => check(kernel.run('ip -6 route'), 0, /^default via fe80::e:b3ff:fe82:f339 .* proto ra /m));
    const address = 'ip -6 address show dev vde0';
    await eventually(() => check(kernel.run(`${address} dynamic`), 0, / fd99::ff:fe00:2\/64 scope global .*dynamic /));
    // It uses none before it knows that nobody else does.
    await eventually(() => check(kernel.run(`${address} tentative`), 0, /^$/));
  });

  for (const [command, status, output] of FROM_KERNEL) {
    testWith(command.split(' ')[0]!, `from the kernel: ${command}`, async () => {
      await check(kernel.run(command), status, output);
    });
  }

  test.each(FROM_LAB)('from the lab: %s', async (command, status, output) => {
    await check(box.tunlab(command), status, output);
  });

  test('the lab asks who has an address, and the kernel answers', async () => {
    await box.output(`ndp -d ${KERNEL}`);
    await box.output(`ping -6 -c 1 -W 5 ${KERNEL}`);
    // At once, or after a probe, if the kernel asked in between: who asks is known, but not yet to be reachable.
    await eventually(() => check(box.tunlab('ndp -a'), 0, /^fd99::ff:fe00:2 +02:00:00:00:00:02 {2}tap0 +- +R$/m));
  });

  testWith('socat', 'from the lab: datagrams to a program that sends them back', async () => {
    await kernel.serve(7, 'socat UDP6-RECVFROM:7,fork PIPE');
    for (const octets of ECHOED) {
      const text = 'x'.repeat(octets);
      expect(await box.output(`udp send ${KERNEL} 7 ${text} --wait 5`)).toBe(
        `${octets} octets from [${KERNEL}]:7: ${text}\n`,
      );
    }
  });

  test('the kernel finds that the lab has the address it was given', async () => {
    await kernel.do(`ip address add ${LAB}/64 dev vde0`);
    const address = 'ip -6 address show dev vde0';
    await eventually(() => check(kernel.run(address), 0, / fd99::1\/64 scope global .*dadfailed/));
    await kernel.do(`ip address del ${LAB}/64 dev vde0`);
  });

  test('the lab finds that the kernel has the address it was given, and does not use it', async () => {
    await box.output(`ifconfig tap0 inet6 add ${KERNEL}/64`);
    await eventually(() => check(box.tunlab('ifconfig tap0'), 0, /fd99::ff:fe00:2, .*, duplicated$/m));
    await check(box.tunlab(`route get ${KERNEL}`), 0, /^fd99::\/64 source fd99::1$/m);
    await box.output(`ifconfig tap0 inet6 ${KERNEL} -alias`);
  });

  if (forwardingLacks === undefined) describe('which is a router', routing);
  else skip('from the lab, through the kernel, over IPv6', forwardingLacks);

  function routing(): void {
    beforeAll(async () => {
      for (const line of KERNEL_AS_ROUTER) await kernel.do(line);
    });

    test.each(BEYOND_KERNEL)('from the lab, through the kernel: %s', async (command, status, output) => {
      await check(box.tunlab(command), status, output);
    });

    testWith('radvd', 'the lab configures itself by what the kernel advertises', async () => {
      const file = join(box.directory, 'radvd');
      writeFileSync(`${file}.conf`, RADVD, {mode: 0o644});
      await box.output('tunctl sysctl net.inet6.ip6.forwarding=0');
      await box.output('ifconfig tap0 inet6 -advertise accept_rtadv');
      await kernel.start(`radvd -n -m stderr -C ${file}.conf -p ${file}.pid`);
      await eventually(() => check(box.tunlab('ifconfig tap0'), 0, /fd90::e:b3ff:fe82:f339, .*, autoconf$/m));
      await check(box.tunlab('route -6'), 0, / ::\/0 +fe80::ff:fe00:2 D/);
      await check(box.tunlab('ping -6 -c 1 -W 5 -s 1400 -D fd90::1'), 2, /^ping: sendto: Message too long$/m);
      await check(box.tunlab('ndp -a'), 0, /^fe80::ff:fe00:2%tap0 .* R$/m);
    });
  }
}
