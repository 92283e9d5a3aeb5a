// WireGuard: what is sealed and opened in one process, and what comes out of a tunnel here and at wireguard-go, which the
// same wireguard-go sends to.
import {execFileSync, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as elapse} from 'node:timers/promises';
import {build} from 'esbuild';
import {count, inDirectory, inTurn, line, median, ROOT, title, tunlab} from './measure.mjs';

const OCTETS = 1400;
const STEPS = 2000;
const ROUNDS = 5;
/** For so long is sent in a round, in ms, as fast as it goes. */
const SENDING = 2000;
const PORT = 51_820;

/** Sends to an address for a time, datagrams of that many octets, as fast as the system takes them. */
const SENDER = `
const [address, time, octets] = process.argv.slice(1);
const socket = require('node:dgram').createSocket('udp4');
const data = Buffer.alloc(Number(octets));
const end = Date.now() + Number(time);
socket.connect(9, address, () => {
  let left = 64;
  const send = () => (Date.now() < end ? socket.send(data, send) : --left || socket.close());
  for (let index = left; index > 0; index--) send();
});
`;

title(`WireGuard, packets of ${OCTETS} octets`);
await inDirectory(sealAndOpen);
const lacks = whatIsLacking();
if (lacks === undefined) await inDirectory(againstWireguardGo);
else console.log(`  not against wireguard-go: ${lacks}`);

/** Two devices, each of which is the other's outside. */
async function sealAndOpen({XDG_RUNTIME_DIR: directory}) {
  const outfile = join(directory, 'device.mjs');
  const contents = ['device', 'key-pair', 'system-random', 'protocol-constants']
    .map((name) => `export * from './src/vpn/${name}.ts';`)
    .concat("export {RealClock} from './src/time/real-clock.ts';")
    .join('\n');
  await build({
    stdin: {contents, resolveDir: ROOT},
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  const {WireGuardDevice, keyPairOf, newPrivateKey, SYSTEM_RANDOM: random, RealClock} = await import(outfile);
  const clock = new RealClock();
  const keys = [newPrivateKey(random), newPrivateKey(random)];
  let delivered = 0;
  const devices = keys.map(
    (privateKey, index) =>
      new WireGuardDevice({
        privateKey,
        mtu: 1420,
        clock,
        random,
        transmit: (datagram) => {
          devices[1 - index].fromOutside(datagram, 0x7f00_0001, PORT);
          return true;
        },
        deliver: () => ++delivered > 0,
      }),
  );
  for (const [index, device] of devices.entries()) {
    const [publicKey, endpoint] = [keyPairOf(keys[1 - index]).publicKey, {address: 0x7f00_0001, port: PORT}];
    device.addPeer({publicKey, allowedIps: [{address: 0, length: 0}], endpoint});
  }
  const packet = new Uint8Array(OCTETS);
  new DataView(packet.buffer).setUint32(0, 0x4500_0000 + OCTETS);
  devices[0].fromInside(packet);
  const [took] = inTurn(
    [
      (steps) => {
        for (let step = 0; step < steps; step++) devices[0].fromInside(packet);
      },
    ],
    {rounds: ROUNDS, steps: STEPS},
  );
  if (delivered < ROUNDS * STEPS) throw new Error(`only ${delivered} packets came out`);
  for (const device of devices) device.close();
  clock.stop();
  line('sealed and opened, in one process', `${count(1e9 / took)}/s`, megabits(1e9 / took));
}

async function againstWireguardGo(env) {
  const [source, target] = [`tlb${process.pid}s`, `tlb${process.pid}t`];
  const children = [];
  const inside = (namespace, ...words) =>
    execFileSync('ip', ['netns', 'exec', namespace, ...words], {encoding: 'utf8'});
  try {
    for (const namespace of [source, target]) {
      execFileSync('ip', ['netns', 'add', namespace]);
      inside(namespace, 'ip', 'link', 'set', 'lo', 'up');
    }
    wire(source, 'a', '198.18.251.2', undefined, '198.18.251.1');
    wire(source, 'b', '198.18.251.6', target, '198.18.251.5');
    const key = () => execFileSync('wg', ['genkey'], {encoding: 'utf8'}).trim();
    const publicOf = (input) => execFileSync('wg', ['pubkey'], {input, encoding: 'utf8'}).trim();
    const keys = {source: key(), ours: key(), theirs: key()};
    const peer = (of, address, endpoint) =>
      `[Peer]\nPublicKey = ${publicOf(of)}\nAllowedIPs = ${address}/32\nEndpoint = ${endpoint}:${PORT}\n`;
    const head = (of) => `[Interface]\nPrivateKey = ${of}\nListenPort = ${PORT}\n`;
    mkdirSync('/var/run/wireguard', {recursive: true});
    const up = async (namespace, address, config) => {
      const file = join(env.XDG_RUNTIME_DIR, `${namespace}.conf`);
      writeFileSync(file, config, {mode: 0o600});
      const child = spawn('ip', ['netns', 'exec', namespace, 'wireguard-go', '-f', namespace], {stdio: 'ignore'});
      children.push(child);
      while (spawnSync('wg', ['setconf', namespace, file], {stdio: 'ignore'}).status !== 0) await elapse(50);
      inside(namespace, 'ip', 'address', 'add', `${address}/24`, 'dev', namespace);
      inside(namespace, 'ip', 'link', 'set', namespace, 'up');
    };
    await up(target, '10.77.0.3', head(keys.theirs) + peer(keys.source, '10.77.0.1', '198.18.251.6'));
    const file = join(env.XDG_RUNTIME_DIR, 'wg0.conf');
    const ours = head(keys.ours) + 'Address = 10.77.0.2/24\n' + peer(keys.source, '10.77.0.1', '198.18.251.2');
    writeFileSync(file, ours, {mode: 0o600});
    tunlab(env, 'vpn', 'up', file, '--transport', 'udp');
    await up(
      source,
      '10.77.0.1',
      head(keys.source) + peer(keys.ours, '10.77.0.2', '198.18.251.1') + peer(keys.theirs, '10.77.0.3', '198.18.251.5'),
    );
    const received = {
      '10.77.0.2': () => {
        const {packets, dropped} = JSON.parse(tunlab(env, 'ifconfig', 'wg0', '--json')).stats64.rx;
        // Nobody has the port.
        return packets + dropped;
      },
      '10.77.0.3': () => Number(inside(target, 'cat', `/sys/class/net/${target}/statistics/rx_packets`)),
    };
    const rates = {'10.77.0.2': [], '10.77.0.3': []};
    for (let round = -1; round < ROUNDS; round++) {
      for (const [address, packets] of Object.entries(received)) {
        const before = packets();
        inside(source, process.execPath, '-e', SENDER, address, String(SENDING), String(OCTETS - 28));
        if (round >= 0) rates[address].push((packets() - before) / (SENDING / 1000));
      }
    }
    const [here, there] = Object.values(rates).map(median);
    line('out of a tunnel that wireguard-go sends into', `${count(here)}/s`, megabits(here));
    line(
      'the same, to another wireguard-go',
      `${count(there)}/s`,
      megabits(there),
      `ratio ${(here / there).toFixed(2)}`,
    );
  } finally {
    spawnSync(join(ROOT, 'bin', 'tunlab'), ['vpn', 'down', 'wg0'], {env});
    for (const child of children) {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    }
    for (const namespace of [source, target]) spawnSync('ip', ['netns', 'del', namespace]);
  }
}

/** A pair of interfaces from a namespace to another, or to this one. */
function wire(namespace, letter, address, other, otherAddress) {
  const [one, two] = [`tlb${process.pid}${letter}1`, `tlb${process.pid}${letter}2`];
  execFileSync('ip', ['-n', namespace, 'link', 'add', one, 'type', 'veth', 'peer', 'name', two]);
  if (other !== undefined) execFileSync('ip', ['-n', namespace, 'link', 'set', two, 'netns', other]);
  else execFileSync('ip', ['-n', namespace, 'link', 'set', two, 'netns', String(process.pid)]);
  const there = other === undefined ? [] : ['-n', other];
  for (const [at, name, own] of [
    [['-n', namespace], one, address],
    [there, two, otherAddress],
  ]) {
    execFileSync('ip', [...at, 'address', 'add', `${own}/30`, 'dev', name]);
    execFileSync('ip', [...at, 'link', 'set', name, 'up']);
  }
}

function whatIsLacking() {
  const program = ['wireguard-go', 'wg', 'ip'].find((name) => spawnSync(name, ['--version']).error);
  if (program !== undefined) return `no program ${program}`;
  const name = `tlb${process.pid}`;
  const made = spawnSync('ip', ['netns', 'add', name], {encoding: 'utf8'});
  if (made.status !== 0) return `no network namespace is permitted: ${made.stderr.trim()}`;
  const tun = spawnSync('ip', ['-n', name, 'tuntap', 'add', 'tun0', 'mode', 'tun'], {encoding: 'utf8'});
  spawnSync('ip', ['netns', 'del', name]);
  return tun.status === 0 ? undefined : `no kernel tun is permitted: ${tun.stderr.trim()}`;
}

function megabits(packets) {
  return `${count((packets * OCTETS * 8) / 1e6)} Mbit/s`;
}
