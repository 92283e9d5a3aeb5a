import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {Check} from 'typebox/schema';
import {Condition} from '../../../src/api/schema/wait.ts';
import {CONDITIONS, parseCondition, readPatience} from '../../../src/cli/grammar/wait-for.ts';
import {NetworkError} from '../../../src/errors.ts';

describe('what is waited for', () => {
  test.each([
    [['route', '10.0.0.0/8'], {kind: 'route', dst: '10.0.0.0/8'}],
    [
      ['route', 'default', 'dev', 'tun/0', 'gw', '10.0.0.1'],
      {kind: 'route', dst: 'default', dev: 'tun0', gateway: '10.0.0.1'},
    ],
    [['route', '2001:db8::/32', 'gone'], {kind: 'route', dst: '2001:db8::/32', gone: true}],
    [['link', 'em0', 'up'], {kind: 'link', ifname: 'eth0', state: 'up'}],
    [['address', 'tun0', '10.8.0.2'], {kind: 'address', ifname: 'tun0', local: '10.8.0.2'}],
    [
      ['queue', 'tun0', 'application', '>= 3'],
      {kind: 'queue', ifname: 'tun0', queue: 'application', comparison: '>=', packets: 3},
    ],
    [
      ['queue', 'tun0', 'interface', '==0'],
      {kind: 'queue', ifname: 'tun0', queue: 'interface', comparison: '=', packets: 0},
    ],
    [
      ['queue', 'tun0', 'interface', '<', '2'],
      {kind: 'queue', ifname: 'tun0', queue: 'interface', comparison: '<', packets: 2},
    ],
    [['node', 'tun0', 'closed'], {kind: 'node', ifname: 'tun0', state: 'closed'}],
    [['neighbor', '10.0.0.1', 'reachable'], {kind: 'neighbour', dst: '10.0.0.1', state: 'reachable'}],
    [['neighbour', 'fe80::1', 'dev', 'eth0', 'gone'], {kind: 'neighbour', dst: 'fe80::1', dev: 'eth0', state: 'gone'}],
    [['interface', 'tun0'], {kind: 'interface', ifname: 'tun0'}],
    [['idle'], {kind: 'idle'}],
  ])('%j', (words, condition) => {
    expect(parseCondition(words)).toEqual(condition);
    expect(Check(Condition, condition)).toBe(true);
  });

  test.each([
    [[], 'say what to wait for: route, link,'],
    [['rain'], '"rain" is nothing to wait for; there is: route, link,'],
    [['constructor'], '"constructor" is nothing to wait for'],
    [['route'], 'a destination is missing: wait-for route 10.0.0.0/8'],
    [['route', 'nowhere'], '"nowhere" is not a destination'],
    [['route', 'default', 'by', 'tun0'], '"by" is not understood here: wait-for route'],
    [['link', 'eth0'], 'up or down is missing: wait-for link eth0 up|down'],
    [['link', 'eth0', 'sideways'], '"sideways" is none of up, down: wait-for link'],
    [['address', 'tun0', '10.8.0'], '"10.8.0" is not an IP address: wait-for address'],
    [['queue', 'tun0', 'middle', '>1'], '"middle" is not a queue: application'],
    [['queue', 'tun0', 'application'], `how many packets is missing: write it as one word in quotes, such as '>= 3'`],
    [['queue', 'tun0', 'application', '3'], `"3" does not say how many packets: write it as one word in quotes`],
    [['queue', 'tun0', 'application', '>= 70000'], '">= 70000" does not say how many packets'],
    [['idle', 'now'], '"now" is not understood here: wait-for idle'],
    [['interface', 'tun0', 'gone', 'gone'], '"gone" is not understood here'],
  ])('%j is refused with how it is written', (words, message) => {
    expect(() => parseCondition(words)).toThrow(
      expect.objectContaining({code: 'EUSAGE', message: expect.stringContaining(message) as string}),
    );
  });

  test('any words are understood, or refused in one line', () => {
    const known = Object.values(CONDITIONS).flatMap((form) => form.split(/[ |']/));
    const word = fc.oneof(fc.constantFrom(...known), fc.string({unit: 'binary', maxLength: 6}));
    fc.assert(
      fc.property(fc.array(word, {maxLength: 6}), (words) => {
        try {
          expect(Check(Condition, parseCondition(words))).toBe(true);
        } catch (reason) {
          if (!(reason instanceof NetworkError)) throw reason;
          expect(reason.code).toBe('EUSAGE');
          expect(reason.message).not.toContain('\n');
        }
      }),
    );
  });

  test.each([
    ['5', 5],
    ['500ms', 0.5],
    ['1.5min', 90],
    ['0', 0],
  ])('%s is %d s', (text, seconds) => {
    expect(readPatience(text)).toBe(seconds);
  });

  test.each(['', '-1', 'soon', '1 s', '99999h'])('%j is no time', (text) => {
    expect(() => readPatience(text)).toThrow('is no time to wait: seconds, or a number with its unit');
  });
});
