/** What iproute2's `ip` and uml-utilities' `tunctl` printed, command by command, and what they print on a host of a lab. */
import {expect, test} from 'vitest';
import {CommandBench} from '../../../commands/command-context.ts';
import {asRecorded} from '../scenarios.ts';
import {type Row, rowsOf, shellWords} from '../transcript.ts';

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

/** What a row says, without what differs from run to run. */
function essence({stdout, stderr, rc}: Omit<Row, 'cmd'>): Omit<Row, 'cmd'> {
  // How often a link came and went depends on when applications opened the device.
  const links = stdout
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
  await asRecorded(bench);
  const told = (row: Omit<Row, 'cmd'>) => (name === 'ip-neighbour' ? withoutOrder(essence(row)) : essence(row));
  let close: () => void = () => undefined;
  for (const [place, {ours}] of rowsOf(name).entries()) {
    const held = OPENED[name]?.[place];
    if (held === null) close();
    else if (held !== undefined) close = await hold(bench, held);
    const {stdout, stderr, status} = await bench.run(shellWords(ours.cmd), {timePasses: false});
    const row = `${place}: ${ours.cmd}`;
    expect({row, ...told({stdout, stderr, rc: status})}).toEqual({row, ...told(ours)});
  }
});
