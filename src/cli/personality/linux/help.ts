/** What net-tools says of itself. */
import type {ToolSession} from '../tool.ts';
import {refused} from './failure.ts';

/** Lists of what there is, which the original prints on standard error, whoever asks. */
const LISTED = /^ {4}\S.*\) \n/;

/** Prints what a tool tells of itself. @returns 0 */
export function told({json, out}: ToolSession, text: string): 0 {
  out(json ? `${JSON.stringify({text})}\n` : text);
  return 0;
}

/** Prints a usage that was asked for. @returns 0 */
export function helped(session: ToolSession, usage: string): 0 {
  const {json, out, err} = session;
  if (json) return told(session, usage);
  for (const line of usage.split(/(?<=\n)/)) (LISTED.test(line) ? err : out)(line);
  return 0;
}

/**
 * Prints what is wrong with the words, and a usage, where the original takes that for what was asked for and ends with 0.
 *
 * @param faults whole lines
 * @returns `status`
 */
export function refusedWithHelp(session: ToolSession, faults: string, usage: string, status: number): number {
  if (session.json) return refused(session, 'EUSAGE', faults + usage, status);
  session.err(faults);
  helped(session, usage);
  return status;
}

const FAMILIES = 'AF: (inet) +UNIX +INET +INET6 +IPX +AX25 +NETROM +X25 +ATALK +ECONET +ROSE -BLUETOOTH\n';
const HARDWARE =
  '+ETHER +ARC +SLIP +PPP +TUNNEL -TR +AX25 +NETROM +X25 +FR +ROSE +ASH +SIT +FDDI +HIPPI +HDLC/LAPB +EUI64 \n';

export const RELEASE = 'net-tools 2.10\n';
export const ROUTE_VERSION = `${RELEASE}+NEW_ADDRT +RTF_IRTT +RTF_REJECT +I18N +SELINUX\n${FAMILIES}HW:  ${HARDWARE}`;
export const ARP_VERSION = `${RELEASE}+I18N +SELINUX\n${FAMILIES}HW: (ether) ${HARDWARE}`;
export const NETSTAT_VERSION = `${RELEASE}Fred Baumgarten, Alan Cox, Bernd Eckenfels, Phil Blundell, Tuan Hoang, Brian Micek and others
+NEW_ADDRT +RTF_IRTT +RTF_REJECT +FW_MASQUERADE +I18N +SELINUX\n${FAMILIES}HW:  ${HARDWARE}`;
