/** Words that command lines are made of: those of the grammars, values of every kind, and noise. */
import {PING_PACKET} from '../packet/golden.ts';
import type {Draw} from './draw.ts';

const INTERFACES = [
  'tun0',
  'tun/0',
  'tun1',
  'tap0',
  'lo',
  'lo0',
  'loop',
  'eth0',
  'em0',
  'eth1',
  'br0',
  'tun7',
  'eth0:1',
];
const ADDRESSES = [
  '10.10.10.10',
  '10.10.10.8',
  '10.0.0.1',
  '10.0.0.2',
  '10.0.0.255',
  '127.0.0.1',
  '0.0.0.0',
  '255.255.255.255',
  '224.0.0.1',
  '192.0.2.1',
  '::1',
  '::',
  'fe80::1',
  'fe80::1%eth0',
  '2001:db8::2',
  '2001:db8::9',
  'ff02::1%tun0',
  '::ffff:10.0.0.1',
  'default',
  'far',
  'localhost',
];
const PREFIXES = [
  '10.0.0.0/8',
  '10.8.0.2/24',
  '10.10.10.8/32',
  '0.0.0.0/0',
  '192.0.2.0/25',
  '2001:db8:2::/48',
  '::/0',
  'fd00::1/128',
];
const MASKS = ['255.255.255.0', '255.0.0.0', '255.255.255.255', '0xffffff00', '255.0.255.0', '0'];
const NUMBERS = [
  '0',
  '1',
  '2',
  '7',
  '64',
  '68',
  '255',
  '256',
  '1280',
  '1400',
  '1500',
  '65507',
  '65535',
  '65536',
  '0x10',
  '0.2',
  '1e3',
  '-1',
];
const STATIONS = ['02:00:00:00:00:07', '01:00:5e:00:00:01', 'ff:ff:ff:ff:ff:ff'];
const NAMES = ['local', 'far', 'lan', 'one', 'far:eth0', 'local:eth1', 'root', 'google.com'];

/** By the kind that the grammar of completion names. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  '<interface>': INTERFACES,
  '<device>': ['tun0', 'tun1', 'tap0', 'tun/0', 'eth0'],
  '<bridge>': ['br0', 'bridge0', 'br1'],
  '<host>': ['local', 'far', 'one'],
  '<wire>': ['lan', 'back'],
  '<end>': ['local:eth0', 'far:eth0', 'one:eth0'],
  '<lab>': ['default'],
  '<address>': ADDRESSES,
  '<destination>': ADDRESSES,
  '<udp-port>': ['7', '5000', '65535'],
  '<sysctl>': ['net.inet.ip.forwarding=1', 'net.ipv4.ip_forward=0', 'net.inet.nothing=1'],
};
const VALUES = [INTERFACES, ADDRESSES, PREFIXES, MASKS, NUMBERS, STATIONS, NAMES, [PING_PACKET, '45', '00ff']];

const NOISE = [
  '',
  ' ',
  '-',
  '--',
  '-x',
  '--nonsense',
  '--=',
  '--json=yes',
  '=',
  'a=b',
  '/',
  '..',
  '%',
  '%s%n',
  '::%',
  '10.0.0',
  '10.0.0.0.1',
  '999.1.1.1',
  '1:2:3',
  '10.0.0.0/33',
  '2001:db8::/129',
  '4294967296',
  '99999999999999999999',
  '1e309',
  '-0',
  '0x',
  '1\n2',
  'tab\there',
  '\u0000',
  '\u001b[31m',
  '\u007f',
  'ü',
  '🦊',
  '\ud800',
  "'",
  '"',
  '\\',
  '$(reboot)',
  '`',
  '*',
  'constructor',
  '__proto__',
  'toString',
  'up',
  'x'.repeat(70),
  'x'.repeat(5000),
];

export function anyValue(draw: Draw): string {
  return draw.of(draw.of(VALUES));
}

/** A name of that kind, or the word itself where it is one. */
export function ofKind(word: string, draw: Draw): string {
  if (!/^[<:]/.test(word)) return word;
  return draw.of(KINDS[word] ?? NAMES);
}

export function noise(draw: Draw): string {
  return draw.of(NOISE);
}

/** The word with a character gone, doubled, or another in its place. */
export function garbled(word: string, draw: Draw): string {
  const place = draw.below(word.length + 1);
  const [before, behind] = [word.slice(0, place), word.slice(place)];
  return draw.of([
    before + behind.slice(1),
    before + behind.slice(0, 1) + behind,
    `${before}${noise(draw).slice(0, 1)}${behind.slice(1)}`,
  ]);
}
