/** What is left when a tunnel, or who brings it up, is killed at any moment. 200 times: TUNLAB_LONG=1. */
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as elapse} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {Random} from '../../src/random.ts';
import {eventually, type Sandbox, sandbox} from './sandbox.ts';

const ROUNDS = process.env['TUNLAB_LONG'] === '1' ? 200 : 12;
const SEED = Number(process.env['TUNLAB_SEED'] ?? process.pid);

/** A peer behind a router: its address keeps its own way when everything goes through the tunnel. */
const SCENE = [
  'host add router',
  'wire add w local:eth0 router:eth0',
  'ifconfig eth0 10.0.0.1/24 up',
  'on router ifconfig eth0 10.0.0.2/24 up',
  'route add default gw 10.0.0.2',
  'ifconfig tun5 10.5.0.1/24 up',
];
const CONFIG = `[Interface]
PrivateKey = 2D1ep9ZiUzSpfKw0mKMSyB5BEujRx8hXkfJf6E6HB28=
ListenPort = 51820
Address = 10.7.0.1/24, fd07::1/64
MTU = 1300
[Peer]
PublicKey = AyTbMeFZEFQqyldQyDx8NA+MSg03YdmJkO8mG8i8TkY=
AllowedIPs = 0.0.0.0/0, fd00::/8
Endpoint = 192.0.2.1:51820
PersistentKeepalive = 1
`;

/** All that a tunnel may change. */
async function configuration(box: Sandbox): Promise<unknown> {
  const told = await Promise.all(
    ['ifconfig -a', 'route', 'route -6', 'tunctl list', 'udp list'].map((line) => box.output(`${line} --json`)),
  );
  const ignored = new Set(['stats64', 'refused']);
  return told.map(
    (text) => JSON.parse(text, (key, value: unknown) => (ignored.has(key) ? undefined : value)) as unknown,
  );
}

/** The program that is the tunnel. */
function tunnelOf(box: Sandbox): number | undefined {
  return box.processes().find((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('vpn.cjs');
    } catch {
      return false;
    }
  });
}

test(`${ROUNDS} times killed, it leaves the lab as it was, and no process`, {timeout: 1_200_000}, async () => {
  console.log(`TUNLAB_SEED=${SEED}`);
  const random = new Random(SEED);
  const box = sandbox();
  for (const line of SCENE) await box.output(line);
  const file = join(box.directory, 'wg0.conf');
  writeFileSync(file, CONFIG, {mode: 0o600});
  const daemon = await box.daemon();
  const before = await configuration(box);

  const start = performance.now();
  await box.output(`vpn up ${file}`);
  const whole = performance.now() - start;
  expect(await configuration(box)).not.toEqual(before);
  await box.output('vpn down wg0');
  expect(await configuration(box)).toEqual(before);

  const ways: Record<string, number> = {};
  for (let round = 0; round < ROUNDS; round++) {
    const ifname = round % 3 === 0 ? 'tun5' : 'wg0';
    const command = box.start(['tunlab', 'vpn', 'up', file, '--interface', ifname]);
    // From before there is anything until well after it is up.
    await elapse((random.next() / 2 ** 32) * 1.5 * whole);
    const tunnel = tunnelOf(box);
    const [victim, what] = round % 2 === 0 && tunnel !== undefined ? [tunnel, 'tunnel'] : [command.pid, 'command'];
    const coming = command.process.exitCode === null;
    const way = `the ${what}, ${coming ? 'coming up' : 'up'}`;
    const shown = `round ${round}: ${way}`;
    if (what === 'tunnel' || coming) process.kill(victim, 'SIGKILL');
    await command.ended;
    if (what === 'command') {
      const {status, stderr} = await box.tunlab(`vpn down ${ifname}`);
      if (status !== 0) expect(stderr, shown).toBe(`tunlab: ${ifname} is no tunnel that is up on local\n`);
    }
    await eventually(() => expect(box.processes(), shown).toEqual([daemon]));
    await eventually(async () => expect(await configuration(box), shown).toEqual(before));
    ways[way] = (ways[way] ?? 0) + 1;
  }
  console.log(JSON.stringify(ways));
});
