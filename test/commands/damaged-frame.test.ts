/** The frame of the report with one octet missing, or one bit wrong: accounted for, each of them. */
import {expect, test} from 'vitest';
import type {DeviceState} from '../../src/api/schema/device.ts';
import type {InterfaceState} from '../../src/api/schema/interface.ts';
import {PING_FRAME, hex} from '../packet/golden.ts';
import {benchWithTunnel, type CommandBench} from './command-context.ts';

/** How many frames the interface received, dropped or found wrong, and how many its node refused. */
async function accounted(bench: CommandBench): Promise<{interface: number; refused: number}> {
  const {rx} = (await bench.json<InterfaceState>('ifconfig tun0')).stats64;
  const {refused} = await bench.json<DeviceState>('tunctl show tun0');
  const sum = (counts: Readonly<Record<string, number>>) =>
    Object.values(counts).reduce((all, count) => all + count, 0);
  return {interface: rx.packets + sum(rx.drop_reasons), refused: sum(refused)};
}

async function check(frames: readonly Uint8Array[]): Promise<void> {
  const bench = await benchWithTunnel();
  await bench.output('tunctl set tun0 link-header ethernet');
  for (const frame of frames) {
    const before = await accounted(bench);
    const text = Buffer.from(frame).toString('hex');
    const {status, stderr} = await bench.run(['tunctl', 'write', 'tun0', text]);
    const after = await accounted(bench);
    expect(after.interface, text).toBeGreaterThan(before.interface);
    expect(after.refused - before.refused, text).toBe(status);
    expect(stderr, text).toMatch(status === 0 ? /^$/ : /^tunctl: tun0: packet refused: [^\n]+\n$/);
  }
  const {status} = await bench.run(['tunctl', 'write', 'tun0', PING_FRAME]);
  expect(status).toBe(0);
}

const FRAME = hex(PING_FRAME);

test('any octet cut off', async () => {
  await check(Array.from(FRAME, (_, place) => FRAME.filter((_octet, other) => other !== place)));
});

test('any bit flipped', async () => {
  const flipped = (bit: number) => FRAME.map((octet, place) => (place === bit >> 3 ? octet ^ (1 << (bit & 7)) : octet));
  await check(Array.from({length: FRAME.length * 8}, (_, bit) => flipped(bit)));
});
