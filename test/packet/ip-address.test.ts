import {expect, test} from 'vitest';
import {formatIp, isIpv6, isMulticastIp, parseIp} from '../../src/packet/ip-address.ts';

test.each([
  ['10.0.0.1', 0x0a00_0001, false, false],
  ['224.0.0.1', 0xe000_0001, false, true],
  ['::1', 1n, true, false],
  ['ff02::1', 0xff02n * 2n ** 112n + 1n, true, true],
  ['::ffff:10.0.0.1', 0xffff_0a00_0001n, true, false],
])('%s is told apart by its type', (text, address, isSix, isGroup) => {
  expect(parseIp(text)).toBe(address);
  expect(formatIp(address)).toBe(text);
  expect(isIpv6(address)).toBe(isSix);
  expect(isMulticastIp(address)).toBe(isGroup);
});

test.each(['', '10.0.0', '10.0.0.01', ':', '1::2::3', 'localhost'])('%j is no address', (text) => {
  expect(parseIp(text)).toBeUndefined();
});
