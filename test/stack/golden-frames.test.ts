/**
 * What becomes of seventy frames, of all that is left of each when its end is missing, and of each with one bit flipped,
 * as test/fixtures/frame-outcomes.txt has it. TUNLAB_WRITE_FIXTURES=1 writes that file anew: to be read before it is kept.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {ANY} from '../../src/packet/address.ts';
import {stationUnderTest, STATION} from '../lab/network-under-test.ts';
import {STATION6, linkLocalOf} from '../lab/network6-under-test.ts';
import {configureInterface} from '../../src/stack/configure.ts';
import {toHex} from '../../src/packet/hex.ts';
import {type GoldenFrame, OPEN, goldenFrames} from './golden-frames.ts';
import {explained, total} from './host-under-test.ts';

const FIXTURE = new URL('../fixtures/frame-outcomes.txt', import.meta.url);

/** A host that the peer of both versions of IP is known to. */
function hostOf({ipv6}: {ipv6: boolean}) {
  const station = stationUnderTest();
  const {host, iface, link, probe} = station;
  link.arp.neighbours.setPermanent(STATION.peer, STATION.peerMac, false);
  if (!ipv6) return station;
  host.settings.duplicateDetection = false;
  configureInterface(host, iface, {ipv6: {set: [{local: STATION6.own}]}});
  for (const address of [STATION6.peer, STATION6.peerLink]) {
    link.discovery.neighbours.setPermanent(address, STATION.peerMac, false);
  }
  probe.taken();
  return station;
}

/** `passed`, `error` or `dropped`, why, and whether anything was sent because of it. */
function outcomeOf(frame: Uint8Array, ipv6: boolean): string {
  const {host, iface, probe} = hostOf({ipv6});
  let told = 0;
  host.udp.bind(ANY, OPEN.port, () => {
    told++;
    return 'taken';
  });
  host.echo.open(OPEN.identifier, () => told++);
  const before = total(iface.received);
  // A station's own NIC does not send what has not even a header.
  if (probe.send(frame) === 'dropped') return 'not sent';
  const {received} = iface;
  const {packets, errors, dropped, reasons} = received;
  if (total(received) - before !== 1) return `COUNTED ${total(received) - before} TIMES`;
  if (explained(received) < errors + dropped) return 'NO REASON';
  const word = [packets && 'passed', errors && 'error', dropped && 'dropped'].filter(Boolean).join(' ');
  return [word, ...reasons.keys(), told > 0 && 'delivered', probe.taken().length > 0 && 'answered']
    .filter(Boolean)
    .join(' ');
}

/** One line for each run of the same outcome: from where to where, both included. */
function runs(outcomes: readonly string[], place: (index: number) => string): string[] {
  const lines: string[] = [];
  for (let start = 0, end = 0; start < outcomes.length; start = end) {
    while (end < outcomes.length && outcomes[end] === outcomes[start]) end++;
    const range = end - start > 1 ? `${place(start)}-${place(end - 1)}` : place(start);
    lines.push(`    ${range}: ${outcomes[start]!}`);
  }
  return lines;
}

function section({name, frame, ipv6}: GoldenFrame): string {
  const truncated = Array.from(frame, (_, length) => outcomeOf(frame.subarray(0, length), ipv6));
  const flipped = Array.from({length: frame.length * 8}, (_, bit) => {
    const damaged = frame.slice();
    damaged[bit >>> 3]! ^= 0x80 >>> (bit & 7);
    return outcomeOf(damaged, ipv6);
  });
  return [
    `${name}: ${outcomeOf(frame, ipv6)}`,
    `  ${toHex(frame)}`,
    '  octets that are left:',
    ...runs(truncated, String),
    '  octet.bit that is flipped:',
    ...runs(flipped, (bit) => `${bit >>> 3}.${bit & 7}`),
    '',
  ].join('\n');
}

test('seventy frames, cut short anywhere and with any bit flipped, end as they always did', () => {
  const {iface} = stationUnderTest();
  const frames = goldenFrames(iface.hardwareAddress, linkLocalOf(iface));
  expect(frames.length).toBeGreaterThanOrEqual(70);
  const text = frames.map(section).join('\n');
  if (process.env['TUNLAB_WRITE_FIXTURES'] === '1') writeFileSync(FIXTURE, text);
  expect(text).not.toMatch(/COUNTED|NO REASON/);
  const expected = readFileSync(FIXTURE, 'utf8').split('\n');
  // Line by line, so that a difference is told where it is.
  for (const [index, line] of text.split('\n').entries()) {
    if (line !== expected[index]) expect(`${index + 1}: ${line}`).toBe(`${index + 1}: ${expected[index] ?? 'nothing'}`);
  }
  expect(text.split('\n').length).toBe(expected.length);
});
