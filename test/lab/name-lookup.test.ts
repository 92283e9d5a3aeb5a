/** A host that asks its name servers, over a wire, under a clock that the test moves. */
import {describe, expect, test} from 'vitest';
import {NameLookup} from '../../src/lab/name-lookup.ts';
import {ANY} from '../../src/packet/address.ts';
import {type IpAddress, formatIp} from '../../src/packet/ip-address.ts';
import {readUint16, writeUint16} from '../../src/packet/octets.ts';
import {ip} from '../stack/host-under-test.ts';
import {networkUnderTest} from './network-under-test.ts';

/** In the answer section, behind the question: owner, type, data. */
type Said = {rcode?: number; truncated?: boolean; records?: readonly (readonly [string, number, string])[]} | undefined;

const [A, CNAME, AAAA] = [1, 5, 28];

function nameOctets(name: string): number[] {
  return [...name.split('.').flatMap((label) => [label.length, ...Buffer.from(label)]), 0];
}

function dataOctets(type: number, data: string): number[] {
  if (type === CNAME) return nameOctets(data);
  if (type === A) return data.split('.').map(Number);
  return [...Buffer.from(data.padStart(32, '0'), 'hex')];
}

function reply(question: Uint8Array, {rcode = 0, truncated = false, records = []}: NonNullable<Said>): Uint8Array {
  const octets = records.flatMap(([owner, type, data]) => {
    const told = dataOctets(type, data);
    return [...nameOctets(owner), 0, type, 0, 1, 0, 0, 0, 60, 0, told.length, ...told];
  });
  const bytes = Uint8Array.from([...question, ...octets]);
  writeUint16(bytes, 2, 0x8180 | rcode | (truncated ? 0x0200 : 0));
  writeUint16(bytes, 6, records.length);
  return bytes;
}

/** The client asks the server 10.2.0.2 behind a router, which says what `zone` has for a name and a type. */
function lookup(
  zone: (name: string, type: number) => Said,
  {
    servers = ['10.2.0.2'],
    name = 'host.example',
    version,
    disguise = (octets: Uint8Array) => octets,
    seed = 1,
  }: {
    servers?: readonly string[];
    name?: string;
    version?: 4 | 6;
    disguise?: (octets: Uint8Array) => Uint8Array;
    seed?: number;
  } = {},
) {
  const {clock, client, server} = networkUnderTest({seed});
  const asked: {name: string; type: number; id: number; port: number}[] = [];
  const endpoint = server.host.udp.bind(ANY, 53, (message) => {
    if (message.kind === 'error') return 'taken';
    const {data, from, fromPort} = message;
    const labels: string[] = [];
    let at = 12;
    for (; data[at]! > 0; at += 1 + data[at]!)
      labels.push(Buffer.from(data.subarray(at + 1, at + 1 + data[at]!)).toString());
    const question = {name: labels.join('.'), type: readUint16(data, at + 1)};
    asked.push({...question, id: readUint16(data, 0), port: fromPort});
    const said = zone(question.name, question.type);
    const octets = said && disguise(reply(data.slice(), said));
    if (octets) server.host.sendUdp({sourcePort: 53, destination: from, destinationPort: fromPort, data: octets});
    return 'taken';
  });
  const began = clock.now();
  let told = 'nothing';
  const {host} = client;
  const addresses: IpAddress[] = servers.map(ip);
  const running = new NameLookup({
    ...{host, clock, random: host.random, servers: addresses, name, version},
    onEnd: (outcome) => {
      told = outcome.kind === 'found' ? formatIp(outcome.address) : `${outcome.kind}: ${outcome.reason}`;
    },
  });
  clock.runUntilIdle(120_000);
  endpoint.close();
  return {told, asked, took: clock.now() - began, running};
}

const ADDRESS = {records: [['host.example', A, '192.0.2.7']]} as const;

describe('a name', () => {
  test('has the address that the server says', () => {
    const {told, asked} = lookup(() => ADDRESS);
    expect(told).toBe('192.0.2.7');
    expect(asked).toMatchObject([{name: 'host.example', type: A}]);
  });

  test('without an IPv4 address has its IPv6 address, unless the other one is wanted', () => {
    const zone = (_name: string, type: number): Said =>
      type === AAAA ? {records: [['host.example', AAAA, '20010db8000000000000000000000007']]} : {};
    expect(lookup(zone).told).toBe('2001:db8::7');
    expect(lookup(zone, {version: 6}).asked.map(({type}) => type)).toEqual([AAAA]);
    expect(lookup(zone, {version: 4}).told).toBe('absent: No address associated with name');
  });

  test('is what its other names are, in one answer or in several', () => {
    const chain = [
      ['host.example', CNAME, 'www.example'],
      ['www.example', CNAME, 'web.example'],
    ] as const;
    const all = {records: [...chain, ['web.example', A, '192.0.2.9']]} as const;
    expect(lookup(() => all).told).toBe('192.0.2.9');
    const {told, asked} = lookup((name) =>
      name === 'web.example' ? {records: [['web.example', A, '192.0.2.9']]} : {records: chain},
    );
    expect([told, asked.map(({name}) => name)]).toEqual(['192.0.2.9', ['host.example', 'web.example']]);
  });

  test.each([
    ['in one answer', ['host.example', CNAME, 'host.example'] as const],
    ['from answer to answer', ['host.example', CNAME, 'other.example'] as const],
  ])('that goes round in circles has no address, %s', (_where, [, type]) => {
    const zone = (name: string): Said => ({
      records: [[name, type, name === 'host.example' ? 'other.example' : 'host.example']],
    });
    const {told, asked} = lookup(zone);
    expect(told).toBe('failed: it has more than 16 other names, one behind the other');
    expect(asked.length).toBeLessThan(20);
  });

  test('that nobody has is absent at once', () => {
    const {told, asked} = lookup(() => ({rcode: 3}));
    expect([told, asked.length]).toEqual(['absent: Unknown host', 1]);
  });

  test('whose answer is too long for a datagram is not made up of half of it', () => {
    expect(lookup(() => ({...ADDRESS, truncated: true})).told).toBe(
      'failed: 10.2.0.2 has an answer that is too long for a datagram',
    );
  });
});

describe('a server', () => {
  test('that does not answer is asked twice, 5 seconds each', () => {
    const {told, asked, took} = lookup(() => undefined);
    expect([told, asked.length, took]).toEqual(['failed: 10.2.0.2 did not answer', 2, 10_000]);
  });

  test('that is not there is not waited for when somebody says so, and the next one is asked', () => {
    const {told, took} = lookup(() => ADDRESS, {servers: ['10.1.0.1', '10.2.0.2']});
    expect(told).toBe('192.0.2.7');
    expect(took).toBeLessThan(1000);
  });

  test('that will not say is passed over', () => {
    expect(lookup(() => ({rcode: 5})).told).toBe('failed: 10.2.0.2 refuses to say (code 5)');
  });

  test.each([
    ['another identifier', (octets: Uint8Array) => octets.with(1, octets[1]! ^ 1)],
    ['another question', (octets: Uint8Array) => octets.with(13, 0x78)],
    ['a question back', (octets: Uint8Array) => octets.with(2, 0)],
    ['half an answer', (octets: Uint8Array) => octets.subarray(0, octets.length - 3)],
  ])('is not believed with %s', (_what, disguise) => {
    expect(lookup(() => ADDRESS, {disguise}).told).toBe('failed: 10.2.0.2 did not answer');
  });

  test('can not foresee identifier and port, which follow from the seed', () => {
    const places = [1, 2, 3].map((seed) => {
      const {asked} = lookup(() => undefined, {seed});
      return asked.flatMap(({id, port}) => [id, port]);
    });
    expect(new Set(places.flat()).size).toBe(12);
    expect(lookup(() => undefined, {seed: 1}).asked.flatMap(({id, port}) => [id, port])).toEqual(places[0]);
  });
});

test('a lookup that is stopped says nothing more', () => {
  const {running} = lookup(() => ADDRESS);
  running.stop();
  running.stop();
});
