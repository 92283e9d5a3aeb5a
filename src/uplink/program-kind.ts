import type {UplinkSettings} from '../link/uplink-settings.ts';

/** What there is to know of a program that can be a way out. File descriptor 3 is its socket, with frames as QEMU has them. */
export interface ProgramKind {
  /** As people call it. */
  readonly label: string;
  /** Its executables, the best first. */
  readonly names: readonly string[];
  readonly debianPackage: string;
  readonly arguments: (settings: UplinkSettings) => readonly string[];
  /** Whether a line on its standard error is of no interest. */
  readonly isNoise: (line: string) => boolean;
  /** Octets that may wait for it to read them; what is more is dropped, as by a full transmit queue. */
  readonly mostQueued: number;
}
