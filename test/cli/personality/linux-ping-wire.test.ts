/** The packets of iputils' ping, field by field, as an application behind a tun of Linux read them. */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {readUint16, readUint32} from '../../../src/packet/octets.ts';
import {CommandBench} from '../../commands/command-context.ts';

interface Row {
  readonly cmd: string;
  readonly packets: readonly string[];
}

const [, ...rows] = readFileSync(join(import.meta.dirname, '../../fixtures/linux/ping-wire.packets'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row);

/** Octets of a `struct timeval` in front of the data. */
const STAMP = 16;
/** Octets of IP options whose value is the time of day. */
const TIME_PLACES: Readonly<Record<string, number>> = {tsandaddr: 28, tsonly: 24};

test.each(rows)('$cmd', async ({cmd, packets}) => {
  const bench = new CommandBench();
  for (const line of [
    'host set local personality linux',
    'tunctl create tun0',
    'ifconfig tun0 10.9.0.1 pointopoint 10.9.0.2 mtu 1500',
    'route add -net 10.9.0.0/16 dev tun0',
    'ifconfig tun0 inet6 add fd00:9::1/64',
  ]) {
    await bench.output(line);
  }
  await bench.run(cmd);
  const {application} = bench.engine.host('local').device('tun0').queues;
  const ours = application.contents().map(({frame}) => Buffer.from(frame));
  const sent = ours.filter(isPing).map((frame) => frame.toString('hex'));
  expect(sent.map((hex, place) => fields(hex, packets[place] ?? '', cmd))).toEqual(
    packets.map((hex) => fields(hex, hex, cmd)),
  );
});

/** Neighbour discovery goes the same way. */
function isPing(packet: Buffer): boolean {
  return packet[0]! >>> 4 === 4 || packet[6] === 44 || packet[40] === 128;
}

/** What a packet says, without what differs from run to run. @param like says how much of it was kept */
function fields(hex: string, like: string, cmd: string): object {
  const kept = like.endsWith('...') ? hex.slice(0, like.length - 3) : hex;
  const bytes = Buffer.from(kept.replace('...', ''), 'hex');
  return bytes[0]! >>> 4 === 6 ? fields6(bytes, cmd) : fields4(bytes, cmd);
}

function fields4(bytes: Buffer, cmd: string): object {
  const headerLength = (bytes[0]! & 15) * 4;
  const options = Buffer.from(bytes.subarray(20, headerLength));
  const [, timestamps = ''] = /-T (\S+)/.exec(cmd) ?? [];
  const timeAt = TIME_PLACES[timestamps];
  if (timeAt !== undefined) options.fill(0, timeAt - 20, timeAt - 16);
  return {
    header: bytes[0],
    tos: bytes[1],
    length: readUint16(bytes, 2),
    numbered: readUint16(bytes, 4) !== 0,
    fragment: readUint16(bytes, 6).toString(16),
    ttl: bytes[8],
    protocol: bytes[9],
    source: readUint32(bytes, 12),
    destination: readUint32(bytes, 16),
    options: options.toString('hex'),
    ...((readUint16(bytes, 6) & 0x1fff) === 0
      ? message(bytes.subarray(headerLength), cmd)
      : {rest: bytes.toString('hex', 20)}),
  };
}

function fields6(bytes: Buffer, cmd: string): object {
  const fragment = bytes[6] === 44 ? bytes.toString('hex', 40, 44) : '';
  const start = fragment === '' ? 40 : 48;
  return {
    // A label that nobody asked for is made up by the kernel.
    word: (cmd.includes('-F') ? readUint32(bytes, 0) : readUint32(bytes, 0) & 0xfff0_0000).toString(16),
    length: readUint16(bytes, 4),
    next: bytes[6],
    hopLimit: bytes[7],
    addresses: bytes.toString('hex', 8, 40),
    fragment,
    ...(fragment === '' || /^....000/.test(fragment)
      ? message(bytes.subarray(start), cmd)
      : {rest: bytes.toString('hex', start)}),
  };
}

function message(bytes: Buffer, cmd: string): object {
  const data = bytes.subarray(8);
  return {
    type: bytes[0],
    code: bytes[1],
    identifier: cmd.includes('-e') ? readUint16(bytes, 4) : undefined,
    sequence: readUint16(bytes, 6),
    data: data.toString('hex', data.length < STAMP ? 0 : STAMP),
    // Seconds and microseconds: the upper half of each is 0.
    stamp: data.length < STAMP ? '' : `${data.toString('hex', 4, 8)} ${data.toString('hex', 12, 16)}`,
  };
}
