/** What a host's devices and settings look like in the journal. */
import type {Nic} from '../link/nic.ts';
import type {Wire} from '../link/wire.ts';
import type {HostRecord} from '../stack/records.ts';
import type {LabHost} from './lab-host.ts';

export interface NicRecord {
  /** Name of the wire it is plugged into. */
  readonly wire: string | null;
}

export function nicRecord({segment}: Nic): NicRecord {
  return {wire: segment ?? null};
}

export function restoreNic(nic: Nic, {wire}: NicRecord, wireNamed: (name: string) => Wire): void {
  if (wire !== null) nic.plug(wireNamed(wire));
}

export function hostRecord({host, names}: LabHost): HostRecord {
  return {settings: {...host.settings}, names: [...names]};
}
