import {describe, expect, test} from 'vitest';
import {Lab} from '../../src/lab/lab.ts';
import {Ping} from '../../src/lab/ping.ts';
import type {PingOptions, PingReport} from '../../src/lab/ping-options.ts';
import {echoReply} from '../../src/packet/echo.ts';
import {type Icmpv4Message, emitIcmpv4, parseIcmpv4} from '../../src/packet/icmpv4.ts';
import {emitIpv4, parseIpv4} from '../../src/packet/ipv4.ts';
import {toHex} from '../../src/packet/hex.ts';
import {configureInterface} from '../../src/stack/configure.ts';
import {VirtualClock} from '../../src/time/virtual-clock.ts';
import {FAR, OWN, PEER, addTun, ip} from '../stack/host-under-test.ts';

const START = 1_686_024_960_000;

function pinger(seed = 1, start = START) {
  const clock = new VirtualClock(start);
  const lab = new Lab({clock, seed});
  const labHost = lab.host('local');
  const tun = addTun(labHost, 'tun0', {set: {local: OWN, peer: PEER}, up: true});
  const reports: PingReport[] = [];
  const ping = (options: Partial<PingOptions> = {}) =>
    new Ping(labHost.host, clock, {destination: PEER, ...options}, (report) =>
      // Octets are views, valid during the call only.
      reports.push(
        structuredClone(report.event === 'send-failed' ? {...report, error: report.error.code as never} : report),
      ),
    );
  /** Answer the packets that the application has read, each after `change`. */
  const answer = (change: (reply: Uint8Array, index: number) => Uint8Array = (reply) => reply) => {
    for (const [index, frame] of tun.taken().entries()) tun.node.write(change(echoReply(frame, 'none')!, index));
  };
  const events = () => reports.map(({event}) => event);
  const replies = () => reports.filter((report) => report.event === 'reply');
  const ended = () => reports.find((report) => report.event === 'end')?.reason;
  return {clock, lab, labHost, host: labHost.host, ...tun, reports, ping, answer, events, replies, ended};
}

/** The same packet with another ICMP message. */
function withMessage(packet: Uint8Array, change: (message: Icmpv4Message) => Icmpv4Message): Uint8Array {
  const header = parseIpv4(packet);
  return emitIpv4({...header, payload: emitIcmpv4(change(parseIcmpv4(header.payload)))});
}

describe('a ping', () => {
  test('sends its first request at once, and one each second', () => {
    const {clock, ping, taken} = pinger();
    ping();
    expect(taken()).toHaveLength(1);
    clock.advance(999);
    expect(taken()).toHaveLength(0);
    clock.advance(1);
    expect(taken()).toHaveLength(1);
    clock.advance(5000);
    expect(taken()).toHaveLength(5);
  });

  test('sends one each interval, whether answers come or not', () => {
    const {clock, ping, taken} = pinger();
    ping({interval: 200});
    clock.advance(1000);
    expect(taken()).toHaveLength(6);
  });

  test('ends as soon as the count of replies is there', () => {
    const {clock, ping, answer, events, replies, ended} = pinger();
    ping({count: 2});
    clock.advance(5);
    answer();
    clock.advance(995);
    clock.advance(7);
    answer();
    expect(events()).toEqual(['sent', 'reply', 'sent', 'reply', 'end']);
    expect(replies().map(({rtt, duplicate, wrong}) => [rtt, duplicate, wrong])).toEqual([
      [5, false, undefined],
      [7, false, undefined],
    ]);
    expect(ended()).toBe('count');
    expect(clock.untilNext()).toBeUndefined();
  });

  test('tells of each reply what came', () => {
    const {ping, answer, replies} = pinger();
    ping({count: 1, sequence: 9});
    answer();
    expect(replies()[0]!.message).toMatchObject({kind: 'reply', from: PEER, ttl: 64, sequence: 9, octets: 64});
  });

  test('waits 10 s for a first reply to its last request', () => {
    const {clock, ping, ended, taken} = pinger();
    ping({count: 2});
    clock.advance(1000 + 9999);
    expect(ended()).toBeUndefined();
    clock.advance(1);
    expect(ended()).toBe('wait');
    expect(taken()).toHaveLength(2);
  });

  test.each([
    [500, 500],
    [0, 0],
    [20_000, 20_000],
  ])('waits %i ms when told so', (wait, patience) => {
    const {clock, ping, ended} = pinger();
    ping({count: 1, wait});
    clock.runUntilIdle();
    expect(ended()).toBe('wait');
    expect(clock.now() - START).toBe(patience);
  });

  test.each([
    ['a second at least', 3, undefined, 1000],
    ['twice the longest round trip', 900, undefined, 1800],
    ['no longer than told', 900, 1200, 1200],
  ])('that had a reply waits for the last one %s', (_what, rtt, wait, patience) => {
    const {clock, ping, answer, ended} = pinger();
    ping({count: 2, wait});
    clock.advance(rtt);
    answer();
    clock.advance(1000 - rtt);
    clock.runUntilIdle();
    expect(ended()).toBe('wait');
    expect(clock.now() - START).toBe(1000 + patience);
  });

  test('ends at its deadline, whatever came back', () => {
    const {clock, ping, answer, ended, taken} = pinger();
    ping({deadline: 2500});
    clock.advance(2400);
    answer();
    expect(ended()).toBeUndefined();
    clock.advance(100);
    expect(ended()).toBe('deadline');
    clock.advance(10_000);
    expect(taken()).toHaveLength(0);
  });

  test('does not wait where nothing could be sent', () => {
    const {clock, ping, events, ended, reports} = pinger();
    ping({destination: FAR, count: 2});
    clock.runUntilIdle();
    expect(events()).toEqual(['sent', 'send-failed', 'sent', 'send-failed', 'end']);
    expect(reports[1]).toMatchObject({seq: 0, error: 'ENETUNREACH'});
    expect(ended()).toBe('wait');
    expect(clock.now() - START).toBe(1000);
  });

  test('waits for the one of its requests that could be sent', () => {
    const {clock, ping, host, iface, ended} = pinger();
    ping({count: 2});
    configureInterface(host, iface, {up: false});
    clock.runUntilIdle();
    expect(ended()).toBe('wait');
    expect(clock.now() - START).toBe(1000 + 10_000);
  });

  test('tells of a full queue, and goes on', () => {
    const {clock, ping, device, node, reports, events} = pinger();
    node.close();
    device.queues.application.limits = {packets: 0, octets: null};
    ping({count: 2});
    clock.runUntilIdle();
    expect(reports[1]).toMatchObject({event: 'send-failed', error: 'ENOBUFS'});
    expect(events()).toEqual(['sent', 'send-failed', 'sent', 'send-failed', 'end']);
  });

  test('tells a second answer from the first, and does not count it', () => {
    const {clock, ping, answer, replies, ended, node, taken} = pinger();
    ping({count: 2});
    const [request] = taken();
    const reply = echoReply(request!, 'none')!;
    for (let copy = 0; copy < 3; copy++) node.write(reply);
    expect(replies().map(({duplicate}) => duplicate)).toEqual([false, true, true]);
    expect(ended()).toBeUndefined();
    clock.advance(1000);
    answer();
    expect(ended()).toBe('count');
  });

  test('takes replies in any order, each with its own round trip', () => {
    const {clock, ping, node, taken, replies} = pinger();
    ping({interval: 10, count: 3});
    clock.advance(20);
    for (const request of taken().reverse()) node.write(echoReply(request, 'none')!);
    expect(replies().map(({message, rtt}) => [message.sequence, rtt])).toEqual([
      [2, 0],
      [1, 10],
      [0, 20],
    ]);
  });

  test.each<[string, Partial<PingOptions>, (data: Uint8Array) => Uint8Array, object | undefined]>([
    ['an octet that is another', {}, (data) => data.with(20, 0xff), {offset: 20, expected: 20, found: 0xff}],
    ['the first of several', {}, (data) => data.with(30, 1).with(25, 2), {offset: 25, expected: 25, found: 2}],
    ["another stamp, which is the sender's affair", {}, (data) => data.with(0, 0xaa), undefined],
    ['data without room for a stamp', {size: 4}, (data) => data.with(0, 9), {offset: 0, expected: 0, found: 9}],
    [
      'a pattern',
      {pattern: Uint8Array.of(0xab, 0xcd)},
      (data) => data.with(9, 0),
      {offset: 9, expected: 0xcd, found: 0},
    ],
    ['data that are shorter', {}, (data) => data.subarray(0, 30), undefined],
    ['data that are longer', {}, (data) => Uint8Array.from([...data, 1]), undefined],
  ])('finds %s', (_what, options, change, wrong) => {
    const {ping, answer, replies} = pinger();
    ping({count: 1, ...options});
    answer((reply) =>
      withMessage(
        reply,
        (message) => ({...message, data: change((message as {data: Uint8Array}).data)}) as Icmpv4Message,
      ),
    );
    expect(replies()[0]!.wrong).toEqual(wrong);
  });

  test('tells of ICMP errors about its requests, and goes on', () => {
    const {ping, node, taken, reports, events} = pinger();
    ping({count: 1, sequence: 7});
    const [request] = taken();
    const about = (message: Icmpv4Message) =>
      emitIpv4({
        ...parseIpv4(request!),
        source: ip('10.0.0.99'),
        destination: OWN,
        ttl: 9,
        payload: emitIcmpv4(message),
      });
    const quoted = request!.subarray(0, 28);
    node.write(about({type: 'destination-unreachable', code: 1, nextHopMtu: 0, quoted}));
    node.write(about({type: 'destination-unreachable', code: 4, nextHopMtu: 1300, quoted}));
    node.write(about({type: 'time-exceeded', code: 0, quoted}));
    expect(events()).toEqual(['sent', 'icmp-error', 'icmp-error', 'icmp-error']);
    expect(reports.slice(1).map((report) => (report as {message: object}).message)).toMatchObject([
      {from: ip('10.0.0.99'), ttl: 9, sequence: 7, type: 3, code: 1, mtu: undefined, octets: 36, quoted},
      {sequence: 7, type: 3, code: 4, mtu: 1300},
      {sequence: 7, type: 11, code: 0, mtu: undefined},
    ]);
  });

  test('hears nothing of what is for another identifier', () => {
    const {ping, answer, events, iface} = pinger();
    ping({count: 1});
    answer((reply) =>
      withMessage(
        reply,
        (message) =>
          ({...message, identifier: ((message as {identifier: number}).identifier + 1) & 0xffff}) as Icmpv4Message,
      ),
    );
    expect(events()).toEqual(['sent']);
    expect(iface.received.reasons.get('no-endpoint')).toBe(1);
  });

  test('hears replies to sequence numbers it never sent, without a round trip', () => {
    const {ping, answer, replies} = pinger();
    ping({count: 1});
    answer((reply) => withMessage(reply, (message) => ({...message, sequence: 4711}) as Icmpv4Message));
    expect(replies()).toMatchObject([{rtt: undefined, duplicate: false, wrong: undefined}]);
  });

  test('goes from the last sequence number and identification to the first', () => {
    const {clock, ping, taken, reports} = pinger();
    ping({sequence: 0xfffe, ipId: 0xffff, count: 4, interval: 1});
    clock.advance(3);
    const frames = taken().map((frame) => parseIpv4(frame));
    expect(frames.map(({identification}) => identification)).toEqual([0xffff, 0, 1, 2]);
    expect(frames.map(({payload}) => parseIcmpv4(payload))).toMatchObject(
      [0xfffe, 0xffff, 0, 1].map((sequence) => ({sequence})),
    );
    expect(reports.map((report) => (report as {seq?: number}).seq)).toEqual([0xfffe, 0xffff, 0, 1]);
  });

  test('of more requests than there are sequence numbers takes the newest of each number', () => {
    const {clock, ping, answer, replies, taken} = pinger();
    ping({interval: 1, sequence: 5});
    for (let seconds = 0; seconds < 70; seconds++) {
      clock.advance(1000);
      if (seconds < 69) taken();
    }
    taken();
    clock.advance(1);
    answer();
    expect(replies()).toMatchObject([{rtt: 0, duplicate: false}]);
  });

  test('knows the round trip of its last 1024 requests', () => {
    const {clock, ping, node, taken, replies} = pinger();
    ping({interval: 1});
    clock.advance(1024);
    const [first, second] = taken();
    for (const request of [first!, second!]) node.write(echoReply(request, 'none')!);
    expect(replies().map(({rtt}) => rtt)).toEqual([undefined, 1023]);
  });

  test('that is stopped says no more, and gives its identifier back', () => {
    const {clock, ping, taken, node, events, iface} = pinger();
    const running = ping({identifier: 77});
    const [request] = taken();
    expect(() => ping({identifier: 77})).toThrow(expect.objectContaining({code: 'EBUSY'}) as Error);
    running.stop();
    node.write(echoReply(request!, 'none')!);
    clock.runUntilIdle();
    expect(events()).toEqual(['sent']);
    expect(clock.untilNext()).toBeUndefined();
    expect(iface.received.reasons.get('no-endpoint')).toBe(1);
    ping({identifier: 77, count: 1}).stop();
  });

  test('of this host itself is over before it returns', () => {
    const {ping, events, clock} = pinger();
    ping({destination: OWN, count: 1});
    expect(events()).toEqual(['sent', 'reply', 'end']);
    expect(clock.untilNext()).toBeUndefined();
  });

  test('next to another hears its own replies only', () => {
    const {ping, taken, node, reports} = pinger();
    ping({sequence: 100});
    ping({sequence: 200});
    for (const request of taken()) node.write(echoReply(request, 'none')!);
    const heard = reports.filter((report) => report.event === 'reply').map(({message}) => message.sequence);
    expect(heard).toEqual([100, 200]);
  });
});

describe('what a ping sends', () => {
  test.each([
    [0, ''],
    [4, '00010203'],
    [7, '00010203040506'],
    [8, '00506a8373fd0500'],
    [10, '00506a8373fd05000809'],
  ])('%i octets of data have a stamp where there is room for it', (size, expected) => {
    const {ping, taken} = pinger(1, 1_686_024_960);
    ping({size, stamp: 0x0005_fd73_836a_5000n});
    const {payload} = parseIpv4(taken()[0]!);
    expect(toHex(payload.subarray(8))).toBe(expected);
  });

  test('is stamped with the time in microseconds', () => {
    const {ping, taken} = pinger(1, 1_686_024_960_359.008);
    ping();
    const [request] = taken();
    const view = new DataView(request!.buffer, request!.byteOffset);
    expect(view.getBigUint64(28, true)).toBe(1_686_024_960_359_008n);
  });

  const octetsOf = (seed: number) => {
    const {ping, clock, taken} = pinger(seed);
    ping({count: 3});
    clock.runUntilIdle();
    return taken().map(toHex);
  };

  test('is the same to the last bit for one seed and one clock', () => {
    expect(octetsOf(42)).toHaveLength(3);
    expect(octetsOf(42)).toEqual(octetsOf(42));
  });

  test('differs by identifier and identification for another seed', () => {
    const [one] = octetsOf(1);
    const [other] = octetsOf(2);
    expect(one!.slice(8, 12)).not.toBe(other!.slice(8, 12));
    expect(one!.slice(48, 52)).not.toBe(other!.slice(48, 52));
    expect(one!.slice(52)).toBe(other!.slice(52));
  });
});
