import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {DHCP_INFINITE, type DhcpOptions, type DhcpType} from '../../../src/packet/dhcp.ts';
import {formatAddress} from '../../../src/packet/address.ts';
import {configureInterface} from '../../../src/stack/configure.ts';
import {account, ip} from '../host-under-test.ts';
import {GENEROUS, OFFERED, type Policy, SERVER, TERMS, dhcpUnderTest} from './server-under-test.ts';

const SECOND = 1000;

/** Type, sender, receiver and moment of each message, in seconds from the beginning. */
function told(asked: ReturnType<ReturnType<typeof dhcpUnderTest>['server']['asked']>): string[] {
  return asked.map(({options, from, to, at}) => `${options.type} ${formatAddress(from)} > ${formatAddress(to)} @${at}`);
}

const types = (asked: readonly {options: DhcpOptions}[]) => asked.map(({options}) => options.type);

/** GENEROUS with other terms, and with answers only to some kinds of message. */
function policyOf(terms: Partial<DhcpOptions>, answers: readonly DhcpType[] = ['discover', 'request']): Policy {
  return (asked) => {
    const answer = answers.includes(asked.options.type) ? GENEROUS(asked) : undefined;
    return answer && {...answer, options: {...answer.options, ...terms}};
  };
}

describe('a host that asks for an address', () => {
  test('asks everybody from no address, and requests what it was offered', () => {
    const {labHost, server, iface} = dhcpUnderTest();
    const client = labHost.dhcp.start('eth0');
    const [discover, request] = server.asked();
    expect(discover).toMatchObject({
      operation: 'request',
      from: 0,
      to: 0xffff_ffff,
      broadcast: true,
      client: 0,
      hardwareAddress: iface.hardwareAddress,
      options: {type: 'discover', hostName: 'local', parameters: [1, 3, 6, 15, 26, 51, 54, 58, 59], maximumSize: 1500},
    });
    expect(request).toMatchObject({
      from: 0,
      transaction: discover!.transaction,
      options: {type: 'request', requested: OFFERED, server: SERVER},
    });
    expect(client.state).toBe('bound');
  });

  test('has address, mask, MTU, route and resolver from its lease, and not a packet to itself', () => {
    const {labHost, host, iface} = dhcpUnderTest();
    labHost.dhcp.start('eth0');
    expect(iface.addresses).toEqual([{local: OFFERED, prefixLength: 24}]);
    expect(iface.mtu).toBe(1280);
    expect(host.ipv4.routes.lookup(ip('192.0.2.1'))?.gateway).toBe(ip('10.0.0.2'));
    expect(labHost.nameservers).toEqual([ip('10.0.0.3')]);
    expect(account(iface.received)).toMatchObject({packets: 2, dropped: 0, errors: 0});
  });

  test('hears an answer to the address that it is to have, before it has it', () => {
    const {labHost, server} = dhcpUnderTest(() => undefined);
    const client = labHost.dhcp.start('eth0');
    const [discover] = server.asked();
    server.say({...discover!, operation: 'reply', ...GENEROUS(discover!)}, OFFERED);
    const [request] = server.asked();
    server.say({...request!, operation: 'reply', ...GENEROUS(request!)}, OFFERED);
    expect(client.lease).toMatchObject({address: OFFERED, server: SERVER});
  });

  test('asks again after 4 s, 8, 16, 32, then every 64 s, each a second more or less', () => {
    const {labHost, server, clock} = dhcpUnderTest(() => undefined);
    labHost.dhcp.start('eth0');
    clock.advance(400 * SECOND);
    const moments = server.asked().map(({at}) => at);
    const pauses = moments.slice(1).map((at, index) => at - moments[index]!);
    for (const [index, pause] of [4, 8, 16, 32, 64, 64, 64, 64].entries()) {
      expect(Math.abs(pauses[index]! - pause)).toBeLessThanOrEqual(1);
    }
    expect(new Set(pauses.map((pause) => pause % 1)).size).toBeGreaterThan(3);
  });

  test('makes nobody wait for ever who waits until all is quiet', () => {
    const {labHost, clock} = dhcpUnderTest(() => undefined);
    labHost.dhcp.start('eth0');
    clock.runUntilIdle(3600 * SECOND);
    expect(clock.now() - 1_000_000).toBeLessThan(100 * SECOND);
  });

  test('looks for another offer when its request is not answered', () => {
    const {labHost, server, clock} = dhcpUnderTest(policyOf({}, ['discover']));
    labHost.dhcp.start('eth0');
    clock.advance(70 * SECOND);
    const expected = ['discover', ...Array<DhcpType>(4).fill('request'), 'discover', 'request'];
    expect(types(server.asked()).slice(0, 7)).toEqual(expected);
  });

  test('begins again a while after a server that offers and refuses', () => {
    const {labHost, server, clock} = dhcpUnderTest((asked) =>
      asked.options.type === 'request'
        ? {yours: 0, options: {type: 'nak', server: SERVER, message: 'not you'}}
        : GENEROUS(asked),
    );
    const client = labHost.dhcp.start('eth0');
    expect(types(server.asked())).toEqual(['discover', 'request']);
    expect(client.refusal).toBe('not you');
    clock.advance(20 * SECOND);
    const count = server.asked().length;
    expect(count).toBeGreaterThan(1);
    expect(count).toBeLessThan(12);
  });

  test('gets the same transactions and pauses from the same seed', () => {
    const run = () => {
      const {labHost, server, clock} = dhcpUnderTest(() => undefined);
      labHost.dhcp.start('eth0');
      clock.advance(100 * SECOND);
      return server.asked().map(({transaction, at}) => [transaction, at]);
    };
    expect(run()).toEqual(run());
  });

  test.each([
    ['no server', {server: undefined}],
    ['no time', {lease: undefined}],
    ['a time that is over at once', {lease: 0}],
    ['a mask with holes', {mask: ip('255.0.255.0')}],
    ['a mask of no network', {mask: 0}],
  ])('takes no offer with %s', (_what, terms) => {
    const {labHost} = dhcpUnderTest(policyOf(terms as Partial<DhcpOptions>));
    expect(labHost.dhcp.start('eth0').state).toBe('selecting');
  });

  test.each(['0.0.0.0', '127.0.0.1', '224.0.0.1', '255.255.255.255', '240.0.0.1'])(
    'takes no offer of %s',
    (address) => {
      const {labHost} = dhcpUnderTest((asked) => ({...GENEROUS(asked)!, yours: ip(address)}));
      expect(labHost.dhcp.start('eth0').state).toBe('selecting');
    },
  );

  test('needs an Ethernet', () => {
    const {labHost} = dhcpUnderTest();
    expect(() => labHost.dhcp.start('lo0')).toThrow(expect.objectContaining({code: 'EOPNOTSUPP'}));
    expect(() => labHost.dhcp.start('eth7')).toThrow(expect.objectContaining({code: 'ENODEV'}));
  });
});

describe('a lease', () => {
  const HUNDRED = {lease: 1000, mtu: undefined} as unknown as Partial<DhcpOptions>;

  test('is renewed with its server at half its time', () => {
    const {labHost, server, clock} = dhcpUnderTest(policyOf(HUNDRED));
    const client = labHost.dhcp.start('eth0');
    server.asked();
    clock.advance(499 * SECOND);
    expect(server.asked()).toEqual([]);
    clock.advance(2 * SECOND);
    const asked = server.asked();
    expect(told(asked)).toEqual(['request 10.0.0.15 > 10.0.0.1 @500']);
    expect(asked[0]!.client).toBe(OFFERED);
    expect(asked[0]!.options).not.toHaveProperty('requested');
    expect(asked[0]!.options).not.toHaveProperty('server');
    expect(client.state).toBe('bound');
    expect(client.lease!.expires).toBe(1_000_000 + 1500 * SECOND);
  });

  test('is asked of its server, then of everybody, and is over in the end', () => {
    const {labHost, host, server, clock, iface} = dhcpUnderTest(policyOf(HUNDRED));
    const client = labHost.dhcp.start('eth0');
    server.asked();
    server.policy = () => undefined;
    const states: string[] = [];
    labHost.dhcp.watchers.add(() => states.push(client.state));
    clock.advance(999 * SECOND);
    expect(told(server.asked())).toEqual([
      'request 10.0.0.15 > 10.0.0.1 @500',
      'request 10.0.0.15 > 10.0.0.1 @687.5',
      'request 10.0.0.15 > 10.0.0.1 @781.25',
      'request 10.0.0.15 > 10.0.0.1 @841.25',
      'request 10.0.0.15 > 255.255.255.255 @875',
      'request 10.0.0.15 > 255.255.255.255 @937.5',
      'request 10.0.0.15 > 255.255.255.255 @997.5',
    ]);
    expect(iface.addresses).toHaveLength(1);
    clock.advance(2 * SECOND);
    expect(states).toEqual(['renewing', 'rebinding', 'selecting']);
    expect(iface.addresses).toEqual([]);
    expect(host.ipv4.routes.lookup(ip('192.0.2.1'))).toBeUndefined();
    expect(labHost.nameservers).toEqual([]);
    // What it had it would like to have again.
    expect(server.asked().map(({options}) => options.requested)).toEqual([OFFERED]);
  });

  test('has the times that the server says, where they are in order', () => {
    const {labHost, server, clock} = dhcpUnderTest(policyOf({lease: 1000, renewal: 100, rebinding: 900}));
    labHost.dhcp.start('eth0');
    server.asked();
    clock.advance(101 * SECOND);
    expect(told(server.asked())).toEqual(['request 10.0.0.15 > 10.0.0.1 @100']);
    const other = dhcpUnderTest(policyOf({lease: 1000, renewal: 900, rebinding: 100}));
    expect(other.labHost.dhcp.start('eth0').lease).toMatchObject({
      renews: 1_000_000 + 500 * SECOND,
      rebinds: 1_000_000 + 875 * SECOND,
    });
  });

  test('may be for ever', () => {
    const {labHost, server, clock} = dhcpUnderTest(policyOf({lease: DHCP_INFINITE}));
    const client = labHost.dhcp.start('eth0');
    server.asked();
    clock.advance(1e12);
    expect(server.asked()).toEqual([]);
    expect(client.lease).toMatchObject({renews: null, rebinds: null, expires: null});
  });

  test('that is refused later is given up, and another one looked for at once', () => {
    const {labHost, server, clock, iface} = dhcpUnderTest(policyOf(HUNDRED));
    const client = labHost.dhcp.start('eth0');
    const other = ip('10.0.0.77');
    server.policy = (asked) => {
      if (asked.client === OFFERED) return {yours: 0, options: {type: 'nak', server: SERVER}};
      return {...GENEROUS(asked)!, yours: other};
    };
    clock.advance(501 * SECOND);
    expect(client.state).toBe('bound');
    expect(iface.addresses).toEqual([{local: other, prefixLength: 24}]);
  });

  test('of another address, router and resolver takes the place of the one before', () => {
    const {labHost, host, server, clock, iface} = dhcpUnderTest(policyOf(HUNDRED));
    labHost.dhcp.start('eth0');
    const changed = {routers: [ip('10.0.0.200')], nameservers: [ip('10.0.0.201')]};
    server.policy = (asked) => ({yours: ip('10.0.0.99'), options: {...GENEROUS(asked)!.options, ...changed}});
    clock.advance(501 * SECOND);
    expect(iface.addresses).toEqual([{local: ip('10.0.0.99'), prefixLength: 24}]);
    expect([...host.ipv4.routes].flatMap(({gateway}) => gateway ?? [])).toEqual(changed.routers);
    expect(labHost.nameservers).toEqual(changed.nameservers);
  });

  test('is given back when the client is told to stop, and takes all with it', () => {
    const {labHost, host, server, iface, clock} = dhcpUnderTest();
    labHost.dhcp.start('eth0');
    server.asked();
    labHost.dhcp.stop('eth0');
    const asked = server.asked();
    expect(told(asked)).toEqual(['release 10.0.0.15 > 10.0.0.1 @0']);
    expect(asked[0]).toMatchObject({client: OFFERED, options: {type: 'release', server: SERVER}});
    expect(iface.addresses).toEqual([]);
    expect(iface.mtu).toBe(1500);
    expect([...host.ipv4.routes].filter((route) => route.interface === iface)).toEqual([]);
    expect(labHost.nameservers).toEqual([]);
    clock.advance(1e9);
    expect(server.asked()).toEqual([]);
    expect(() => labHost.dhcp.stop('eth0')).toThrow(expect.objectContaining({code: 'ENOENT'}));
  });

  test('is given back when its interface goes away', () => {
    const {labHost, server, clock} = dhcpUnderTest();
    labHost.dhcp.start('eth0');
    server.asked();
    labHost.remove('eth0');
    expect(types(server.asked())).toEqual(['release']);
    clock.advance(1e9);
    expect([...labHost.dhcp]).toEqual([]);
  });

  test('leaves alone what somebody else has said since', () => {
    const {labHost, iface} = dhcpUnderTest();
    labHost.dhcp.start('eth0');
    labHost.nameservers = [ip('10.0.0.53')];
    configureInterface(labHost.host, iface, {add: [{local: ip('10.0.0.16'), prefixLength: 24}]});
    labHost.dhcp.stop('eth0');
    expect(labHost.nameservers).toEqual([ip('10.0.0.53')]);
    expect(iface.addresses.map(({local}) => local)).toEqual([ip('10.0.0.16')]);
  });
});

describe('what comes for somebody else', () => {
  test.each([
    ['another transaction', {transaction: 1}],
    ['another station', {hardwareAddress: 0x0200_0000_0009}],
    ['a request', {operation: 'request' as const}],
  ])('is not believed: %s', (_what, difference) => {
    const {labHost, server} = dhcpUnderTest((asked) => ({...GENEROUS(asked)!, ...difference}));
    const client = labHost.dhcp.start('eth0');
    expect(client.state).toBe('selecting');
    expect(client.counters['not-for-us']).toBe(1);
    expect(server.asked()).toHaveLength(1);
  });

  test('any answers at any time leave a host with a lease or without, and never more than one question at once', () => {
    const anyType = fc.constantFrom<DhcpType>('offer', 'ack', 'nak', 'discover', 'inform');
    const times = {lease: fc.integer({min: 0, max: 300}), renewal: fc.nat(300), rebinding: fc.nat(300)};
    const terms = fc.record({server: fc.constantFrom(SERVER, ip('10.0.0.9')), ...times, mask: fc.nat(0xffff_ffff)});
    const anyAnswer = fc.option(
      fc.record({
        yours: fc.constantFrom(0, OFFERED, 0xffff_ffff, ip('10.0.0.44')),
        options: fc.record({type: anyType}),
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(anyAnswer, terms), {minLength: 1, maxLength: 20}), (script) => {
        let at = 0;
        const {labHost, server, clock, iface} = dhcpUnderTest((asked) => {
          const [answer, said] = script[at++ % script.length]!;
          if (!answer) return undefined;
          return {...answer, options: {...TERMS, ...said, type: answer.options.type}, transaction: asked.transaction};
        });
        const client = labHost.dhcp.start('eth0');
        clock.advance(2000 * SECOND);
        const moments = server.asked().map((asked) => asked.at);
        expect(moments.length).toBeLessThan(6000);
        expect(iface.addresses.map(({local}) => local)).toEqual(client.lease ? [client.lease.address] : []);
        expect(client.lease?.expires ?? Infinity).toBeGreaterThan(clock.now());
        labHost.dhcp.stop('eth0');
        expect(iface.addresses).toEqual([]);
      }),
      {numRuns: 50},
    );
  });

  test('any octets for the port of clients do no harm', () => {
    const {labHost, iface} = dhcpUnderTest(() => undefined);
    const client = labHost.dhcp.start('eth0');
    fc.assert(
      fc.property(fc.uint8Array({maxLength: 400}), (octets) => {
        iface.dhcp!(octets);
        expect(client.state).toBe('selecting');
      }),
    );
  });
});
