/**
 * Debian's ocserv in a network namespace of its own with a kernel tun, which a pair of veth joins to this one: the real
 * other end of OpenConnect. Needs root.
 */
import {execFileSync, spawn, spawnSync, type ChildProcess} from 'node:child_process';
import {createHash, X509Certificate} from 'node:crypto';
import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect} from 'vitest';
import {eventually, hasProgram} from './sandbox.ts';

/** Networks for measuring (RFC 2544), a different one for each process. */
const OUTER = {here: `198.19.${process.pid % 250}.1`, there: `198.19.${process.pid % 250}.2`} as const;
const PORT = 4443;
/** Inside: the server's own addresses, and one behind it that the split route leads to. */
export const INSIDE = {server: '192.168.55.1', server6: 'fd55::1', behind: '10.66.0.1'} as const;
export const USER = {name: 'user1', password: 'secret1'} as const;

/** What this machine has not got, or does not permit; `undefined`: nothing. */
export function whatOcservLacks(): string | undefined {
  const program = ['openconnect', 'ocserv', 'ocpasswd', 'openssl', 'ip', 'setpriv'].find((name) => !hasProgram(name));
  if (program !== undefined) return `no program ${program}`;
  const name = `tlc${process.pid}`;
  const made = spawnSync('ip', ['netns', 'add', name], {encoding: 'utf8'});
  if (made.status !== 0) return `no network namespace is permitted: ${made.stderr.trim()}`;
  const tun = spawnSync('ip', ['-n', name, 'tuntap', 'add', 'tun0', 'mode', 'tun'], {encoding: 'utf8'});
  spawnSync('ip', ['netns', 'del', name]);
  return tun.status === 0 ? undefined : `no kernel tun is permitted: ${tun.stderr.trim()}`;
}

export class OcservUnderTest {
  readonly url = `https://${OUTER.there}:${PORT}/`;
  readonly #namespace = `tlo${process.pid}`;
  readonly #veth = `tlo${process.pid}`;
  readonly #directory = mkdtempSync(join(tmpdir(), 'tl-oc-'));
  readonly #process: ChildProcess;
  #log = '';

  private constructor() {
    const [outside, inside] = [this.#veth, `${this.#veth}n`];
    run('ip', 'netns', 'add', this.#namespace);
    run('ip', 'link', 'add', outside, 'type', 'veth', 'peer', 'name', inside, 'netns', this.#namespace);
    run('ip', 'address', 'add', `${OUTER.here}/24`, 'dev', outside);
    run('ip', 'link', 'set', outside, 'up');
    run('ip', '-n', this.#namespace, 'address', 'add', `${OUTER.there}/24`, 'dev', inside);
    run('ip', '-n', this.#namespace, 'address', 'add', `${INSIDE.behind}/32`, 'dev', 'lo');
    for (const name of [inside, 'lo']) run('ip', '-n', this.#namespace, 'link', 'set', name, 'up');
    const file = (name: string): string => join(this.#directory, name);
    // Its workers, which are nobody, go by a socket in it.
    chmodSync(this.#directory, 0o711);
    // prettier-ignore
    run('openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=ocserv under test',
      '-addext', `subjectAltName=IP:${OUTER.there}`, '-keyout', file('key.pem'), '-out', file('cert.pem'));
    execFileSync('ocpasswd', ['-c', file('passwd'), USER.name], {input: `${USER.password}\n${USER.password}\n`});
    writeFileSync(file('ocserv.conf'), configuration(file));
    this.#process = spawn(
      'ip',
      ['netns', 'exec', this.#namespace, 'ocserv', '-f', '-d', '1', '-c', file('ocserv.conf')],
      {stdio: ['ignore', 'pipe', 'pipe']},
    );
    for (const output of [this.#process.stdout!, this.#process.stderr!]) {
      output.on('data', (text: Buffer) => (this.#log += text.toString()));
    }
  }

  static async start(): Promise<OcservUnderTest> {
    const server = new OcservUnderTest();
    try {
      await eventually(() => expect(server.#log).toMatch(/sec-mod initialized/));
      return server;
    } catch (reason) {
      await server.remove();
      throw reason;
    }
  }

  /** What OpenConnect takes as the one certificate that it is to trust. */
  get pin(): string {
    const {publicKey} = new X509Certificate(readFileSync(join(this.#directory, 'cert.pem')));
    const key = publicKey.export({type: 'spki', format: 'der'});
    return `pin-sha256:${createHash('sha256').update(key).digest('base64')}`;
  }

  async remove(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill();
    await ended;
    spawnSync('ip', ['link', 'delete', this.#veth]);
    spawnSync('ip', ['netns', 'delete', this.#namespace]);
    rmSync(this.#directory, {recursive: true, force: true});
  }
}

function configuration(file: (name: string) => string): string {
  return [
    `auth = "plain[passwd=${file('passwd')}]"`,
    `tcp-port = ${PORT}`,
    `udp-port = ${PORT}`,
    'run-as-user = nobody',
    'run-as-group = nogroup',
    `socket-file = ${file('socket')}`,
    `pid-file = ${file('pid')}`,
    `server-cert = ${file('cert.pem')}`,
    `server-key = ${file('key.pem')}`,
    'isolate-workers = false',
    'max-clients = 4',
    'max-same-clients = 4',
    'keepalive = 60',
    'auth-timeout = 240',
    'cookie-timeout = 300',
    'device = vpns',
    'ping-leases = false',
    'ipv4-network = 192.168.55.0',
    'ipv4-netmask = 255.255.255.0',
    'ipv6-network = fd55::/64',
    'ipv6-subnet-prefix = 128',
    'dns = 192.168.55.1',
    'route = 10.66.0.0/255.255.0.0',
    'route = fd55::/64',
    '',
  ].join('\n');
}

function run(...[program, ...words]: readonly [string, ...string[]]): string {
  return execFileSync(program, words, {encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']});
}
