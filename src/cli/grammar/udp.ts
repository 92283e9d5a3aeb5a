import type {BindUdp} from '../../api/schema/udp.ts';
import {readFrame} from './frames.ts';
import {readAddress} from './address.ts';
import {quoted, usage} from './values.ts';

/** A UDP port, 1…65535. @throws {NetworkError} EUSAGE */
export function readPort(word: string): number {
  const port = /^\d{1,5}$/.test(word) ? Number(word) : 0;
  if (port >= 1 && port <= 0xffff) return port;
  throw usage(`${quoted(word)} is not a port: a number from 1 to 65535`);
}

/** The data of a datagram, in hex. @throws {NetworkError} EUSAGE: it is given twice, or no hex */
export async function readDatagram(
  text: string | undefined,
  hex: string | undefined,
  readInput: () => Promise<Uint8Array>,
): Promise<string> {
  if (text !== undefined && hex !== undefined) throw usage('the data is given twice: as text and with --hex');
  const octets = hex === undefined ? (text ?? (await readInput())) : readFrame(hex, '--hex');
  return Buffer.from(octets as string).toString('hex');
}

/** Groups to join, all on one interface if it is named. @throws {NetworkError} EUSAGE */
export function readJoin(groups: readonly string[] = [], dev: string | undefined): Pick<BindUdp, 'join'> {
  if (groups.length > 0) return {join: groups.map((group) => ({group: readAddress(group), ...(dev && {dev})}))};
  if (dev !== undefined) throw usage('--interface is where to join a group: give one with --join');
  return {};
}
