import {describe, expect, test} from 'vitest';
import {showFact, showTunnel, TUNNEL_FACT_NAMES, withoutKeys} from '../../src/vpn/show-tunnel.ts';
import type {PeerStatus, TunnelStatus} from '../../src/vpn/tunnel-status.ts';
import {formatUapi, parseUapiRequest} from '../../src/vpn/uapi.ts';

const NOW = 1_700_000_100_500;
const [OURS, SECRET, ONE, TWO, SHARED] = ['A', 'B', 'C', 'D', 'E'].map((letter) => `${letter.repeat(42)}A=`) as [
  string,
  string,
  string,
  string,
  string,
];

const quiet: PeerStatus = {
  publicKey: ONE,
  allowedIps: [],
  latestHandshake: 0,
  transferRx: 0,
  transferTx: 0,
  persistentKeepalive: 0,
};
const busy: PeerStatus = {
  publicKey: TWO,
  presharedKey: SHARED,
  endpoint: '[2001:db8::1]:7',
  allowedIps: ['10.0.0.0/8', '::/0'],
  latestHandshake: NOW - 3_725_000,
  transferRx: 1023,
  transferTx: 1_572_864,
  persistentKeepalive: 90,
};
const STATUS: TunnelStatus = {
  interface: 'wg0',
  host: 'local',
  pid: 1,
  transport: 'lab',
  publicKey: OURS,
  privateKey: SECRET,
  listenPort: 51820,
  mtu: 1420,
  peers: [quiet, busy],
  drops: {},
};

test('a tunnel for people: the peer heard last first, and only what there is', () => {
  expect(showTunnel(STATUS, NOW, false)).toBe(`interface: wg0
  public key: ${OURS}
  private key: (hidden)
  listening port: 51820

peer: ${TWO}
  preshared key: (hidden)
  endpoint: [2001:db8::1]:7
  allowed ips: 10.0.0.0/8, ::/0
  latest handshake: 1 hour, 2 minutes, 5 seconds ago
  transfer: 1023 B received, 1.50 MiB sent
  persistent keepalive: every 1 minute, 30 seconds

peer: ${ONE}
  allowed ips: (none)
`);
  expect(showTunnel(STATUS, NOW, true)).toContain(`  private key: ${SECRET}\n`);
});

test.each([
  [0, 'Now'],
  [1, '1 second ago'],
  [-1, '(System clock wound backward; connection problems may ensue)'],
  [86_400, '1 day ago'],
  [366 * 86_400, '1 year, 1 day ago'],
])('a handshake %d seconds ago is "%s"', (seconds, text) => {
  const status = {...STATUS, peers: [{...busy, latestHandshake: NOW - seconds * 1000}]};
  expect(showTunnel(status, NOW, false)).toContain(`  latest handshake: ${text}\n`);
});

describe('a fact for scripts', () => {
  test.each([
    ['public-key', `${OURS}\n`],
    ['private-key', `${SECRET}\n`],
    ['listen-port', '51820\n'],
    ['fwmark', 'off\n'],
    ['peers', `${ONE}\n${TWO}\n`],
    ['preshared-keys', `${ONE}\t(none)\n${TWO}\t${SHARED}\n`],
    ['endpoints', `${ONE}\t(none)\n${TWO}\t[2001:db8::1]:7\n`],
    ['allowed-ips', `${ONE}\t(none)\n${TWO}\t10.0.0.0/8 ::/0\n`],
    ['latest-handshakes', `${ONE}\t0\n${TWO}\t1699996375\n`],
    ['transfer', `${ONE}\t0\t0\n${TWO}\t1023\t1572864\n`],
    ['persistent-keepalive', `${ONE}\toff\n${TWO}\t90\n`],
    [
      'dump',
      `${SECRET}\t${OURS}\t51820\toff\n${ONE}\t(none)\t(none)\t(none)\t0\t0\t0\toff\n` +
        `${TWO}\t${SHARED}\t[2001:db8::1]:7\t10.0.0.0/8,::/0\t1699996375\t1023\t1572864\t90\n`,
    ],
  ])('%s', (fact, expected) => {
    expect(showFact(STATUS, fact, false)).toBe(expected);
    expect(showFact(STATUS, fact, true)).toBe(expected.replaceAll(/^(?=.)/gm, 'wg0\t'));
    expect(TUNNEL_FACT_NAMES).toContain(fact);
  });
});

test('what is shown without keys has none of the secret ones', () => {
  const text = JSON.stringify(withoutKeys(STATUS));
  expect(text).toContain(OURS);
  expect(text).not.toContain(SECRET);
  expect(text).not.toContain(SHARED);
});

test('the protocol of wg has keys in hex, and times in two parts', () => {
  const text = formatUapi({...STATUS, peers: [{...busy, latestHandshake: 1_700_000_000_250}]});
  expect(text).toMatch(/^private_key=[0-9a-f]{64}\nlisten_port=51820\npublic_key=[0-9a-f]{64}\npreshared_key=/);
  expect(text).toContain('\nlast_handshake_time_sec=1700000000\nlast_handshake_time_nsec=250000000\n');
  expect(text).toContain('\nallowed_ip=10.0.0.0/8\nallowed_ip=::/0\nerrno=0\n\n');
  expect(['get=1', 'status=1', 'stop=1', 'set=1\nprivate_key=00', ''].map(parseUapiRequest)).toEqual([
    'get',
    'status',
    'stop',
    undefined,
    undefined,
  ]);
});
