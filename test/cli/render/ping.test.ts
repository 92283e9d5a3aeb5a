import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {PingEvent} from '../../../src/api/schema/ping.ts';
import {pingExitStatus, renderPingEvent, renderPingSummary} from '../../../src/cli/render/ping.ts';
import {PingStatistics} from '../../../src/cli/render/ping-statistics.ts';

const START: PingEvent = {
  event: 'start',
  at: 0,
  destination: 'server',
  address: '10.10.10.8',
  size: 56,
  identifier: 1,
};

function sent(seq: number): PingEvent {
  return {event: 'sent', at: 0, seq, size: 56};
}

type Reply = Extract<PingEvent, {event: 'reply'}>;
type IcmpError = Extract<PingEvent, {event: 'icmp-error'}>;

function reply(change: Partial<Reply> = {}): Reply {
  return {
    event: 'reply',
    at: 0,
    seq: 0,
    from: '10.10.10.8',
    octets: 64,
    ttl: 254,
    rtt: 0.1234,
    duplicate: false,
    ...change,
  };
}

const QUOTED = '4500005429a300004001 3ab1 0a258102 0a258109 0800'.replaceAll(' ', '');

function icmpError(type: number, code: number, change: Partial<IcmpError> = {}): IcmpError {
  return {
    event: 'icmp-error',
    at: 0,
    seq: 0,
    from: '10.0.0.1',
    octets: 92,
    ttl: 64,
    type,
    code,
    quoted: QUOTED,
    ...change,
  };
}

function after(...events: PingEvent[]): PingStatistics {
  const statistics = new PingStatistics();
  for (const event of events) statistics.add(event);
  return statistics;
}

describe('one line an event', () => {
  test.each<[string, PingEvent, object]>([
    ['the header', START, {out: 'PING server (10.10.10.8): 56 data bytes'}],
    ['a request prints nothing', sent(0), {}],
    ['the end prints nothing', {event: 'end', at: 0, reason: 'count'}, {}],
    ['a reply', reply(), {out: '64 bytes from 10.10.10.8: icmp_seq=0 ttl=254 time=0.123 ms'}],
    [
      'a duplicate',
      reply({duplicate: true}),
      {out: '64 bytes from 10.10.10.8: icmp_seq=0 ttl=254 time=0.123 ms (DUP!)'},
    ],
    ['a reply too small for a time', reply({octets: 15}), {out: '15 bytes from 10.10.10.8: icmp_seq=0 ttl=254'}],
    ['the smallest with one', reply({octets: 16}), {out: '16 bytes from 10.10.10.8: icmp_seq=0 ttl=254 time=0.123 ms'}],
    [
      'a full queue',
      {event: 'send-failed', at: 0, seq: 576, code: 'ENOBUFS', message: 'the application queue of tun0 is full'},
      {err: 'ping: sendto: No buffer space available'},
    ],
    [
      'a failure Haiku has no words for',
      {event: 'send-failed', at: 0, seq: 0, code: 'EINTERNAL', message: 'that should not be'},
      {err: 'ping: sendto: that should not be'},
    ],
  ])('%s', (_what, event, lines) => {
    expect(renderPingEvent(event)).toEqual(lines);
  });

  test('a reply whose time is not known', () => {
    const late = reply({duplicate: true});
    delete late.rtt;
    expect(renderPingEvent(late)).toEqual({out: '64 bytes from 10.10.10.8: icmp_seq=0 ttl=254 (DUP!)'});
  });

  test('corrupted data is shown', () => {
    const data = Array.from({length: 26}, (_, index) => index.toString(16).padStart(2, '0')).join('');
    const event = reply({octets: 34, wrong: {offset: 8, expected: 0x18, found: 0x08, data}});
    expect(renderPingEvent(event).out?.split('\n')).toEqual([
      '34 bytes from 10.10.10.8: icmp_seq=0 ttl=254 time=0.123 ms',
      'wrong data byte #8 should be 0x18 but was 0x8',
      'cp:  0  1  2  3  4  5  6  7',
      '\t  8  9  a  b  c  d  e  f 10 11 12 13 14 15 16 17',
      '\t 18 19',
      'dp:  0  1  2  3  4  5  6  7',
      '\t  8  9  a  b  c  d  e  f 10 11 12 13 14 15 16 17',
      '\t 18 19',
    ]);
    expect(renderPingEvent(event, {size: 28, pattern: 'fe01'}).out?.split('\n')).toEqual([
      '34 bytes from 10.10.10.8: icmp_seq=0 ttl=254 time=0.123 ms',
      'wrong total length 54 instead of 56',
      'wrong data byte #8 should be 0x18 but was 0x8',
      'cp:  0  1  2  3  4  5  6  7',
      '\t  8  9  a  b  c  d  e  f 10 11 12 13 14 15 16 17',
      '\t 18 19',
      'dp:  0  1  2  3  4  5  6  7',
      '\t fe  1 fe  1 fe  1 fe  1 fe  1 fe  1 fe  1 fe  1',
      '\t fe  1 fe  1',
    ]);
  });
});

describe('ICMP errors', () => {
  test.each([
    [3, 0, 'Destination Net Unreachable'],
    [3, 1, 'Destination Host Unreachable'],
    [3, 2, 'Destination Protocol Unreachable'],
    [3, 3, 'Destination Port Unreachable'],
    [3, 4, 'frag needed and DF set (MTU 0)'],
    [3, 5, 'Source Route Failed'],
    [3, 6, 'Dest Unreachable, Bad Code: 6'],
    [3, 9, 'Dest Unreachable, Bad Code: 9'],
    [3, 13, 'Communication prohibited by filter'],
    [3, 15, 'Dest Unreachable, Bad Code: 15'],
    [4, 0, 'Source Quench'],
    [5, 0, 'Redirect Network'],
    [5, 1, 'Redirect Host'],
    [5, 2, 'Redirect Type of Service and Network'],
    [5, 3, 'Redirect Type of Service and Host'],
    [5, 4, 'Redirect, Bad Code: 4'],
    [8, 0, 'Echo Request'],
    [11, 0, 'Time to live exceeded'],
    [11, 1, 'Frag reassembly time exceeded'],
    [11, 2, 'Time exceeded, Bad Code: 2'],
    [12, 0, 'Parameter problem'],
    [42, 0, 'Bad ICMP type: 42'],
  ])('type %i code %i: %s', (type, code, text) => {
    expect(renderPingEvent(icmpError(type, code)).out?.split('\n')[0]).toBe(`92 bytes from 10.0.0.1: ${text}`);
  });

  test('the next hop says what it carries', () => {
    expect(renderPingEvent(icmpError(3, 4, {mtu: 1400})).out).toContain('frag needed and DF set (MTU 1400)\n');
  });

  test('the header that was quoted follows, and an empty line', () => {
    expect(renderPingEvent(icmpError(3, 3)).out).toBe(
      [
        '92 bytes from 10.0.0.1: Destination Port Unreachable',
        'Vr HL TOS  Len   ID Flg  off TTL Pro  cks         Src         Dst',
        ' 4  5  00 0054 29a3   0 0000  40  01 3ab1 10.37.129.2 10.37.129.9',
        '',
      ].join('\n'),
    );
  });

  test('IP options are dumped, flags and offset are apart', () => {
    const quoted = '46000054000160010101ffff0a0000010a000002 94040000 0800'.replaceAll(' ', '');
    expect(renderPingEvent(icmpError(11, 0, {quoted})).out?.split('\n')[2]).toBe(
      ' 4  6  00 0054 0001   3 0001  01  01 ffff 10.0.0.1 10.0.0.2 94040000',
    );
  });

  test('less than a header is not shown', () => {
    expect(renderPingEvent(icmpError(3, 1, {quoted: '4500'})).out).toBe(
      '92 bytes from 10.0.0.1: Destination Host Unreachable\n',
    );
  });

  test('any octets can be quoted', () => {
    fc.assert(
      fc.property(fc.uint8Array({maxLength: 80}), (octets) => {
        expect(renderPingEvent(icmpError(3, 1, {quoted: Buffer.from(octets).toString('hex')})).out).toMatch(/\n$/);
      }),
    );
  });
});

describe('the summary', () => {
  test('two requests, two replies', () => {
    const statistics = after(START, sent(0), reply({rtt: 1}), sent(1), reply({seq: 1, rtt: 3}));
    expect(renderPingSummary(statistics)).toBe(
      [
        '',
        '--- server ping statistics ---',
        '2 packets transmitted, 2 packets received, 0.0% packet loss',
        'round-trip min/avg/max/stddev = 1.000/2.000/3.000/1.000 ms',
      ].join('\n'),
    );
    expect(pingExitStatus(statistics.summary())).toBe(0);
  });

  test('no reply: no times, and exit status 2', () => {
    const statistics = after(START, sent(0), icmpError(3, 1), {event: 'end', at: 0, reason: 'wait'});
    expect(renderPingSummary(statistics)).toBe(
      '\n--- server ping statistics ---\n1 packets transmitted, 0 packets received, 100.0% packet loss',
    );
    expect(pingExitStatus(statistics.summary())).toBe(2);
  });

  test('duplicates are counted apart, and count for the times', () => {
    const statistics = after(START, sent(0), reply({rtt: 1}), reply({rtt: 2, duplicate: true}), sent(1), sent(2));
    expect(renderPingSummary(statistics)).toContain(
      '3 packets transmitted, 1 packets received, +1 duplicates, 66.7% packet loss\nround-trip min/avg/max/stddev = 1.000/1.500/2.000/0.500 ms',
    );
  });

  test('a request that could not be sent counts as transmitted, once', () => {
    const failed: PingEvent = {event: 'send-failed', at: 0, seq: 0, code: 'ENOBUFS', message: 'full'};
    expect(after(START, failed).summary().packets_transmitted).toBe(1);
    expect(after(START, sent(0), failed).summary().packets_transmitted).toBe(1);
  });

  test('replies too small for a time leave the times out', () => {
    expect(renderPingSummary(after(START, sent(0), reply({octets: 8})))).not.toContain('round-trip');
  });

  test('before anything was sent, nothing is lost', () => {
    expect(renderPingSummary(after(START))).toContain('0 packets transmitted, 0 packets received, 0.0% packet loss');
  });

  test('as JSON', () => {
    const statistics = after(START, sent(0), reply({rtt: 2}), sent(1), icmpError(11, 0));
    expect(statistics.summary()).toEqual({
      destination: 'server',
      destination_ip: '10.10.10.8',
      data_bytes: 56,
      packets_transmitted: 2,
      packets_received: 1,
      duplicates: 0,
      errors: 1,
      packet_loss_percent: 50,
      round_trip_ms_min: 2,
      round_trip_ms_avg: 2,
      round_trip_ms_max: 2,
      round_trip_ms_stddev: 0,
    });
    expect(after(START).summary()).toMatchObject({round_trip_ms_min: null, round_trip_ms_stddev: null});
  });

  test('times stay in order whatever the replies took', () => {
    fc.assert(
      fc.property(fc.array(fc.double({min: 0, max: 1e6, noNaN: true}), {minLength: 1, maxLength: 20}), (times) => {
        const summary = after(START, ...times.map((rtt, seq) => reply({seq, rtt}))).summary();
        const {
          round_trip_ms_min: min,
          round_trip_ms_avg: avg,
          round_trip_ms_max: max,
          round_trip_ms_stddev: dev,
        } = summary;
        const slack = 1e-9 * (max ?? 0);
        expect((avg ?? 0) + slack).toBeGreaterThanOrEqual(min ?? NaN);
        expect((avg ?? 0) - slack).toBeLessThanOrEqual(max ?? NaN);
        expect(dev).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
