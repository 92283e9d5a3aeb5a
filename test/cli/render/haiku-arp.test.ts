import {expect, test} from 'vitest';
import type {NeighbourState} from '../../../src/api/schema/host.ts';
import {renderArpCache} from '../../../src/cli/render/haiku-arp.ts';

const KNOWN = {dev: 'eth0', lladdr: '02:50:22:80:2D:1E', proxy: false, router: false} as const;

test('nobody is nothing', () => {
  expect(renderArpCache([], [])).toBe('');
});

test.each<[string, Omit<NeighbourState, 'dst'>]>([
  ['02:50:22:80:2d:1e  valid', {...KNOWN, state: 'reachable'}],
  ['02:50:22:80:2d:1e  valid', {...KNOWN, state: 'stale'}],
  ['02:50:22:80:2d:1e  valid', {...KNOWN, state: 'delay'}],
  ['02:50:22:80:2d:1e  valid', {...KNOWN, state: 'probe'}],
  ['02:50:22:80:2d:1e  publish valid', {...KNOWN, state: 'reachable', proxy: true}],
  ['02:50:22:80:2d:1e  permanent valid', {...KNOWN, state: 'permanent'}],
  ['02:50:22:80:2d:1e  permanent publish valid', {...KNOWN, state: 'permanent', proxy: true}],
  ['00:00:00:00:00:00', {dev: 'eth0', state: 'incomplete', proxy: false, router: false}],
  ['00:00:00:00:00:00  reject', {dev: 'eth0', state: 'failed', proxy: false, router: false}],
])('%s', (words, state) => {
  expect(renderArpCache([], [{dst: '10.0.0.2', ...state}])).toBe(`       10.0.0.2  ${words}\n`);
});

test('the own addresses come first', () => {
  const own = [{address: '192.168.100.200', lladdr: '02:00:00:00:00:01'}];
  expect(renderArpCache(own, [{dst: '10.0.0.2', ...KNOWN, state: 'reachable'}])).toBe(
    '192.168.100.200  02:00:00:00:00:01  permanent local valid\n       10.0.0.2  02:50:22:80:2d:1e  valid\n',
  );
});
