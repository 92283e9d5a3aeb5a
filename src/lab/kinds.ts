/** Names that say what an interface is: no other kind of interface can have them. */
import {NetworkError} from '../errors.ts';
import {isBridgeName, modeOfName} from '../names.ts';

export const LOOPBACK = 'lo0';

/** @throws {NetworkError} EINVAL */
export function checkNameOfNic(name: string): void {
  if (modeOfName(name) || isBridgeName(name) || name === LOOPBACK)
    throw new NetworkError('EINVAL', `${name} is no name for a NIC; try eth0`);
}

/** @throws {NetworkError} EINVAL */
export function checkNameOfBridge(name: string): void {
  if (modeOfName(name) || /^eth\d+$/.test(name) || name === LOOPBACK)
    throw new NetworkError('EINVAL', `${name} is no name for a bridge; try br0`);
}
