import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
  DHCP_OPTION,
  DHCP_TYPES,
  type DhcpMessage,
  type DhcpOptions,
  dhcpFault,
  emitDhcp,
  parseDhcp,
} from '../../src/packet/dhcp.ts';
import {hex} from './golden.ts';

/** An acknowledgement as libslirp 4.7 sent it: 10.0.2.15/24, router 10.0.2.2, resolver 10.0.2.3, a day. */
const SLIRP_ACK = (options: string) =>
  hex(
    '0201 0600 2a2a2a2a 0000 0000 00000000 0a00020f 0a000202 00000000 020000000001' +
      '00'.repeat(10 + 64 + 128) +
      '63825363' +
      options,
  );
const ACK = '350105 36040a000202 0104ffffff00 03040a000202 06040a000203 330400015180 ff';

const OFFERED: DhcpMessage = {
  operation: 'reply',
  transaction: 0x2a2a_2a2a,
  seconds: 0,
  broadcast: false,
  client: 0,
  yours: 0x0a00_020f,
  nextServer: 0x0a00_0202,
  relay: 0,
  hardwareAddress: 0x0200_0000_0001,
  options: {
    type: 'ack',
    server: 0x0a00_0202,
    mask: 0xffff_ff00,
    routers: [0x0a00_0202],
    nameservers: [0x0a00_0203],
    lease: 86_400,
  },
};

const anyAddress = fc.nat(0xffff_ffff);
const addresses = fc.array(anyAddress, {minLength: 1, maxLength: 80});
const word = fc.stringMatching(/^[\x20-\x7e]{1,200}$/);
const anyOptions: fc.Arbitrary<DhcpOptions> = fc.record(
  {
    type: fc.constantFrom(...DHCP_TYPES),
    mask: anyAddress,
    routers: addresses,
    nameservers: addresses,
    hostName: word,
    domain: word,
    mtu: fc.nat(0xffff),
    broadcast: anyAddress,
    requested: anyAddress,
    lease: anyAddress,
    server: anyAddress,
    parameters: fc.array(fc.nat(255), {minLength: 1, maxLength: 300}),
    message: word,
    maximumSize: fc.nat(0xffff),
    renewal: anyAddress,
    rebinding: anyAddress,
  },
  {requiredKeys: ['type']},
);
const anyMessage: fc.Arbitrary<DhcpMessage> = fc.record({
  operation: fc.constantFrom('request', 'reply'),
  transaction: anyAddress,
  seconds: fc.nat(0xffff),
  broadcast: fc.boolean(),
  client: anyAddress,
  yours: anyAddress,
  nextServer: anyAddress,
  relay: anyAddress,
  hardwareAddress: fc.nat(2 ** 48 - 1),
  options: anyOptions,
});

describe('a message of DHCP', () => {
  test('is read as a server sends it', () => {
    expect(parseDhcp(SLIRP_ACK(ACK))).toEqual(OFFERED);
  });

  test('is written with at least the 300 octets that old servers want', () => {
    const octets = emitDhcp(OFFERED);
    expect(octets).toHaveLength(300);
    expect(octets.subarray(0, 240)).toEqual(SLIRP_ACK('').subarray(0, 240));
    const options = '350105 36040a000202 330400015180 0104ffffff00 03040a000202 06040a000203 ff';
    expect(octets.subarray(240)).toEqual(hex(options + '00'.repeat(26)));
  });

  test('parse undoes emit', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        expect(parseDhcp(emitDhcp(message))).toEqual(message);
      }),
    );
  });

  test.each([
    ['padding between options', `350105 00 00 00 36040a000202 ff`, {type: 'ack', server: 0x0a00_0202}],
    ['no end', `350105`, {type: 'ack'}],
    ['an option nobody knows', `350105 fe03010203 ff`, {type: 'ack'}],
    ['an option in two parts', `350105 0602 0a00 0602 0203 ff`, {type: 'ack', nameservers: [0x0a00_0203]}],
    ['a text with a zero octet behind it', `350105 0f04 6c616e00 ff`, {type: 'ack', domain: 'lan'}],
    ['a text that can not be shown', `350105 0f03 611b62 ff`, {type: 'ack'}],
    ['what stands behind the end', `350105 ff 3301`, {type: 'ack'}],
  ])('may have %s', (_what, options, expected) => {
    expect(parseDhcp(SLIRP_ACK(options)).options).toEqual(expected);
  });

  test('has options in its fields for a file and a name, where it says so', () => {
    const octets = SLIRP_ACK('350105 340103 ff');
    octets.set(hex('1a02 0500 ff'), 108);
    octets.set(hex('3304 00000e10 ff'), 44);
    expect(parseDhcp(octets).options).toEqual({type: 'ack', mtu: 1280, lease: 3600});
    expect(parseDhcp(SLIRP_ACK('350105 ff')).options).toEqual({type: 'ack'});
  });
});

describe('what is none', () => {
  const whole = SLIRP_ACK(ACK);
  const changed = (at: number, octet: number): Uint8Array => whole.with(at, octet);
  test.each([
    ['nothing', new Uint8Array(), 'truncated'],
    ['a header cut short', whole.subarray(0, 239), 'truncated'],
    ['another operation', changed(0, 3), 'bad-operation'],
    ['another kind of hardware', changed(1, 6), 'not-ethernet'],
    ['a longer hardware address', changed(2, 16), 'not-ethernet'],
    ['BOOTP alone', changed(236, 0), 'bad-cookie'],
    ['an option past the end', SLIRP_ACK('350105 3304 0000'), 'option-past-the-end'],
    ['an option without a length', SLIRP_ACK('350105 33'), 'option-past-the-end'],
    ['a mask of 3 octets', SLIRP_ACK('350105 0103 ffffff ff'), 'bad-option'],
    ['an address of 5 octets', SLIRP_ACK('350105 0305 0a000202 00 ff'), 'bad-option'],
    ['no address at all', SLIRP_ACK('350105 0600 ff'), 'bad-option'],
    ['a type nobody knows', SLIRP_ACK('350109 ff'), 'bad-option'],
    ['no type', SLIRP_ACK('330400015180 ff'), 'no-message-type'],
  ])('%s is refused', (_what, octets, fault) => {
    expect(dhcpFault(octets)).toBe(fault);
    expect(() => parseDhcp(octets)).toThrow(
      expect.objectContaining({code: 'EMALFORMED', message: `dhcp: ${fault.replaceAll('-', ' ')}`}),
    );
  });

  test('any octets behind a header are options, or are refused with a reason', () => {
    const known = fc.constantFrom(...Object.values(DHCP_OPTION));
    const option = fc
      .tuple(known, fc.uint8Array({maxLength: 9}))
      .map(([code, octets]) => [code, octets.length, ...octets]);
    const anyArea = fc.oneof(
      fc.uint8Array({maxLength: 80}),
      fc.array(option, {maxLength: 12}).map((options) => Uint8Array.from(options.flat())),
    );
    fc.assert(
      fc.property(anyArea, fc.uint8Array({maxLength: 60}), (area, inFields) => {
        const octets = Uint8Array.from([...whole.subarray(0, 240), ...area]);
        octets.set(inFields, 44);
        const fault = dhcpFault(octets);
        if (fault) expect(() => parseDhcp(octets)).toThrow(expect.objectContaining({code: 'EMALFORMED'}));
        else expect(parseDhcp(emitDhcp(parseDhcp(octets))).options).toEqual(parseDhcp(octets).options);
      }),
    );
  });

  test('any octets at all are a message, or are refused with a reason', () => {
    fc.assert(
      fc.property(fc.uint8Array({maxLength: 700}), (octets) => {
        if (dhcpFault(octets)) expect(() => parseDhcp(octets)).toThrow(expect.objectContaining({code: 'EMALFORMED'}));
        else parseDhcp(octets);
      }),
    );
  });
});
