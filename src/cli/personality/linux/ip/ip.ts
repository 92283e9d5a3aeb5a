/** `ip` of iproute2 6.1. */
import type {Tool, ToolSession} from '../../tool.ts';
import {address} from './address.ts';
import {runBatch} from './batch.ts';
import {IP_USAGE} from './ip-usage.ts';
import {link} from './link.ts';
import {neighbour} from './neighbour.ts';
import {type IpOptions, type ReadOptions, readOptions} from './options.ts';
import {route} from './route.ts';
import {rule} from './rule.ts';
import {type IpRun, refusedHere} from './run.ts';
import {refused} from '../failure.ts';
import {IP_STATUS, IpStop} from './stop.ts';
import {tunnel} from './tunnel.ts';
import {tuntap} from './tuntap.ts';
import {abbreviates, IpWords} from './words.ts';

const VERSION = 'ip utility, iproute2-6.1.0, libbpf 1.1.2\n';

type IpObject = (run: IpRun, words: IpWords) => Promise<number> | number;

/** In the order in which abbreviations are looked up. */
const OBJECTS: readonly (readonly [string, IpObject | null])[] = [
  ['address', address],
  ['addrlabel', null],
  ['maddress', null],
  ['route', route],
  ['rule', rule],
  ['neighbor', neighbour],
  ['neighbour', neighbour],
  ['ntable', null],
  ['ntbl', null],
  ['link', link],
  ['l2tp', null],
  ['fou', null],
  ['ila', null],
  ['macsec', null],
  ['tunnel', tunnel],
  ['tunl', tunnel],
  ['tuntap', tuntap],
  ['tap', tuntap],
  ['token', null],
  ['tcpmetrics', null],
  ['tcp_metrics', null],
  ['monitor', null],
  ['xfrm', null],
  ['mroute', null],
  ['mrule', null],
  ['netns', null],
  ['netconf', null],
  ['vrf', null],
  ['sr', null],
  ['nexthop', null],
  ['mptcp', null],
  ['ioam', null],
  ['help', help],
  ['stats', null],
];

export const ip: Tool = async (session) => {
  try {
    const read = readOptions(session.words);
    if (read === 'version') {
      session.out(session.json ? `${JSON.stringify({text: VERSION})}\n` : VERSION);
      return 0;
    }
    const {command} = read;
    const options = {...read.options, nameOf: await namesFor(session, read.options)};
    if (options.batch !== undefined) {
      return await runBatch(session, options, (words) => runCommand(session, options, words));
    }
    return await runCommand(session, options, command);
  } catch (reason) {
    return stopped(session, reason);
  }
};

/** One command; what stops it is told. @returns the exit status */
async function runCommand(session: ToolSession, options: IpOptions, words: readonly string[]): Promise<number> {
  const [object = '', ...rest] = words;
  try {
    if (words.length === 0) return help();
    const [name = object, run] = OBJECTS.find(([each]) => abbreviates(object, each)) ?? [];
    if (run === undefined) {
      throw new IpStop(`Object "${object}" is unknown, try "ip help".\n`, IP_STATUS.failed);
    }
    if (run === null) throw refusedHere(`ip ${name}`, 'address, link, neighbour, route, rule and tuntap are');
    return await run({session, options}, new IpWords(rest));
  } catch (reason) {
    return stopped(session, reason);
  }
}

/** How addresses are told: as they are, or under `-resolve` by the first name that the host has for them. */
async function namesFor({lab, host}: ToolSession, {resolve}: ReadOptions): Promise<IpOptions['nameOf']> {
  if (!resolve) return (address) => address;
  const {names} = await lab.showHost({host});
  return (address) => Object.keys(names).find((name) => names[name]!.includes(address)) ?? address;
}

function help(): never {
  throw new IpStop(IP_USAGE, IP_STATUS.usage);
}

function stopped(session: ToolSession, reason: unknown): number {
  if (!(reason instanceof IpStop)) throw reason;
  return refused(session, reason.code, reason.text, reason.status);
}
