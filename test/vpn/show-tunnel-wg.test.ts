/** What `vpn show` prints, against what wg itself prints of the same tunnel, which it asks by the tunnel's own socket. */
import {execFile} from 'node:child_process';
import {accessSync, constants, mkdirSync} from 'node:fs';
import {promisify} from 'node:util';
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type ControlServer, serveControl} from '../../src/vpn/control-server.ts';
import {keyPairOf} from '../../src/vpn/key-pair.ts';
import {formatKey} from '../../src/vpn/key-text.ts';
import {showFact, showTunnel, TUNNEL_FACT_NAMES} from '../../src/vpn/show-tunnel.ts';
import type {PeerStatus, TunnelStatus} from '../../src/vpn/tunnel-status.ts';
import {hasProgram} from '../journey/sandbox.ts';

/** Where wg looks for the sockets of tunnels in user space. */
const DIRECTORY = '/var/run/wireguard';
const NAME = `tls${process.pid}`;

function whatIsLacking(): string | undefined {
  if (!hasProgram('wg')) return 'no program wg';
  try {
    mkdirSync(DIRECTORY, {recursive: true, mode: 0o700});
    accessSync(DIRECTORY, constants.W_OK);
    return undefined;
  } catch {
    return `no leave to write to ${DIRECTORY}`;
  }
}

const lacks = whatIsLacking();
if (lacks !== undefined) console.log(`skipped: what wg itself shows (${lacks})`);

const key = fc.uint8Array({minLength: 32, maxLength: 32}).map(formatKey);
const octets = fc.oneof(fc.nat(3000), fc.integer({min: 0, max: 2 ** 50}));
const network = fc.oneof(
  fc.constantFrom('0.0.0.0/0', '10.0.0.0/8', '192.0.2.1/32', '::/0', 'fd00::/8', '2001:db8::1/128'),
);
const SECONDS_OF_YEARS = 3 * 365 * 24 * 60 * 60;

/** @param now ms since 1970, a whole second */
function statuses(now: number): fc.Arbitrary<TunnelStatus> {
  const ages = fc.oneof(fc.constantFrom(0, 1, 59, 60, 61, 3600, 86_400, 90_061), fc.nat(SECONDS_OF_YEARS));
  const peer = fc.record<PeerStatus>(
    {
      publicKey: key,
      presharedKey: key,
      endpoint: fc.constantFrom('192.0.2.1:1', '[2001:db8::1]:65535', '10.0.0.1:51820'),
      allowedIps: fc.uniqueArray(network, {maxLength: 4}),
      latestHandshake: fc.oneof(
        fc.constant(0),
        ages.map((age) => now - age * 1000),
      ),
      transferRx: octets,
      transferTx: octets,
      persistentKeepalive: fc.oneof(fc.constant(0), fc.integer({min: 1, max: 65_535})),
    },
    {requiredKeys: ['publicKey', 'allowedIps', 'latestHandshake', 'transferRx', 'transferTx', 'persistentKeepalive']},
  );
  return fc
    .tuple(
      fc.uint8Array({minLength: 32, maxLength: 32}),
      fc.integer({min: 1, max: 65_535}),
      fc.uniqueArray(peer, {maxLength: 4, selector: ({publicKey}) => publicKey}),
    )
    .map(([privateKey, listenPort, peers]) => ({
      interface: NAME,
      host: 'local',
      pid: 1,
      transport: 'lab',
      publicKey: formatKey(keyPairOf(privateKey).publicKey),
      privateKey: formatKey(privateKey),
      listenPort,
      mtu: 1420,
      peers,
      drops: {},
    }));
}

describe.skipIf(lacks !== undefined)(`as wg prints${lacks === undefined ? '' : ` (${lacks})`}`, () => {
  let status: TunnelStatus;
  let server: ControlServer;
  beforeAll(async () => {
    const options = {path: `${DIRECTORY}/${NAME}.sock`, status: () => status, stop: () => undefined};
    server = await serveControl(options);
  });
  afterAll(() => server.close());

  async function wg(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
    const {stdout} = await promisify(execFile)('wg', ['show', NAME, ...words], {env: {...process.env, ...env}});
    return stdout;
  }

  /** Both within the same second, as ages are told in those. */
  async function expectSame(ours: (now: number) => string, theirs: () => Promise<string>): Promise<void> {
    for (;;) {
      const second = Math.floor(Date.now() / 1000);
      const printed = await theirs();
      if (Math.floor(Date.now() / 1000) !== second) continue;
      expect(ours(second * 1000)).toBe(printed);
      return;
    }
  }

  const samples = fc.sample(statuses(Math.floor(Date.now() / 1000) * 1000), {numRuns: 12, seed: process.pid});

  test('for people, with secret keys and without', async () => {
    for (status of samples) {
      await expectSame(
        (now) => showTunnel(status, now, false),
        () => wg([]),
      );
      await expectSame(
        (now) => showTunnel(status, now, true),
        () => wg([], {WG_HIDE_KEYS: 'never'}),
      );
    }
  });

  test.each(TUNNEL_FACT_NAMES.map((name) => [name]))('for scripts: %s', async (fact) => {
    for (status of samples) expect(showFact(status, fact, false)).toBe(await wg([fact]));
  });
});
