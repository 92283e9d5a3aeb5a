/** `ip tuntap`. */
import type {DeviceState} from '../../../../api/schema/device.ts';
import {NetworkError} from '../../../../errors.ts';
import {Answer} from './answer.ts';
import {linkNamed, linksOf} from './links.ts';
import {type IpRun, printList} from './run.ts';
import {IP_STATUS, IpStop, wrongWords} from './stop.ts';
import {TUNTAP_USAGE} from './tuntap-usage.ts';
import {readTuntapWords} from './tuntap-words.ts';
import {abbreviates, type IpWords} from './words.ts';

export async function tuntap(run: IpRun, words: IpWords): Promise<number> {
  const typed = words.next();
  const is = (word: string): boolean => typed !== undefined && abbreviates(typed, word);
  if (typed === undefined) return showDevices(run);
  if (is('add')) return addDevice(run, words);
  if (is('delete')) return deleteDevice(run, words);
  if (is('show') || is('lst') || is('list')) return showDevices(run);
  if (is('help')) throw new IpStop(TUNTAP_USAGE, IP_STATUS.usage);
  throw wrongWords(`Command "${typed}" is unknown, try "ip tuntap help".`);
}

async function addDevice({session}: IpRun, words: IpWords): Promise<number> {
  const {name, mode, user, group, pi} = readTuntapWords(words, 'add');
  const {lab, host} = session;
  if (name !== undefined && linkNamed(await linksOf(session), name)) throw busy();
  try {
    await lab.createDevice({
      host,
      mode,
      ifname: name ?? mode,
      persist: true,
      ...(user !== undefined && {user: String(user)}),
      ...(group !== undefined && {group: String(group)}),
      ...(pi && {link_header: 'pi' as const}),
    });
  } catch (reason) {
    throw refused(reason);
  }
  return 0;
}

/** What is not there is made and goes again, as the original does it. */
async function deleteDevice({session}: IpRun, words: IpWords): Promise<number> {
  const {name, mode} = readTuntapWords(words, 'delete');
  const {lab, host} = session;
  const link = name === undefined ? undefined : linkNamed(await linksOf(session), name);
  if (!link) return 0;
  const {device} = link;
  if (device?.mode !== mode) throw ioctl('Invalid argument', 'EINVAL');
  if (device.opened) throw busy();
  try {
    await lab.removeInterface({host, ifname: device.ifname});
  } catch (reason) {
    throw refused(reason);
  }
  return 0;
}

async function showDevices(run: IpRun): Promise<number> {
  const {lab, host} = run.session;
  return printList(
    run,
    (await lab.listDevices({host})).map((device) => deviceAnswer(device, run)),
  );
}

function deviceAnswer({ifname, mode, persist, link_header: header, user, group}: DeviceState, run: IpRun): Answer {
  const answer = new Answer();
  answer.word('ifname', ifname, ':');
  // The kernel has one bit for both: no header, no filter.
  const flags = [
    mode,
    ...(header === 'pi' ? ['pi'] : []),
    ...(persist ? ['persist'] : []),
    ...(header === 'pi' ? ['filter'] : []),
  ];
  answer.both('flags', flags, flags.map((flag) => ` ${flag}`).join(''));
  if (user !== null) answer.both('user', numbered(user), ` user ${user}`);
  if (group !== null) answer.both('group', numbered(group), ` group ${group}`);
  // Applications are no processes of a lab.
  if (run.options.details) answer.both('processes', [], '\n\tAttached to processes:');
  answer.say('\n');
  return answer;
}

function numbered(owner: string): number | string {
  return /^\d+$/.test(owner) ? Number(owner) : owner;
}

function busy(): IpStop {
  return ioctl('Device or resource busy', 'EBUSY');
}

function ioctl(why: string, code: 'EBUSY' | 'EINVAL' | 'EOPNOTSUPP' | 'ENOBUFS'): IpStop {
  return new IpStop(`ioctl(TUNSETIFF): ${why}\n`, IP_STATUS.failed, code);
}

function refused(reason: unknown): unknown {
  if (!(reason instanceof NetworkError)) return reason;
  switch (reason.code) {
    case 'EEXIST':
    case 'EBUSY':
      return busy();
    case 'EINVAL':
    case 'EUSAGE':
      return ioctl('Invalid argument', 'EINVAL');
    case 'EOPNOTSUPP':
      return ioctl('Operation not supported', 'EOPNOTSUPP');
    case 'ENOBUFS':
      return ioctl('No buffer space available', 'ENOBUFS');
    default:
      return reason;
  }
}
