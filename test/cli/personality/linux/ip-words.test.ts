/** Any words behind `ip`: done, or refused with a documented status and one clear reason; nothing else is ever thrown. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {CommandBench} from '../../../commands/command-context.ts';

const STATUSES = [0, 1, 2, 255];
const WORDS = (
  '-4 -6 -0 -j -p -br -o -s -d -h -iec -N -f -V -batch -force -n -c=never -help -- link addr address a route r neigh n ' +
  'tuntap tap rule monitor netns help show list add del delete change replace append prepend flush get set dev tun0 ' +
  'tap0 lo nosuch0 br0 10.8.0.1/24 10.8.0.9 fd00::1/64 fd00::9 default any 0/0 x peer brd + - scope global host label ' +
  'tun0:1 via src metric 5 proto static kernel table main local all 77 unreachable prohibit blackhole throw onlink mtu ' +
  '1400 up down txqueuelen name address 02:00:00:00:00:07 arp on off promisc master nomaster type bridge tun mode tap ' +
  'user root group nogroup pi lladdr nud permanent reachable proxy to root match exact from oif fibmatch primary ' +
  'secondary dynamic permanent'
).split(' ');

const word = fc.oneof(
  {weight: 12, arbitrary: fc.constantFrom(...WORDS)},
  {weight: 1, arbitrary: fc.string({maxLength: 12})},
  {weight: 1, arbitrary: fc.constantFrom('', '/', '1.2.3', '::', '[', '%', '0x10', '-1', '99999999999999999999', 'é')},
);
const object = fc.constantFrom('link', 'addr', 'route', 'neigh', 'tuntap', 'rule', '-4', '-6', '-j');
const line = fc
  .tuple(fc.array(object, {maxLength: 2}), fc.array(word, {maxLength: 8}))
  .map(([first, rest]) => [...first, ...rest]);

test('any words end with a documented status, and a refusal says why', {timeout: 60_000}, async () => {
  const bench = new CommandBench();
  await bench.output('host set local personality linux');
  await bench.output('ip tuntap add dev tun0 mode tun');
  await bench.output('ip tuntap add dev tap0 mode tap');
  await fc.assert(
    fc.asyncProperty(line, async (words) => {
      const {status, stdout, stderr} = await bench.run(['ip', ...words], {timePasses: false});
      expect(STATUSES).toContain(status);
      if (status !== 0) expect(stderr).not.toBe('');
      expect(stderr).not.toMatch(/^\s+at |undefined|\[object|internal error/m);
      if (status === 0 && words.includes('-j') && !words.includes('-p') && stdout.startsWith('[')) JSON.parse(stdout);
    }),
    {numRuns: 1500},
  );
});

test('a refused command has changed nothing', {timeout: 60_000}, async () => {
  const bench = new CommandBench();
  await bench.output('host set local personality linux');
  await bench.output('ip tuntap add dev tun0 mode tun');
  await bench.output('ip link set tun0 up');
  await bench.output('ip addr add 10.8.0.1/24 dev tun0');
  await fc.assert(
    fc.asyncProperty(line, async (words) => {
      const before = await bench.dump({counters: false});
      const {status} = await bench.run(['ip', ...words], {timePasses: false});
      if (status !== 0) expect(await bench.dump({counters: false})).toEqual(before);
    }),
    {numRuns: 300},
  );
});

test.each([
  ['ip address flush dev tun0', ''],
  ['ip -6 address flush dev tun0', 'inet 10.10.10.10 peer 10.10.10.8/32 scope global tun0'],
  ['ip -4 address flush dev tun0', 'inet6 2001:db8::2/64 scope global inet6 fe80::1/64 scope link'],
])('%s takes the link-local address away with the others of IPv6', async (line, left) => {
  const bench = new CommandBench();
  await bench.output('ifconfig tun0 inet 10.10.10.10 10.10.10.8 up');
  await bench.output('ifconfig tun0 inet6 2001:db8::2/64');
  await bench.output(line);
  const shown = await bench.output('ip -o address show dev tun0');
  const told = [...shown.matchAll(/inet6? .*?(?= *\\)/g)].map(([each]) => each.replace(/fe80::[\da-f:]+/, 'fe80::1'));
  expect(told.join(' ')).toBe(left);
});
