/** `tunctl` of uml-utilities, with `-n` (tun) and `-p` (tap) of tunctl 1.5, which other distributions have. */
import {type ErrorCode, NetworkError} from '../../../errors.ts';
import {modeOfName} from '../../../names.ts';
import type {Tool, ToolSession} from '../tool.ts';
import {refused} from './failure.ts';
import {groupNumber, userNumber} from './owners.ts';
import {TUNCTL_USAGE} from './tunctl-usage.ts';

const VALUED = 'ugtfd';
const FLAGS = 'bnp';
/** The kernel cuts what is longer. */
const LONGEST_NAME = 15;
const CLONE_DEVICES: ReadonlySet<string> = new Set(['/dev/net/tun', '/dev/misc/net/tun', '/dev/tun']);

interface TunctlWords {
  readonly flags: ReadonlySet<string>;
  readonly name?: string;
  readonly doomed?: string;
  readonly file?: string;
  readonly user?: number;
  readonly group?: number;
}

export const tunctl: Tool = async (session) => {
  const words = readWords(session.words);
  if (typeof words === 'string') return refused(session, 'EUSAGE', words + TUNCTL_USAGE, 1);
  const {file} = words;
  if (file === '/dev/null') return failed(session, 'Inappropriate ioctl for device', 'EOPNOTSUPP');
  if (file !== undefined && !CLONE_DEVICES.has(file)) {
    return refused(session, 'ENOENT', `Failed to open '${file}' : No such file or directory\n`, 1);
  }
  try {
    return words.doomed === undefined ? await make(session, words) : await unmake(session, words.doomed);
  } catch (reason) {
    return kernelRefusal(session, reason);
  }
};

async function make(session: ToolSession, {flags, name, user, group}: TunctlWords): Promise<number> {
  const {lab, host, json, out} = session;
  const ifname = name === undefined || name === '' ? undefined : name;
  const named = ifname === undefined ? undefined : modeOfName(ifname);
  const mode = flags.has('n') ? 'tun' : flags.has('p') ? 'tap' : (named ?? 'tap');
  const known = (await lab.listDevices({host})).find((device) => device.ifname === ifname);
  if (known?.opened === true) return busy(session);
  // Whoever makes it owns it, unless a group is to.
  const owner = user ?? (group === undefined ? 0 : undefined);
  const device = await lab.createDevice({
    host,
    mode,
    ifname: ifname ?? mode,
    exists_ok: known !== undefined,
    persist: true,
    ...(owner !== undefined && {user: String(owner)}),
    ...(group !== undefined && {group: String(group)}),
  });
  if (json) out(`${JSON.stringify(device)}\n`);
  else if (flags.has('b')) out(`${device.ifname}\n`);
  else out(`Set '${device.ifname}' persistent and owned by${ownerText(owner, group)}\n`);
  return 0;
}

function ownerText(user: number | undefined, group: number | undefined): string {
  return (user === undefined ? '' : ` uid ${user}`) + (group === undefined ? '' : ` gid ${group}`);
}

/** What is not there is made and goes again, as the original does it. */
async function unmake(session: ToolSession, name: string): Promise<number> {
  const {lab, host, json, out} = session;
  const device = (await lab.listDevices({host})).find(({ifname}) => ifname === name);
  if (device?.opened === true) return busy(session);
  const other = (await lab.listInterfaces({host})).some(({ifname}) => ifname === name);
  if (!device && (other || name === 'lo' || !/^[\w.-]+$/.test(name)))
    return failed(session, 'Invalid argument', 'EINVAL');
  if (device) await lab.removeInterface({host, ifname: name});
  out(json ? '{}\n' : `Set '${name}' nonpersistent\n`);
  return 0;
}

/** Letters in any order; what is none of them is wrong. @returns the complaint in front of the usage */
function readWords(typed: readonly string[]): TunctlWords | string {
  const flags = new Set<string>();
  const values: Record<string, string> = {};
  const left = [...typed];
  let extra = false;
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (!/^-./.test(word)) {
      extra = true;
      continue;
    }
    for (let place = 1; place < word.length; place++) {
      const letter = word.charAt(place);
      if (VALUED.includes(letter)) {
        const value = word.slice(place + 1) || left.shift();
        if (value === undefined) return `tunctl: option requires an argument -- '${letter}'\n`;
        values[letter] = value;
        break;
      }
      if (!FLAGS.includes(letter)) return `tunctl: invalid option -- '${letter}'\n`;
      flags.add(letter);
    }
  }
  const user = numbered(values['u'], userNumber);
  if (user === null) return `'${values['u']!}' is neither a username nor a numeric uid.\n`;
  const group = numbered(values['g'], groupNumber);
  if (group === null) return `'${values['g']!}' is neither a groupname nor a numeric group.\n`;
  if (extra) return '';
  return {
    flags,
    ...(values['t'] !== undefined && {name: values['t'].slice(0, LONGEST_NAME)}),
    ...(values['d'] !== undefined && {doomed: values['d'].slice(0, LONGEST_NAME)}),
    ...(values['f'] !== undefined && {file: values['f']}),
    ...(user !== undefined && {user}),
    ...(group !== undefined && {group}),
  };
}

/** `null`: nobody has that name. */
function numbered(word: string | undefined, numberOf: (name: string) => number | undefined): number | null | undefined {
  if (word === undefined) return undefined;
  return /^\d{1,10}$/.test(word) ? Number(word) : (numberOf(word) ?? null);
}

function busy(session: ToolSession): number {
  return failed(session, 'Device or resource busy', 'EBUSY');
}

function failed(session: ToolSession, why: string, code: ErrorCode): number {
  return refused(session, code, `TUNSETIFF: ${why}\n`, 1);
}

/** @throws what is no refusal of the kernel's */
function kernelRefusal(session: ToolSession, reason: unknown): number {
  const code = reason instanceof NetworkError ? reason.code : undefined;
  if (code === 'EEXIST' || code === 'EINVAL' || code === 'EUSAGE') return failed(session, 'Invalid argument', 'EINVAL');
  if (code === 'EBUSY') return busy(session);
  if (code === 'ENOBUFS') return failed(session, 'No buffer space available', code);
  throw reason;
}
