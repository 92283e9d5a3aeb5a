/** Networks of the kernel's own that a lab's way out leads to: see programs/networks.sh. */
import {spawnSync} from 'node:child_process';
import {chmodSync, chownSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import {hasProgram, ROOT, type Sandbox, TUNLAB} from './sandbox.ts';
import {ShellSession} from './shell-session.ts';

const NETWORKS = join(ROOT, 'test', 'journey', 'programs', 'networks.sh');
/** Everything in it ends with it. */
const UNSHARE = 'unshare --user --map-root-user --net --mount --pid --fork --mount-proc --kill-child'.split(' ');

/** Who owns nothing on this machine. */
const NOBODY = 65_534;
const AS_NOBODY = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'];

/** What this machine has not got, or does not permit, for there to be such networks; `undefined`: nothing. */
export function whatNetworksLack(): string | undefined {
  const program = ['unshare', 'nsenter', 'ip'].find((name) => !hasProgram(name));
  if (program !== undefined) return `no program ${program}`;
  const line = "ip link add v0 type veth peer name v1 && echo '0 0' > /proc/sys/net/ipv4/ping_group_range";
  const {status, stderr} = spawnSync(UNSHARE[0]!, [...UNSHARE.slice(1), 'sh', '-c', line], {encoding: 'utf8'});
  return status === 0 ? undefined : `no namespaces are permitted: ${stderr.trim()}`;
}

/** The same, for an ordinary user. */
export function whatNobodyLacks(): string | undefined {
  if (process.getuid?.() !== 0) return 'the tests run as an ordinary user already';
  const command = [...AS_NOBODY, ...UNSHARE, process.execPath, '-e', `require('fs').readFileSync('${NETWORKS}')`];
  const {status, stderr} = spawnSync(command[0]!, command.slice(1), {encoding: 'utf8'});
  return status === 0 ? undefined : `nobody can not do it here: ${stderr.trim().split('\n')[0] ?? ''}`;
}

/** A shell in the midst of those networks, in a private lab that ends with it. */
export function inNetworks(box: Sandbox): ShellSession {
  return new ShellSession(box, networks(box.directory));
}

/** The same, for one test, where all of it is an ordinary user's. */
export function inNetworksOfNobody(box: Sandbox): ShellSession {
  // The shell writes what its lines print into the directory of the sandbox; all else is the lab's own business.
  chmodSync(box.directory, 0o777);
  const own = mkdtempSync(join(tmpdir(), 'tn-'));
  onTestFinished(() => rmSync(own, {recursive: true}));
  chownSync(own, NOBODY, NOBODY);
  const places = ['env', `HOME=${own}`, `XDG_RUNTIME_DIR=${own}`, `XDG_STATE_HOME=${own}/s`];
  return new ShellSession(box, [...AS_NOBODY, ...places, ...networks(own)]);
}

function networks(directory: string): string[] {
  return [...UNSHARE, 'sh', NETWORKS, directory, process.execPath, TUNLAB, 'with', '--', 'sh'];
}
