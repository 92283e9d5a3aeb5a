import {expect, test} from 'vitest';
import type {NeighbourState} from '../../../src/api/schema/host.ts';
import {neighbourLine, timeOfDay} from '../../../src/cli/personality/bsd/ndp-text.ts';

const UNKNOWN: NeighbourState = {dst: '2001:db8::2', dev: 'eth0', state: 'reachable', proxy: false, router: false};
const NEIGHBOUR = {...UNKNOWN, lladdr: '02:00:00:00:00:0B', expires: 29_400};

test.each([
  ['reachable', 29_400, '30s       R'],
  ['stale', 86_400_000, '1d0h0m0s  S'],
  ['stale', 90_061_000, '1d1h1m1s  S'],
  ['stale', 3_600_000, '1h0m0s    S'],
  ['delay', 61_000, '1m1s      D'],
  ['probe', 1, '1s        P'],
  ['incomplete', 1000, '1s        I'],
  ['failed', undefined, 'expired   F'],
  ['permanent', undefined, 'permanent R'],
  // Ten letters have no room.
  ['stale', 1_003_599_000, '11d14h46m S'],
] as const)('%s for %s ms', (state, expires, words) => {
  const neighbour = {...UNKNOWN, lladdr: '02:00:00:00:00:0B', state, ...(expires !== undefined && {expires})};
  expect(neighbourLine(neighbour, '2001:db8::2', 'em0')).toBe(
    `2001:db8::2                          02:00:00:00:00:0b    em0 ${words} \n`,
  );
});

test('a router, one that is answered for, and one whose station nobody knows', () => {
  expect(neighbourLine({...UNKNOWN, expires: 29_400, router: true, proxy: true}, 'fe80::7%em0', 'em0')).toBe(
    'fe80::7%em0                          (incomplete)         em0 30s       R Rp\n',
  );
});

test('an address that is too long takes its room from the columns behind it', () => {
  const address = '2001:db8:1111:2222:3333:4444:5555:6666';
  expect(neighbourLine(NEIGHBOUR, address, 'em0')).toBe(`${address} 02:00:00:00:00:0b  em0 30s       R \n`);
  const longer = 'fe80::1111:2222:3333:4444%bridge1234567890';
  expect(neighbourLine(NEIGHBOUR, longer, 'bridge1234567890')).toBe(
    `${longer} 02:00:00:00:00:0b bridge1234567890 30s       R \n`,
  );
});

test('the time of day', () => {
  expect(timeOfDay(1_686_024_960_359.008)).toBe('04:16:00.359008');
});
