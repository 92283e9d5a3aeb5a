/** Scripts in fresh namespaces of this machine's Linux, with the real tools and the real driver. */
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {hasProgram, type Outcome, type Sandbox} from '../journey/sandbox.ts';

/** Programs, and the packages of Debian that have them. */
const PROGRAMS = {
  ifconfig: 'net-tools',
  route: 'net-tools',
  netstat: 'net-tools',
  arp: 'net-tools',
  ping: 'iputils-ping',
  ip: 'iproute2',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  python3: 'python3',
};

/**
 * What every network of its own is told: no link-local addresses are made up. There is no server to ask for names, and
 * every answer about one is the same.
 */
const SETUP = `
printf 'nameserver 127.0.0.1\\n' >"$BOX/resolv.conf" && mount --bind "$BOX/resolv.conf" /etc/resolv.conf &&
printf '127.0.0.1 localhost\\n' >"$BOX/hosts" && mount --bind "$BOX/hosts" /etc/hosts &&
ip link set lo up && echo 1 >/proc/sys/net/ipv6/conf/default/addr_gen_mode && exec sh "$@"`;

/** Why there can be no such namespace here; `undefined`: there can. */
export function whatNamespaceLacks(): string | undefined {
  if (process.platform !== 'linux') return 'this is no Linux';
  if (process.getuid?.() !== 0) return 'not root: the length of a queue is set by root alone';
  if (!existsSync('/dev/net/tun')) return 'there is no /dev/net/tun';
  const absent = Object.entries(PROGRAMS).find(([program]) => !hasProgram(program));
  return absent && `no program ${absent[0]} (Debian: ${absent[1]})`;
}

/** Runs `sh SCRIPT` in `directory`, with the programs of `programs` first on its PATH. */
export function runInNamespace(box: Sandbox, script: string, directory: string): Promise<Outcome> {
  const namespaces = ['unshare', '-nmpf', '--kill-child', '--mount-proc'];
  return box.run([...namespaces, 'sh', '-c', `cd "$0" || exit; ${SETUP}`, directory, script], {
    env: {
      BOX: box.directory,
      LC_ALL: 'C',
      PATH: `${join(directory, 'kernel')}:${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`,
    },
  });
}
