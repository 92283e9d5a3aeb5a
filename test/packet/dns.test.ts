import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {DNS_TYPE, emitDnsQuestion, isDomainName, parseDnsAnswer, readDnsAnswer} from '../../src/packet/dns.ts';
import {hex, ip6} from './golden.ts';

const QUESTION = '04 68 6f 73 74 07 65 78 61 6d 70 6c 65 00 0001 0001';
/** An answer of so many records to the question for host.example's IPv4 address, which begins at octet 12. */
const answer = (records: string, count = 1, flags = '8180') =>
  hex(`1234 ${flags} 0001 000${count} 0000 0000 ${QUESTION} ${records}`);
const A = (owner: string) => `${owner} 0001 0001 00000e10 0004 c0000207`;

describe('a question', () => {
  test('is these octets', () => {
    expect(emitDnsQuestion(0x1234, {name: 'host.example.', type: DNS_TYPE.a})).toEqual(
      hex(`1234 0100 0001 0000 0000 0000 ${QUESTION}`),
    );
  });

  test.each(['a', 'host.example', 'host.example.', '_dns.x-y.org', '1.2.example', 'a'.repeat(63)])(
    '%s can be asked for',
    (name) => {
      expect(isDomainName(name)).toBe(true);
    },
  );

  test.each(['', '.', 'a..b', '-a.b', 'a-.b', 'a b', 'ä.example', 'a'.repeat(64), `${'a.'.repeat(127)}a`])(
    '%j can not',
    (name) => {
      expect(isDomainName(name)).toBe(false);
    },
  );
});

describe('an answer', () => {
  test.each([
    ['an address', answer(A('c00c')), [{name: 'host.example', data: {address: 0xc000_0207}}]],
    [
      'an IPv6 address',
      answer('c00c 001c 0001 00000e10 0010 20010db8000000000000000000000007'),
      [{name: 'host.example', data: {address: ip6('2001:db8::7')}}],
    ],
    [
      'another name, and its address; capitals do not count',
      answer(`c00c 0005 0001 00000e10 0006 03 57 57 57 c011 ${A('03 77 77 77 c011')}`, 2),
      [
        {name: 'host.example', data: {alias: 'www.example'}},
        {name: 'www.example', data: {address: 0xc000_0207}},
      ],
    ],
    ['a record of another type', answer('c00c 0010 0001 00000e10 0003 02 68 69'), []],
    ['a record of another class', answer('c00c 0001 0003 00000e10 0002 0000'), []],
    ['no record', answer('', 0), []],
  ])('with %s', (_what, octets, records) => {
    const read = parseDnsAnswer(octets);
    expect(read).toMatchObject({id: 0x1234, rcode: 0, truncated: false, records});
    expect(read.question).toEqual({name: 'host.example', type: DNS_TYPE.a});
  });

  test('says when there is no such name, and when it is cut off, in the midst of a record perhaps', () => {
    expect(parseDnsAnswer(answer('', 0, '8183')).rcode).toBe(3);
    expect(parseDnsAnswer(answer(`${A('c00c')} c00c 0001`, 2, '8380'))).toMatchObject({truncated: true, records: [{}]});
  });

  test.each([
    ['nothing', new Uint8Array(), 'truncated'],
    ['a question', emitDnsQuestion(1, {name: 'a', type: 1}), 'no-response'],
    ['two questions', hex(`1234 8180 0002 0000 0000 0000 ${QUESTION} ${QUESTION}`), 'not-one-question'],
    ['no room for its question', hex('1234 8180 0001 0000 0000 0000 01 61 00 00'), 'truncated'],
    ['more records than there are', answer(A('c00c'), 2), 'bad-name'],
    ['more records than anybody has', hex(`1234 8180 0001 ffff 0000 0000 ${QUESTION}`), 'too-many-records'],
    ['a record cut short', answer('c00c 0001 0001 00000e10 0004 c00002'), 'truncated'],
    ['an address of three octets', answer('c00c 0001 0001 00000e10 0003 c00002'), 'bad-record'],
    ['an alias that ends before its record', answer('c00c 0005 0001 00000e10 0003 c011 00'), 'bad-record'],
    ['a name that leads to itself', answer(A('c01e')), 'bad-name'],
    ['a name that leads ahead', answer(A('c030')), 'bad-name'],
    ['two names that lead to each other', answer(`c00c 0010 0001 00000e10 0004 c02c c02a ${A('c02a')}`, 2), 'bad-name'],
    ['a label of a kind nobody knows', answer(A('80 0c')), 'bad-name'],
  ])('with %s is none', (_what, octets, fault) => {
    expect(readDnsAnswer(octets)).toBe(fault);
    expect(() => parseDnsAnswer(octets)).toThrow(expect.objectContaining({code: 'EMALFORMED'}));
  });

  test('any octets are an answer, or are refused with a reason', () => {
    const piece = fc.oneof(
      fc.constantFrom([0xc0, 0x0c], [0xc0, 0x10], [0xc0, 0x1e], [0], [0, 1, 0, 1], [0, 5, 0, 1], [0, 0, 0, 9, 0, 4]),
      fc.uint8Array({maxLength: 6}).map((octets) => [...octets]),
    );
    fc.assert(
      fc.property(fc.array(piece, {maxLength: 40}), fc.nat(9), (pieces, count) => {
        const head = answer('', 0).with(7, count);
        const octets = Uint8Array.from([...head, ...pieces.flat()]);
        const read = readDnsAnswer(octets);
        if (typeof read === 'string') expect(() => parseDnsAnswer(octets)).toThrow(/^dns: /);
        else expect(read.records.length).toBeLessThanOrEqual(count);
      }),
      {numRuns: 2000},
    );
    fc.assert(fc.property(fc.uint8Array({maxLength: 80}), (octets) => void readDnsAnswer(octets)));
  });
});
