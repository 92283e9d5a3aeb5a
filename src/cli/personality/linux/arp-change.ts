/** `arp -s` and `arp -d` of net-tools 2.10. */
import {NetworkError} from '../../../errors.ts';
import {parseMac} from '../../../packet/ethernet.ts';
import {interfaceNamed} from '../interface-named.ts';
import type {ToolSession} from '../tool.ts';
import {ARP_USAGE} from './arp-usage.ts';
import {inetAton, lookupFault} from './c-numbers.ts';
import {failed, refused, systemError} from './failure.ts';
import {inEther} from './in-ether.ts';

/** The original returns -1. */
export const FAILED = 255;
/** Of words that are wrong. */
export const WRONG = 3;

export interface ArpWords {
  readonly options: ReadonlySet<string>;
  readonly device?: string;
  readonly hardware?: string;
  readonly family?: string;
  readonly operands: readonly string[];
}

/** A refusal that the original prints where others print what was asked for. */
export function answered(session: ToolSession, text: string, status: number): number {
  return refused({...session, err: session.json ? session.err : session.out}, 'ENOENT', text, status);
}

/** Writes a neighbour down. @returns the exit status */
export async function setNeighbour(session: ToolSession, {options, operands, device}: ArpWords): Promise<number> {
  const [name, given, ...rest] = operands;
  if (name === undefined) return refused(session, 'EUSAGE', 'arp: need host name\n', FAILED);
  const dst = inetAton(name);
  if (dst === undefined) return refused(session, 'ENOTFOUND', lookupFault(name), FAILED);
  if (given === undefined) return refused(session, 'EUSAGE', 'arp: need hardware address\n', FAILED);
  const lladdr = options.has('D')
    ? (await interfaceNamed(session, given))?.address
    : (inEther(given, behindAddress(dst)) ?? '');
  if (lladdr === undefined) {
    return refused(session, 'ENODEV', `arp: cant get HW-Address for \`${given}': No such device.\n`, FAILED);
  }
  if (parseMac(lladdr) === undefined) return refused(session, 'EUSAGE', 'arp: invalid hardware address\n', FAILED);
  const {lab, host, json, out} = session;
  const [temporary, proxy] = ['temp', 'pub'].map((word) => rest.includes(word));
  if (rest.some((word) => word !== 'temp' && word !== 'pub')) return refused(session, 'EUSAGE', ARP_USAGE, WRONG);
  try {
    const answer = await lab.setNeighbour({
      host,
      dst,
      lladdr,
      ...(device !== undefined && {dev: device}),
      ...(temporary === true && {temporary}),
      ...(proxy === true && {proxy}),
    });
    if (json) out(`${JSON.stringify(answer)}\n`);
    return 0;
  } catch (reason) {
    // The address of a group: here every neighbour is one station.
    const isWrong = reason instanceof NetworkError && reason.code === 'EUSAGE';
    return failed(session, 'SIOCSARP', isWrong ? 'EINVAL' : systemError(reason).code, FAILED);
  }
}

/** What is in the original's memory where it then reads a hardware address: a port, and the address before it. */
function behindAddress(dst: string): readonly string[] {
  return ['00', '00', ...dst.split('.').map((octet) => Number(octet).toString(16).padStart(2, '0'))];
}

/** @returns the exit status */
export async function forgetNeighbour(session: ToolSession, {operands: [name], device}: ArpWords): Promise<number> {
  if (name === undefined) return refused(session, 'EUSAGE', 'arp: need host name\n', FAILED);
  const dst = inetAton(name);
  if (dst === undefined) return refused(session, 'ENOTFOUND', lookupFault(name), FAILED);
  const {lab, host, json, out} = session;
  const known = (await lab.listNeighbours({host, dst})).length > 0;
  if (!known) return answered(session, `No ARP entry for ${name}\n`, FAILED);
  const answer = await lab.deleteNeighbour({host, dst, ...(device !== undefined && {dev: device})});
  if (json) out(`${JSON.stringify(answer)}\n`);
  return 0;
}
