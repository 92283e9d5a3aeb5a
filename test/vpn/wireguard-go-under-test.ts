/**
 * Debian's wireguard-go with a kernel tun, in a network namespace of its own, which a pair of veth joins to this one: the
 * real other end of a tunnel. Needs root.
 */
import {type ChildProcess, execFileSync, spawn, spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {formatKey} from '../../src/vpn/key-text.ts';
import {vi} from 'vitest';

/** Networks for measuring (RFC 2544), a different one for each process. */
const NUMBER = process.pid % 250;
export const OUTER = {here: `198.18.${NUMBER}.1`, there: `198.18.${NUMBER}.2`} as const;
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
  spawnSync('ip', ['netns', 'del', name]);
  return tun.status === 0 ? undefined : `no kernel tun is permitted: ${tun.stderr.trim()}`;
}

export class WireguardGo {
  readonly #namespace = `tlw${process.pid}`;
  readonly #name = `tlw${process.pid}`;
  readonly #veth = `tlv${process.pid}`;
  readonly #directory = mkdtempSync(join(tmpdir(), 'tl-wg-'));
  #process: ChildProcess | undefined;
  #log = '';

  constructor() {
    const [outside, inside] = [this.#veth, `${this.#veth}n`];
    run('ip', 'netns', 'add', this.#namespace);
    run('ip', 'link', 'add', outside, 'type', 'veth', 'peer', 'name', inside, 'netns', this.#namespace);
    run('ip', 'address', 'add', `${OUTER.here}/24`, 'dev', outside);
    run('ip', 'link', 'set', outside, 'up');
    this.inside('ip', 'address', 'add', `${OUTER.there}/24`, 'dev', inside);
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
    const log = (text: Buffer): void => void (this.#log += text.toString());
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

  /** What `wg show` says of its one peer. */
  show(fact: string): string {
    return run('wg', 'show', this.#name, fact).trim();
  }

  /** What it has said so far. */
  get log(): string {
    return this.#log;
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
  readonly endpointPort?: number | undefined;
}): string {
  const {privateKey, peer, presharedKey, endpointPort} = keys;
  return [
    '[Interface]',
    `PrivateKey = ${formatKey(privateKey)}`,
    `ListenPort = ${PORT}`,
    '[Peer]',
    `PublicKey = ${formatKey(peer)}`,
    ...(presharedKey ? [`PresharedKey = ${formatKey(presharedKey)}`] : []),
    `AllowedIPs = ${INNER.here}/32, ${INNER.here6}/128`,
    ...(endpointPort === undefined ? [] : [`Endpoint = ${OUTER.here}:${endpointPort}`]),
    '',
  ].join('\n');
}

function run(...[program, ...words]: readonly [string, ...string[]]): string {
  return execFileSync(program, words, {encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']});
}
