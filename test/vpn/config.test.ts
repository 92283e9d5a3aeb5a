import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {formatIpPrefix} from '../../src/packet/ip-prefix.ts';
import {parseConfig} from '../../src/vpn/config.ts';
import {formatKey} from '../../src/vpn/key-text.ts';

const PRIVATE = 'yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=';
const PUBLIC = 'xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=';
const OTHER = 'TrMvSoP4jYQlY6RIzBgbssQqY3vxI2Pi+y71lOWWXX0=';

const interfaceWith = (...lines: string[]) => ['[Interface]', `PrivateKey = ${PRIVATE}`, ...lines].join('\n');
const peerWith = (...lines: string[]) => interfaceWith('[Peer]', `PublicKey = ${PUBLIC}`, ...lines);

describe('a configuration', () => {
  test('has all that wg-quick takes', () => {
    const config = parseConfig(
      `# of the client
[Interface]
Address = 10.200.100.8/24, fd00::8/64
address=10.0.0.1
DNS = 10.200.100.1, example.org
PrivateKey = ${PRIVATE}   # secret
ListenPort = 51820
MTU = 1400
Table = off
FwMark = 0
PostUp = echo %i; echo done
SaveConfig = false

[peer]
PUBLICKEY=${PUBLIC}
PresharedKey = ${OTHER}
AllowedIPs = 10.0.0.0/8
AllowedIPs = ::/0,192.0.2.1
Endpoint = [2001:db8::1]:51820
PersistentKeepalive = 25

[Peer]
PublicKey = ${OTHER}
Endpoint = vpn.example.org:7
PersistentKeepalive = off
`,
      'wg0.conf',
    );
    expect(formatKey(config.privateKey!)).toBe(PRIVATE);
    expect(config.addresses.map(formatIpPrefix)).toEqual(['10.200.100.8/24', 'fd00::8/64', '10.0.0.1']);
    expect(config).toMatchObject({
      listenPort: 51820,
      mtu: 1400,
      dns: ['10.200.100.1', 'example.org'],
      routes: false,
      hooks: [{when: 'PostUp', command: 'echo %i; echo done'}],
    });
    const [first, second] = config.peers;
    expect(formatKey(first!.publicKey!)).toBe(PUBLIC);
    expect(formatKey(first!.presharedKey!)).toBe(OTHER);
    expect(first!.allowedIps.map(formatIpPrefix)).toEqual(['10.0.0.0/8', 'default', '192.0.2.1']);
    expect(first).toMatchObject({endpoint: {host: '2001:db8::1', port: 51820}, persistentKeepalive: 25});
    expect(second).toMatchObject({
      presharedKey: undefined,
      allowedIps: [],
      endpoint: {host: 'vpn.example.org', port: 7},
      persistentKeepalive: 0,
    });
  });

  test('without anything else makes routes, and has a port drawn for it', () => {
    expect(parseConfig(interfaceWith(), 'x')).toMatchObject({routes: true, listenPort: undefined, mtu: undefined});
  });

  test.each([
    ['no section', `PrivateKey = ${PRIVATE}`, 'line 1: "PrivateKey" stands before any section'],
    ['another section', interfaceWith('[Pear]'), 'line 3: "[Pear]" is neither [Interface] nor [Peer]'],
    ['a line that is nothing', interfaceWith('hello'), 'line 3: "hello" is no section and no "key = value"'],
    ['a key without a value', interfaceWith('MTU ='), 'line 3: MTU has no value'],
    ['a key that is none', interfaceWith('Colour = red'), 'line 3: [Interface] has no key "Colour"'],
    ['a key of the other section', peerWith('MTU = 1400'), 'line 5: [Peer] has no key "MTU"'],
    ['a name that objects have', peerWith('constructor = 1'), 'line 5: [Peer] has no key "constructor"'],
    ['a short key', interfaceWith('PrivateKey = abc='), /^line 3: PrivateKey is not the correct length or format/],
    ['no private key', '[Interface]', ': [Interface] has no PrivateKey'],
    ['no public key', interfaceWith('[Peer]'), ': [Peer] number 1 has no PublicKey'],
    ['a peer twice', `${peerWith()}\n[Peer]\nPublicKey = ${PUBLIC}`, `: two peers have the same PublicKey ${PUBLIC}`],
    [
      'a port too high',
      interfaceWith('ListenPort = 65536'),
      /^line 3: ListenPort takes a whole number from 0 to 65535/,
    ],
    ['an MTU too low', interfaceWith('MTU = 67'), /^line 3: MTU takes a whole number from 68/],
    [
      'an address with a name',
      interfaceWith('Address = local'),
      'line 3: Address: "local" is not an address or a network',
    ],
    ['a network too long', peerWith('AllowedIPs = 1.2.3.4/33'), /"1\.2\.3\.4\/33" is not an address or a network/],
    ['an endpoint without a port', peerWith('Endpoint = 1.2.3.4'), /Endpoint = "1\.2\.3\.4" is not a host/],
    ['a bare IPv6 endpoint', peerWith('Endpoint = ::1:5'), /is not a host/],
    ['an endpoint of port 0', peerWith('Endpoint = a:0'), /the port of Endpoint takes a whole number from 1/],
    ['another table', interfaceWith('Table = 1234'), /a host has one routing table; auto and off are possible$/],
    ['a mark', interfaceWith('FwMark = 0xca6c'), /FwMark: a host of a lab has no marks/],
    ['that it be saved', interfaceWith('SaveConfig = true'), /SaveConfig: the file is never written to/],
  ])('that has %s is refused', (_what, text, message) => {
    const where = typeof message === 'string' ? message.replace(/^line/, ', line') : message;
    const expected: unknown =
      typeof where === 'string'
        ? `a.conf${where}`
        : expect.stringMatching(where.source.slice(where.source.startsWith('^') ? 1 : 0));
    expect(() => parseConfig(text, 'a.conf')).toThrow(
      expect.objectContaining({code: 'EINVAL', message: expected}) as Error,
    );
  });

  test('of any text is one, or refused in one line, in which no key is', () => {
    const words = fc.constantFrom(
      '[Interface]',
      '[Peer]',
      'PrivateKey = ',
      'Endpoint=',
      'MTU = 9',
      PRIVATE,
      '\n',
      '=',
      '#',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((list) => list.join('\n')),
        ),
        (text) => {
          try {
            parseConfig(text, 'a.conf');
          } catch (error) {
            expect(error).toMatchObject({code: 'EINVAL', message: expect.not.stringContaining('\n') as string});
          }
        },
      ),
    );
  });
});
