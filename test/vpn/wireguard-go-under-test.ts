/**
 * Debian's wireguard-go with a kernel tun, in a network namespace of its own, which a pair of veth joins to this one: the
 * real other end of a tunnel. Needs root.
 */
import {type ChildProcess, execFileSync, spawn, spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {formatKey} from '../../src/vpn/key-text.ts';
import {vi} from 'vitest';

/** Of what this process has made so far. */
let made = 0;
const MOST_MADE = 64;

/** Addresses inside; ours are in no kernel. */
export const INNER = {there: '10.77.0.1', here: '10.77.0.2', there6: 'fd77::1', here6: 'fd77::2'} as const;
export const PORT = 51_820;

/** What this machine has not got, or does not permit; `undefined`: nothing. */
export function whatWireguardGoLacks(): string | undefined {
  const program = ['wireguard-go', 'wg', 'ip', 'ping'].find((name) => spawnSync(name, ['--version']).error);
  if (program !== undefined) return `no program ${program}`;
  const name = `tlt${process.pid}`;
  const made = spawnSync('ip', ['netns', 'add', name], {encoding: 'utf8'});
  if (made.status !== 0) return `no network namespace is permitted: ${made.stderr.trim()}`;
  const tun = spawnSync('ip', ['-n', name, 'tuntap', 'add', 'tun0', 'mode', 'tun'], {encoding: 'utf8'});
  const six = spawnSync('ip', ['-n', name, 'address', 'add', `${INNER.there6}/64`, 'dev', 'tun0'], {encoding: 'utf8'});
  spawnSync('ip', ['netns', 'del', name]);
  if (tun.status !== 0) return `no kernel tun is permitted: ${tun.stderr.trim()}`;
  return six.status === 0 ? undefined : `the kernel is without IPv6: ${six.stderr.trim()}`;
}

export class WireguardGo {
  readonly #number = made++ % MOST_MADE;
  /** Addresses outside: networks for measuring (RFC 2544), a different one for each process. */
  readonly outer = {here: this.#outer(1), there: this.#outer(2)};
  readonly #namespace = `tlw${process.pid}n${this.#number}`;
  readonly #name = this.#namespace;
  readonly #veth = `tlv${process.pid}n${this.#number}`;
  readonly #directory = mkdtempSync(join(tmpdir(), 'tl-wg-'));
  #process: ChildProcess | undefined;
  #log = '';

  constructor() {
    const [outside, inside] = [this.#veth, `${this.#veth}i`];
    run('ip', 'netns', 'add', this.#namespace);
    run('ip', 'link', 'add', outside, 'type', 'veth', 'peer', 'name', inside, 'netns', this.#namespace);
    run('ip', 'address', 'add', `${this.outer.here}/30`, 'dev', outside);
    run('ip', 'link', 'set', outside, 'up');
    this.inside('ip', 'address', 'add', `${this.outer.there}/30`, 'dev', inside);
    this.inside('ip', 'link', 'set', inside, 'up');
    this.inside('ip', 'link', 'set', 'lo', 'up');
    // Where wg looks for the sockets of tunnels in user space.
    mkdirSync('/var/run/wireguard', {recursive: true, mode: 0o700});
  }

  /** Runs a program in the namespace to its end. @returns what it prints */
  inside(...command: readonly string[]): string {
    return run('ip', 'netns', 'exec', this.#namespace, ...command);
  }

  /** Starts a program in the namespace. */
  start(...command: readonly string[]): ChildProcess {
    return spawn('ip', ['netns', 'exec', this.#namespace, ...command], {stdio: ['ignore', 'pipe', 'inherit']});
  }

  /** Starts it with that configuration, of wg, and gives its interface its addresses. */
  async up(config: string): Promise<void> {
    const child = spawn('ip', ['netns', 'exec', this.#namespace, 'wireguard-go', '-f', this.#name], {
      env: {PATH: process.env['PATH'], LOG_LEVEL: 'debug', WG_PROCESS_FOREGROUND: '1'},
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    const log = (piece: Buffer): void => void (this.#log += piece.toString());
    child.stdout.on('data', log);
    child.stderr.on('data', log);
    const file = join(this.#directory, 'wg.conf');
    writeFileSync(file, config, {mode: 0o600});
    await vi.waitFor(() => run('wg', 'setconf', this.#name, file), {timeout: 10_000, interval: 20});
    for (const address of [`${INNER.there}/24`, `${INNER.there6}/64`]) {
      this.inside('ip', 'address', 'add', address, 'dev', this.#name, ...(address.includes(':') ? ['nodad'] : []));
    }
    this.inside('ip', 'link', 'set', this.#name, 'up');
  }

  /** Ends it, and its interface. */
  async down(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill();
    await ended;
  }

  /** What `wg show` says of it. @param fact one of them alone */
  show(...fact: readonly string[]): string {
    return run('wg', 'show', this.#name, ...fact).trim();
  }

  /** Pings the host of the lab, each as soon as the last one is answered. @returns how many were answered */
  async ping(destination: string, count: number, size: number): Promise<number> {
    const words = ['-q', '-f', '-W', '10', '-c', String(count), '-s', String(size), destination];
    const printed = await text(this.start('ping', ...words).stdout!);
    return Number(/(\d+) received/.exec(printed)?.[1] ?? 0);
  }

  /** Packets that have come out of the tunnel. */
  get packetsReceived(): number {
    return Number(this.inside('cat', `/sys/class/net/${this.#name}/statistics/rx_packets`));
  }

  /** Octets (with what they take up beside) that wait for it to read them. */
  get unread(): number {
    const local = `:${PORT.toString(16).toUpperCase()} `;
    const lines = this.inside('cat', '/proc/net/udp').split('\n');
    const queues = lines.filter((line) => line.includes(local)).map((line) => /:([0-9A-F]{8}) \d\d:/.exec(line)?.[1]);
    return queues.reduce((sum, octets) => sum + parseInt(octets ?? '', 16), 0);
  }

  /** What it has said so far. */
  get log(): string {
    return this.#log;
  }

  #outer(last: number): string {
    return `198.18.${process.pid % 250}.${4 * this.#number + last}`;
  }

  async remove(): Promise<void> {
    await this.down();
    spawnSync('ip', ['link', 'delete', this.#veth]);
    spawnSync('ip', ['netns', 'delete', this.#namespace]);
    rmSync(this.#directory, {recursive: true, force: true});
  }
}

/** A configuration of wg for the other end. */
export function otherEnd(keys: {
  readonly privateKey: Uint8Array;
  readonly peer: Uint8Array;
  readonly presharedKey?: Uint8Array | undefined;
  /** Where the peer is; without, it waits for the peer to begin. */
  readonly endpoint?: string | undefined;
}): string {
  const {privateKey, peer, presharedKey, endpoint} = keys;
  return [
    '[Interface]',
    `PrivateKey = ${formatKey(privateKey)}`,
    `ListenPort = ${PORT}`,
    '[Peer]',
    `PublicKey = ${formatKey(peer)}`,
    ...(presharedKey ? [`PresharedKey = ${formatKey(presharedKey)}`] : []),
    `AllowedIPs = ${INNER.here}/32, ${INNER.here6}/128`,
    ...(endpoint === undefined ? [] : [`Endpoint = ${endpoint}`]),
    '',
  ].join('\n');
}

function run(...[program, ...words]: readonly [string, ...string[]]): string {
  return execFileSync(program, words, {encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']});
}
