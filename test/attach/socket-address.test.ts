import {expect, test} from 'vitest';
import {readSocketAddress} from '../../src/attach/socket-address.ts';

test.each([
  ['./tun0.sock', {path: './tun0.sock'}],
  ['/run/a:1', {path: '/run/a:1'}],
  ['4444', {host: '127.0.0.1', port: 4444}],
  [':4444', {host: '127.0.0.1', port: 4444}],
  ['10.0.0.1:0', {host: '10.0.0.1', port: 0}],
  ['[::1]:65535', {host: '::1', port: 65535}],
])('%s', (text, address) => expect(readSocketAddress(text)).toEqual(address));

test.each(['', 'here', '1.2.3.4:', ':65536', '-1', '1.2.3.4:port'])('%j is none', (text) =>
  expect(() => readSocketAddress(text)).toThrow(/is neither the path of a socket/),
);
