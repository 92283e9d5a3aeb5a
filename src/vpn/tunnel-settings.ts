/** What a tunnel is to be, and where: what `vpn up` hands to the program that it starts. */
import type {TunnelConfig} from './config.ts';

export const TRANSPORTS = ['lab', 'udp'] as const;
/** Through a UDP port of the lab's host, or through this machine's own UDP. */
export type Transport = (typeof TRANSPORTS)[number];

export interface TunnelSettings {
  readonly host: string;
  /** Canonical. */
  readonly ifname: string;
  readonly transport: Transport;
  readonly config: TunnelConfig;
}

/** The same as `vpn up` writes it to the program. */
export interface TunnelRequest extends Pick<TunnelSettings, 'host' | 'ifname' | 'transport'> {
  readonly lab: string;
  /** What the configuration is called in messages, and its text. */
  readonly file: string;
  readonly config: string;
}
