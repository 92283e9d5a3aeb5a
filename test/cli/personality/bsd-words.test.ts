/** Whatever is typed behind FreeBSD's tools, they end with a status of theirs and a line that says why. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {CommandBench} from '../../commands/command-context.ts';

const ADDRESSES = ['10.8.0.1', '10.8.0.2/24', '10.8.0.300', '10', '127.0.0.1', '::1', '2001:db8::1/64', 'fe80::1%lo0'];
const WORDS: Readonly<Record<string, readonly string[]>> = {
  ifconfig: [
    ...['tun0', 'tap0', 'lo0', 'em9', 'create', 'destroy', 'up', 'down', 'inet', 'inet6', 'alias', '-alias', 'delete'],
    ...['netmask', '255.255.255.0', 'broadcast', 'mtu', '1400', 'metric', 'ether', '02:00:00:00:00:01', 'prefixlen'],
    ...['64', '-l', '-a', '-u', '-d', '-f', 'inet:cidr', 'addm', '-arp', 'eui64', 'fib', '0', '', '-x', 'ifdisabled'],
  ],
  route: [
    ...['add', 'delete', 'change', 'get', 'show', 'flush', 'monitor', '-net', '-host', '-inet', '-inet6', '-netmask'],
    ...['255.0.0.0', '-prefixlen', '8', '-interface', 'lo0', 'tun0', '-reject', '-blackhole', '-q', '-n', '-v', '-fib'],
    ...['0', 'default', '10/8', '-mtu', '1400', '-ifp', '', '-6', '-dst', '-gateway', '-x'],
  ],
  netstat: [
    '-r',
    '-n',
    '-rn',
    '-i',
    '-I',
    'lo0',
    '-W',
    '-4',
    '-6',
    '-f',
    'inet',
    'inet6',
    'link',
    '-s',
    '-b',
    '-F',
    '0',
    '',
    '-x',
  ],
  arp: [
    '-a',
    '-n',
    '-d',
    '-s',
    '-S',
    '-i',
    '-f',
    'tap0',
    'lo0',
    '02:00:00:00:00:01',
    'temp',
    'pub',
    'only',
    'auto',
    'reject',
    '',
  ],
  ndp: [
    ...['-a', '-n', '-t', '-c', '-d', '-s', '-i', '-p', 'tap0', 'lo0', 'em7', '02:00:00:00:00:01', 'temp', 'proxy'],
    ...['--', 'nud', '-nud', 'accept_rtadv', 'disabled', 'curhlim=3', 'fe80::7%tap0', ''],
  ],
  ping: [
    ...['-c1', '-c', '1', '-t', '-4', '-6', '-q', '-o', '-s', '0', '65508', '-S', '-p', 'ff', '-W', '10', '-m', '-z'],
    ...[
      '-G',
      '-g',
      '-h',
      '-R',
      '-D',
      '-f',
      '-i',
      '-I',
      'lo0',
      '-H',
      '-n',
      '-.',
      '-A',
      '-a',
      '-Q',
      '-v',
      'localhost',
      '',
    ],
  ],
};
const STATUSES: Readonly<Record<string, readonly number[]>> = {
  ifconfig: [0, 1],
  route: [0, 1, 64, 65, 68, 71, 255],
  netstat: [0, 1, 64],
  arp: [0, 1],
  ndp: [0, 1],
  ping: [0, 1, 2, 64, 68, 71],
};

const freely = fc.string({maxLength: 8}).filter((word) => !word.startsWith('--'));

test.each(Object.keys(WORDS))('%s', {timeout: 60_000}, async (tool) => {
  const word = fc.oneof(
    {weight: 6, arbitrary: fc.constantFrom(...WORDS[tool]!)},
    {weight: 3, arbitrary: fc.constantFrom(...ADDRESSES)},
    {weight: 1, arbitrary: freely},
  );
  const bench = new CommandBench();
  await bench.output('host set local personality bsd');
  const run = async (words: readonly string[]): Promise<void> => {
    // A ping that nothing ends would go on; its first count or time-out is the one that counts here.
    const ended = tool === 'ping' ? ['-c', '1', '-t', '1', ...words] : words;
    const {stdout, stderr, status} = await bench.run([tool, ...ended]);
    expect(STATUSES[tool]).toContain(status);
    if (status !== 0 && status !== 2) expect(stdout + stderr).not.toBe('');
    expect(stderr).not.toMatch(/\n +at |undefined|\[object/);
  };
  await fc.assert(fc.asyncProperty(fc.array(word, {maxLength: 7}), run), {numRuns: 150});
});
