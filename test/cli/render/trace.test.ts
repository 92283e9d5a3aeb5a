import {expect, test} from 'vitest';
import {renderHop, renderTraceHeader} from '../../../src/cli/render/trace.ts';
import type {Probe} from '../../../src/cli/trace.ts';

const refused = (code: number): Probe => ({from: '10.0.0.1', rtt: 1, error: {type: 3, code}});

test.each<[string, Probe[], string]>([
  [
    'an address is named once',
    [
      {from: '10.0.0.1', rtt: 1},
      {from: '10.0.0.1', rtt: 2.5},
    ],
    ' 7  10.0.0.1  1.000 ms  2.500 ms',
  ],
  ['nobody answered', [{}, {}, {}], ' 7  * * *'],
  [
    'a star changes no address',
    [{}, {from: '10.0.0.1', rtt: 1}, {}, {from: '10.0.0.1', rtt: 2}],
    ' 7  * 10.0.0.1  1.000 ms *  2.000 ms',
  ],
  [
    'another address has a line of its own',
    [
      {from: '10.0.0.1', rtt: 1},
      {from: '10.0.0.2', rtt: 2},
    ],
    ' 7  10.0.0.1  1.000 ms\n    10.0.0.2  2.000 ms',
  ],
  ['a time that is not known', [{from: '10.0.0.1'}], ' 7  10.0.0.1  ?'],
  ['reasons', [0, 1, 2].map(refused), ' 7  10.0.0.1  1.000 ms !N  1.000 ms !H  1.000 ms !P'],
  ['more reasons', [4, 13, 99].map(refused), ' 7  10.0.0.1  1.000 ms !F  1.000 ms !X  1.000 ms !<99>'],
])('%s', (_what, probes, line) => {
  expect(renderHop({ttl: 7, target: '10.0.0.9', probes, reached: false})).toBe(line);
});

test('the first line tells the length of the packets as they are sent', () => {
  expect(renderTraceHeader('server', '10.0.0.9', {hops: 30, method: 'udp'})).toBe(
    'traceroute to server (10.0.0.9), 30 hops max, 40 byte packets',
  );
  expect(renderTraceHeader('server', '10.0.0.9', {hops: 64, method: 'icmp'})).toContain(' 48 byte packets');
});
