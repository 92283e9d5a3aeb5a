import {NetworkError} from '../errors.ts';

/** Octets that are not the packet they claim to be. The message reads `ipv4: bad header checksum`. */
export class MalformedPacketError extends NetworkError {
  /** @param fault as the codecs' fault functions name it, words joined by hyphens. */
  constructor(protocol: string, fault: string) {
    super('EMALFORMED', describeFault(protocol, fault), {protocol, fault});
  }
}

/** `('ipv4', 'bad-header-checksum')` in words: `ipv4: bad header checksum`. */
export function describeFault(protocol: string, fault: string): string {
  return `${protocol}: ${fault.replaceAll('-', ' ')}`;
}
