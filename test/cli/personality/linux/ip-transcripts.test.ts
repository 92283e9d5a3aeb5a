/** What iproute2's `ip` and uml-utilities' `tunctl` printed, command by command, and what they print on a host of a lab. */
import {expect, test} from 'vitest';
import {CommandBench} from '../../../commands/command-context.ts';
import {differences, type Row, shellWords, transcript} from '../transcript.ts';

/** Whether each transcript began with IPv6 on. */
const TRANSCRIPTS = {
  'ip-address': false,
  'ip-inet6': true,
  'ip-link': false,
  'ip-neighbour': true,
  'ip-options': true,
  'ip-route': false,
  'ip-tuntap': true,
  tunctl: false,
} as const;

/** The kernel of the transcripts was told to make no link-local addresses; those that were typed are fe80::1. */
const MADE_UP = [
  /^(?:\d+: \S+)? {4}inet6 fe80::[\da-f:]{5,}\/64 scope link (?:tentative )?[\n\\] {7}valid_lft forever preferred_lft forever\n/gm,
  /^local fe80::[\da-f:]{5,} dev .*\n/gm,
  / fe80::[\da-f:]{5,}\/64(?= )/g,
  /,\{[^{}]*"local":"fe80::[\da-f:]{5,}"[^{}]*\}/g,
  /\{[^{}]*"local":"fe80::[\da-f:]{5,}"[^{}]*\},?/g,
];

/** What a row says, without what differs from run to run. */
function essence({stdout, stderr, rc}: Omit<Row, 'cmd'>): Omit<Row, 'cmd'> {
  const text = MADE_UP.reduce((left, pattern) => left.replaceAll(pattern, ''), stdout);
  // How often a link came and went depends on when applications opened the device.
  const links = text
    .replaceAll(/(heartbt transns[\n\\] +(?:0 +){4})\d+ /g, '$1N ')
    .replaceAll(/("carrier_changes": ?)\d+/g, '$1N');
  return {stdout: links, stderr, rc};
}

/** The kernel lists neighbours in the order of a hash. */
function withoutOrder(row: Omit<Row, 'cmd'>): Omit<Row, 'cmd'> {
  return {...row, stdout: row.stdout.split('\n').sort().join('\n')};
}

/** Devices that an application opened ahead of a row; `null`: it closed it. */
const OPENED: Readonly<Record<string, Readonly<Record<number, string | null>>>> = {
  tunctl: {38: 'tap6', 40: null},
};

async function hold(bench: CommandBench, ifname: string): Promise<() => void> {
  // Only a device that was up has a node.
  for (const up of [true, false]) await bench.lab.configureInterface({host: 'local', ifname, up});
  const node = bench.engine
    .host('local')
    .device(ifname)
    .open({ready: () => false, take: () => undefined});
  return () => node.close();
}

test.each(Object.entries(TRANSCRIPTS))('%s', {timeout: 60_000}, async (name, six) => {
  const bench = new CommandBench();
  if (!six) await bench.lab.configureInterface({host: 'local', ifname: 'lo', remove: ['::1']});
  await bench.output('host set local personality linux');
  const rows = transcript(name);
  const known = new Map(
    Object.entries(differences()[name] ?? {}).flatMap(([reason, places]) => places.map((place) => [place, reason])),
  );
  const told = (row: Omit<Row, 'cmd'>) => (name === 'ip-neighbour' ? withoutOrder(essence(row)) : essence(row));
  let matched = 0;
  let close: () => void = () => undefined;
  for (const [place, row] of rows.entries()) {
    const held = OPENED[name]?.[place];
    if (held === null) close();
    else if (held !== undefined) close = await hold(bench, held);
    const {stdout, stderr, status} = await bench.run(shellWords(row.cmd), {timePasses: false});
    const where = {row: `${place}: ${row.cmd}`};
    const [real, ours] = [
      {...where, ...told(row)},
      {...where, ...told({stdout, stderr, rc: status})},
    ];
    // A row that has become the same is to be taken out of the table.
    if (known.has(place)) expect(ours).not.toEqual(real);
    else {
      expect(ours).toEqual(real);
      matched++;
    }
  }
  expect(matched + known.size).toBe(rows.length);
});
